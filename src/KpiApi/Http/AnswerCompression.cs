using System.Net.Mime;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace KpiApi.Http;

/// <summary>
/// Answers of text are compressed for who asks. Entity tags are weak, so one is good for every encoding of an answer. Not compressed is what would let somebody who counts
/// bytes on the way guess a secret in an answer by having a browser ask for it again and again (BREACH): answers with keys, and whatever a page of another site has its browser ask.
/// </summary>
internal sealed class AnswerCompression(IServiceProvider services, IOptions<ResponseCompressionOptions> options, IOptions<CorsSettings> cors)
    : ResponseCompressionProvider(services, options)
{
    /// <summary>Less goes in one packet anyway.</summary>
    private const int MinBytes = 1000;

    /// <summary>Workbooks and Parquet are compressed already; pages have strong entity tags.</summary>
    public static readonly IReadOnlyList<string> MediaTypes =
    [
        MediaTypeNames.Application.Json, MediaTypeNames.Application.ProblemJson, Http.MediaTypes.Ndjson, Http.MediaTypes.Csv, "application/graphql-response+json", MediaTypeNames.Text.Plain,
    ];

    public override bool ShouldCompressResponse(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<SecretMetadata>() is null
        && context.Response.ContentLength is null or >= MinBytes
        && !IsOfAnotherSite(context.Request)
        && base.ShouldCompressResponse(context);

    /// <summary>By what browsers say of whose page asks. The sites that may read answers are trusted with them.</summary>
    private bool IsOfAnotherSite(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site" && !cors.Value.All.Contains(request.Headers.Origin.ToString(), StringComparer.Ordinal);
}

internal static class CompressionComposition
{
    public static void AddAnswerCompression(this IServiceCollection services)
    {
        services.AddSingleton<IResponseCompressionProvider, AnswerCompression>();
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = AnswerCompression.MediaTypes;
        });
    }

    /// <summary>Answers that show a key, a token or another secret.</summary>
    public static T ShowsSecrets<T>(this T routes) where T : IEndpointConventionBuilder => routes.WithMetadata(new SecretMetadata());
}

/// <summary>Marks routes whose answers have secrets in them.</summary>
internal sealed class SecretMetadata;

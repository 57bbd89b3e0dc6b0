using System.ComponentModel.DataAnnotations;
using KpiApi.Configuration;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace KpiApi.Http;

/// <summary>Section Cors.</summary>
internal sealed class CorsSettings : IValidatableObject
{
    public const string Section = "Cors";

    /// <summary>Sites whose pages may call this service from a browser, separated by commas: https://dashboards.example.com.</summary>
    public string Origins { get; set; } = "";

    public string[] All => Origins.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>No wildcard: a service without a key would be open to every page that its user visits.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => All
        .Where(origin => !Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.GetLeftPart(UriPartial.Authority) != origin)
        .Select(origin => new ValidationResult($"Cors:Origins has '{origin}', which is no origin; one is like https://dashboards.example.com, without a path and in lower case."));
}

/// <summary>Headers for browsers: what a page may do with an answer, and whose pages get it.</summary>
internal static class AnswerHeaders
{
    /// <summary>Data is no page: nothing in it runs and nothing frames it.</summary>
    private const string OfData = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// <summary>Swagger's page has styles in its attributes.</summary>
    private const string OfSwagger = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
        + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private static readonly string[] s_exposed =
    [
        "ETag", "Retry-After", "RateLimit", "RateLimit-Policy", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Link", "KpiApi-Warnings", "KpiApi-Version", "Content-Disposition",
    ];

    /// <summary>Of answers with data: only for who asked, and only after asking whether it still holds.</summary>
    public const string Caching = "private, no-cache";

    /// <summary>Of answers that have several forms: what chooses among them.</summary>
    public const string Varies = "Accept, Accept-Encoding";

    public static void AddAnswerHeaders(this IServiceCollection services)
    {
        services.AddSection<CorsSettings>(CorsSettings.Section);
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<CorsSettings>>((cors, settings) => cors.AddDefaultPolicy(policy => policy
            .WithOrigins(settings.Value.All)
            .WithMethods("GET", "POST", "PUT", "DELETE")
            .WithHeaders("Authorization", "X-Api-Key", "Content-Type", "If-None-Match", "traceparent", "tracestate")
            .WithExposedHeaders(s_exposed)
            .SetPreflightMaxAge(TimeSpan.FromMinutes(10))));
    }

    public static void UseAnswerHeaders(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            AddTo(context);
            return next(context);
        });
        // Off means that a preflight is a method like any other, which there is not.
        if (app.Configuration.GetSection(CorsSettings.Section).Get<CorsSettings>() is { All.Length: > 0 }) app.UseCors();
    }

    /// <summary>To be done again after an exception, which clears what was set before it. A page sets its own policy afterwards.</summary>
    public static void AddTo(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/swagger", StringComparison.OrdinalIgnoreCase) ? OfSwagger : OfData;
    }
}

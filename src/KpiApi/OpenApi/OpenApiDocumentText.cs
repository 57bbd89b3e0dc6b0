using System.Globalization;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using KpiApi.Http;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;

namespace KpiApi.OpenApi;

/// <summary>The document as text, made when it is first asked for and the same ever after: it says what the program can do, and anybody may ask for it.</summary>
internal sealed class OpenApiDocumentText(IServiceScopeFactory scopes)
{
    public const string Path = "/openapi/v1.json";

    private const int HashBytes = 12;

    private readonly Lazy<(byte[] Text, string Tag)> _made = new(() => Make(scopes));

    public byte[] Text => _made.Value.Text;

    public async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        var isGet = HttpMethods.IsGet(context.Request.Method);
        if (!context.Request.Path.Equals(Path, StringComparison.OrdinalIgnoreCase) || !(isGet || HttpMethods.IsHead(context.Request.Method)))
        {
            await next(context);
            return;
        }

        var ((text, tag), headers) = (_made.Value, context.Response.Headers);
        (headers.ETag, headers.CacheControl) = (tag, "no-cache");
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(EntityTagHeaderValue.Parse(tag), useStrongComparison: false)))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        (context.Response.ContentType, context.Response.ContentLength) = (MediaTypeNames.Application.Json + "; charset=utf-8", text.Length);
        if (isGet) await context.Response.Body.WriteAsync(text, context.RequestAborted);
    }

    private static (byte[], string) Make(IServiceScopeFactory scopes)
    {
        using var scope = scopes.CreateScope();
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        var document = scope.ServiceProvider.GetRequiredService<ISwaggerProvider>().GetSwagger("v1");
        if (scope.ServiceProvider.GetRequiredService<IOptions<ProxyOptions>>().Value.PathBase is { Length: > 0 } prefix) document.Servers = [new() { Url = prefix }];
        document.SerializeAsV31(new OpenApiJsonWriter(writer));
        var text = Encoding.UTF8.GetBytes(writer.ToString());
        // Weak, since it may be sent compressed or not.
        return (text, $"W/\"{Convert.ToHexStringLower(SHA256.HashData(text).AsSpan(0, HashBytes))}\"");
    }
}

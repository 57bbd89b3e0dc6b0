using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace KpiApi.GraphQL.Http;

/// <summary>A query a reader can try.</summary>
public sealed record GraphQLExample(string Title, string Query, string? Variables = null);

/// <summary>The page for browsers: an editor, the schema's documentation, examples. It asks no other host for anything.</summary>
public sealed partial class GraphQLPage
{
    private readonly byte[] html;
    private readonly string policy;

    public GraphQLPage(string title, IReadOnlyList<GraphQLExample> examples)
    {
        using var stream = typeof(GraphQLPage).Assembly.GetManifestResourceStream("page.html")!;
        var template = new StreamReader(stream).ReadToEnd();
        // The default encoder escapes what could end the script element that holds the data.
        var data = JsonSerializer.Serialize(new { title, examples }, JsonSerializerOptions.Web);
        html = Encoding.UTF8.GetBytes(template.Replace("{{data}}", data, StringComparison.Ordinal));
        policy = $"default-src 'none'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + $"script-src {Hash(Script().Match(template))}; style-src {Hash(Style().Match(template))}";
    }

    /// <summary>
    /// A browser came to look. Public with <see cref="WriteAsync"/>, so that a host can show the page, where a key is entered,
    /// to those who have none yet.
    /// </summary>
    public static bool IsWanted(HttpRequest request) => HttpMethods.IsGet(request.Method)
        && !request.Query.ContainsKey("query") && !request.Query.ContainsKey("extensions") && MediaTypes.WantsPage(request);

    public async Task WriteAsync(HttpResponse response)
    {
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.Vary = "Accept";
        response.ContentLength = html.Length;
        await response.Body.WriteAsync(html, response.HttpContext.RequestAborted);
    }

    private static string Hash(Match element)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(element.Groups[1].Value));
        return $"'sha256-{Convert.ToBase64String(hash)}'";
    }

    [GeneratedRegex("<script>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();
}

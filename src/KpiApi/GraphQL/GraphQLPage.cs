using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using KpiApi.Http;

namespace KpiApi.GraphQL;

/// <summary>The page for browsers: an editor that completes, the schema's documentation, worked queries. It asks no other host for anything.</summary>
internal sealed partial class GraphQLPage
{
    private readonly byte[] _html;
    private readonly string _policy;

    public GraphQLPage()
    {
        using var stream = typeof(GraphQLPage).Assembly.GetManifestResourceStream("graphql.html")!;
        var html = new StreamReader(stream).ReadToEnd();
        _html = Encoding.UTF8.GetBytes(html);
        _policy = $"default-src 'none'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + $"script-src {Hash(Script().Match(html))}; style-src {Hash(Style().Match(html))}";
    }

    /// <summary>A browser came to look. It is shown the page also without a key, which is entered there.</summary>
    public static bool IsWanted(HttpRequest request) => HttpMethods.IsGet(request.Method)
        && !request.Query.ContainsKey("query") && !request.Query.ContainsKey("extensions")
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase) && AcceptedForms.Quality(request, "text/html") > 0;

    public async Task WriteAsync(HttpResponse response)
    {
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = _policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.Vary = "Accept";
        response.ContentLength = _html.Length;
        await response.Body.WriteAsync(_html, response.HttpContext.RequestAborted);
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

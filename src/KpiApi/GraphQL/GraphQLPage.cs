using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using KpiApi.Hosting;

namespace KpiApi.GraphQL;

/// <summary>The page for browsers: an editor that completes, the schema's documentation, worked queries. It asks no other host for anything.</summary>
internal sealed partial class GraphQLPage
{
    private static readonly Example[] s_examples =
    [
        new("Headline", """
            {
              kpis(input: {metrics: [{metric: CSAT}, {metric: FIRST_RESPONSE_TIME, statistic: MEDIAN}, {metric: TICKETS_CREATED}], compare: "previous_period", include: [TARGET]}) {
                from to
                totals { metric value count previous changePercent target { value status } }
              }
            }
            """),
        new("Daily, by channel", """
            {
              kpis(input: {metrics: [{metric: TICKETS_CREATED}, {metric: TICKETS_RESOLVED}, {metric: OPEN_TICKETS}], period: LAST_7_DAYS, interval: DAY, groupBy: [CHANNEL]}) {
                rows { time keys { dimension value } values { metric value } }
              }
            }
            """),
        new("Slowest answers, ticket by ticket", """
            query Slow($first: Int = 20) {
              quick: kpis(input: {metrics: [{metric: FIRST_RESPONSE_TIME, percentile: 90}], groupBy: [AGENT], orderBy: ["-first_response_time:p90"], limit: 5}) {
                rows { keys { value } values { value count } }
              }
              records(input: {metric: FIRST_RESPONSE_TIME}, first: $first) { nodes { ticket at value } pageInfo { hasNextPage endCursor } }
            }
            """),
    ];

    private readonly byte[] _html;
    private readonly string _policy;

    public GraphQLPage()
    {
        using var stream = typeof(GraphQLPage).Assembly.GetManifestResourceStream("graphql.html")!;
        var template = new StreamReader(stream).ReadToEnd();
        // The default encoder escapes what could end the script element that holds the data.
        var data = JsonSerializer.Serialize(new { title = Product.Name, examples = s_examples }, JsonSerializerOptions.Web);
        _html = Encoding.UTF8.GetBytes(template.Replace("{{data}}", data, StringComparison.Ordinal));
        _policy = $"default-src 'none'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + $"script-src {Hash(Script().Match(template))}; style-src {Hash(Style().Match(template))}";
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

    /// <summary>A query a reader can try.</summary>
    private sealed record Example(string Title, string Query);
}

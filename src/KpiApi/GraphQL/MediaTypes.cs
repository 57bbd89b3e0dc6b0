using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace KpiApi.GraphQL;

/// <summary>Which of the two JSON types a client gets, and whether what it sends is JSON.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string GraphQLResponse = "application/graphql-response+json";

    /// <summary>
    /// Null when neither is acceptable. Until all clients know the newer type, who doesn't name it gets plain JSON.
    /// </summary>
    public static string? Negotiate(StringValues accept)
    {
        if (accept.Count == 0 || accept == Json || accept == "*/*") return Json;
        if (accept == GraphQLResponse) return GraphQLResponse;
        if (!MediaTypeHeaderValue.TryParseList(accept, out var ranges)) return null;
        return ranges.Where(range => range.Quality is not 0)
            .Select(range => (Type: Match(range), Quality: range.Quality ?? 1))
            .Where(match => match.Type is not null)
            .OrderByDescending(match => match.Quality)
            .Select(match => match.Type)
            .FirstOrDefault();
    }

    public static bool WantsPage(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var ranges)
        && ranges.Any(range => range.Quality is not 0 && range.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

    public static bool IsJson(string? contentType)
    {
        if (contentType is Json) return true;
        return MediaTypeHeaderValue.TryParse(contentType, out var type)
            && type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }

    private static string? Match(MediaTypeHeaderValue range) => range.MediaType.Value?.ToLowerInvariant() switch
    {
        GraphQLResponse => GraphQLResponse,
        Json or "application/*" or "*/*" => Json,
        _ => null,
    };
}

using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace KpiApi.Http;

/// <summary>
/// How welcome a media type is by an Accept header (RFC 9110, 12.5.1): the range that says most of it decides. Parameters other than <c>q</c> are
/// passed over, because every answer has but one form: <c>application/json; charset=utf-8</c> is what the service itself sends.
/// </summary>
internal static class AcceptedForms
{
    /// <summary>0 = not wanted; without a header, or one that cannot be read, everything is as welcome.</summary>
    public static double Quality(HttpRequest request, string mediaType)
    {
        var accepted = request.GetTypedHeaders().Accept;
        if (accepted.Count == 0)
            return 1;
        StringSegment kind = mediaType.AsSpan(0, mediaType.IndexOf('/', StringComparison.Ordinal)).ToString();
        return accepted.Select(range => (Fit: Fit(range, mediaType, kind), Quality: range.Quality ?? 1)).Where(range => range.Fit > 0)
            .OrderByDescending(range => range.Fit).ThenByDescending(range => range.Quality).Select(range => range.Quality).FirstOrDefault();
    }

    private static int Fit(MediaTypeHeaderValue range, string mediaType, StringSegment kind) =>
        range.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase) ? 3
        : range.MatchesAllSubTypes && !range.MatchesAllTypes && range.Type.Equals(kind, StringComparison.OrdinalIgnoreCase) ? 2
        : range.MatchesAllTypes ? 1
        : 0;
}

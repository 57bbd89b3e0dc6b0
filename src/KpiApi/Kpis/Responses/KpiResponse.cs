using System.Buffers;
using System.Globalization;
using System.Text.Unicode;
using KpiApi.Http;
using KpiApi.Kpis.Caching;

namespace KpiApi.Kpis.Responses;

/// <summary>A result as JSON. All but its end is made once, and can be sent again: only when it was asked and the version of the data differ.</summary>
/// <param name="head">The text up to <c>asOf</c>.</param>
/// <param name="tagHash">Of the query, for the entity tag; null for an answer that has none.</param>
internal sealed class KpiResponse(byte[] head, string? tagHash, DateTimeOffset asOf, long version) : IResult
{
    public const string MediaType = "application/json; charset=utf-8";

    /// <summary>An instant, a whole number and their names.</summary>
    private const int MaxTailBytes = 96;

    public byte[] Head => head;

    public string? TagHash => tagHash;

    /// <summary>Of the header: where the rows go on. Null when they end here.</summary>
    public string? Link { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        var tag = tagHash is null ? null : EntityTag.Of(version, tagHash);
        response.Headers.ETag = tag;
        response.Headers.CacheControl = AnswerHeaders.Caching;
        response.Headers.Vary = AnswerHeaders.Varies;
        if (tag is not null && request.Headers.IfNoneMatch.Count > 0 && EntityTag.IsKnown(request, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        response.Headers.Link = Link;
        Span<byte> tail = stackalloc byte[MaxTailBytes];
        var length = WriteTail(tail, asOf, version);
        response.ContentType = MediaType;
        response.ContentLength = head.Length + length;
        response.BodyWriter.Write(head);
        response.BodyWriter.Write(tail[..length]);
        var sent = response.BodyWriter.FlushAsync(httpContext.RequestAborted);
        return sent.IsCompletedSuccessfully ? Task.CompletedTask : sent.AsTask();
    }

    /// <summary>What differs from time to time, and ends the object.</summary>
    public static byte[] Tail(DateTimeOffset asOf, long version)
    {
        Span<byte> tail = stackalloc byte[MaxTailBytes];
        return tail[..WriteTail(tail, asOf, version)].ToArray();
    }

    private static int WriteTail(Span<byte> tail, DateTimeOffset asOf, long version)
    {
        Utf8.TryWrite(tail, CultureInfo.InvariantCulture, $",\"asOf\":\"{asOf.UtcDateTime.ToString(InstantText.UtcFormat, CultureInfo.InvariantCulture)}\",\"version\":{version}}}", out var length);
        return length;
    }
}

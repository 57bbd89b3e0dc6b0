using System.Buffers;

namespace KpiApi.Http.Json;

/// <summary>A body that has to be read to its end before anything can be done with it.</summary>
internal static class WholeBody
{
    /// <summary>Room that is made on a caller's mere word.</summary>
    private const int MaxFirstBytes = 1024 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <exception cref="BadHttpRequestException">It is larger than the limit, unpacked.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellation)
    {
        if (request.ContentLength > maxBytes) throw TooLarge();
        var buffer = new ArrayBufferWriter<byte>((int)Math.Clamp(request.ContentLength ?? 0, 256, MaxFirstBytes) + 1);
        while (await request.Body.ReadAsync(buffer.GetMemory(), cancellation) is > 0 and var read)
        {
            buffer.Advance(read);
            if (buffer.WrittenCount > maxBytes) throw TooLarge();
        }

        var body = buffer.WrittenMemory;
        return body.Span.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;
    }

    private static BadHttpRequestException TooLarge() => new("The body is too large.", StatusCodes.Status413PayloadTooLarge);
}

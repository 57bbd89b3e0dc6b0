using System.IO.Compression;
using System.Text;

namespace KpiApi.Tests.OpenApi.Answers;

/// <summary>
/// Holds every answer that a test receives against the document: its path, method, status, media type, headers and body have to be described
/// there. It stands in every test's client, so no list of calls has to be kept.
/// </summary>
internal sealed class AnswerValidator(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int ShownBytes = 1000;

    /// <summary>GraphQL describes itself; pages, documents and what Prometheus reads are no calls of the API.</summary>
    private static readonly string[] s_elsewhere = ["/graphql", "/swagger", "/openapi", "/metrics", "/page", "/_content", "/index"];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        // A preflight of a browser is answered for all paths alike.
        if (request.Method == HttpMethod.Options || path == "/" || s_elsewhere.Any(place => path.StartsWith(place, StringComparison.OrdinalIgnoreCase)))
            return response;
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var body = Unpacked(await response.Content.ReadAsByteArrayAsync(cancellationToken), response.Content.Headers.ContentEncoding);
        var problems = Problems(request.Method, path, response, body).ToList();
        Assert.True(problems.Count == 0, $"{request.Method} {request.RequestUri.PathAndQuery} was answered with {(int)response.StatusCode} otherwise than api-specs/openapi.json says:\n"
            + $"{string.Join('\n', problems)}\n{Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, ShownBytes))}");
        return response;
    }

    private static byte[] Unpacked(byte[] body, ICollection<string> encodings)
    {
        if (encodings.Count == 0) return body;
        var packed = new MemoryStream(body);
        using Stream stream = encodings.Contains("br") ? new BrotliStream(packed, CompressionMode.Decompress) : new GZipStream(packed, CompressionMode.Decompress);
        var unpacked = new MemoryStream();
        stream.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    private static IEnumerable<string> Problems(HttpMethod method, string path, HttpResponseMessage response, byte[] body)
    {
        var isHead = method == HttpMethod.Head;
        if (DescribedApi.Committed.Find(isHead ? HttpMethod.Get : method, path) is not { } call)
            return response.IsSuccessStatusCode ? ["There is no such path or method in it."] : [];
        if (call.Answer((int)response.StatusCode) is not { } answer)
            return ["The status is not described."];
        return answer.Problems(response, isHead ? null : body);
    }
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace KpiApi.Benchmarks.Neighbours;

/// <summary>A client with a key of its own.</summary>
internal sealed class Caller : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly HttpClient _http;

    private Caller(Uri address, string? key)
    {
        (Address, Key) = (address, key);
        _http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        if (key is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public Uri Address { get; }

    public string? Key { get; }

    public static Caller WithKey(Uri address, string key) => new(address, key);

    public static Caller WithoutKey(Uri address) => new(address, null);

    public static Caller Admin(Uri address) => new(address, ServiceProcess.AdminKey);

    /// <summary>One that may ask and write all but settings.</summary>
    public static async Task<Caller> WithNewKeyAsync(Uri address, string name)
    {
        using var admin = Admin(address);
        using var answer = await admin.SendAsync(HttpMethod.Post, "/v1/keys", Json($$"""{"name":"{{name}}","scopes":["read","read:agents","ingest"]}"""));
        var made = JsonNode.Parse(await answer.Content.ReadAsStringAsync());
        return new(address, (string)made!["key"]!);
    }

    public static HttpContent Json(string text) => Of(Encoding.UTF8.GetBytes(text), "application/json");

    public static HttpContent Lines(byte[] text) => Of(text, "application/x-ndjson");

    /// <summary>The answer when all of it has been read and thrown away, unless it is small.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body = null, CancellationToken cancel = default)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        return await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancel);
    }

    /// <summary>The status of the answer, which is read piece by piece and thrown away; 0 when the connection broke, −1 when it took a minute.</summary>
    public async Task<int> TryAsync(HttpMethod method, string path, HttpContent? body = null, CancellationToken cancel = default)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(s_patience);
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = body };
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            await answer.Content.CopyToAsync(Stream.Null, patience.Token);
            return (int)answer.StatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return 0;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return -1;
        }
    }

    public void Dispose() => _http.Dispose();

    private static ByteArrayContent Of(byte[] body, string type) => new(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
}

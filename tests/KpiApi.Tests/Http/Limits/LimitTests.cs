using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using KpiApi.Tests.Auth;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.Http.Limits;

public sealed class LimitTests(AppsByLimit apps) : IClassFixture<AppsByLimit>
{
    private const string Good = """{"id":"A","createdAt":"2026-01-05T09:12:00Z"}""";

    [Fact]
    public async Task Key_that_asks_too_often_is_told_to_wait_and_others_are_not()
    {
        await using var app = await Keyed.StartAsync("Limits:RequestsPerSecond=1", "Limits:BurstSeconds=5");
        var (_, busy) = await app.MakeKeyAsync("read");
        var (_, other) = await app.MakeKeyAsync("read");
        var first = await app.CallAsync("GET", "/v1/metrics", busy);
        Assert.Equal(("\"key\";q=5;w=5", "5"), (first.Header("RateLimit-Policy"), first.Header("RateLimit-Limit")));
        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => app.CallAsync("GET", "/v1/metrics", busy)));
        var refused = replies.First(r => r.Status == 429);
        Assert.Equal(("429 too_many_requests", "application/problem+json", "\"key\";r=0;t=5", "0"), (refused.Outcome(), refused.Type, refused.Header("RateLimit"), refused.Header("RateLimit-Remaining")));
        Assert.True(int.Parse(refused.Header("Retry-After"), null) >= 1);
        Assert.Equal("200", (await app.CallAsync("GET", "/v1/metrics", other)).Outcome());
        foreach (var _ in Enumerable.Range(0, 20)) Assert.Equal(200, (await app.CallAsync("GET", "/health/live", busy)).Status);
    }

    [Fact]
    public async Task Guessing_keys_is_limited_by_address_and_a_service_without_keys_by_nothing()
    {
        await using var app = await Keyed.StartAsync("Limits:RequestsPerSecond=1", "Limits:BurstSeconds=5");
        var guesses = await Task.WhenAll(Enumerable.Range(0, 40).Select(n => app.CallAsync("GET", "/v1/metrics", "guess-" + n)));
        Assert.Contains(guesses, guess => guess.Outcome() == "429 too_many_requests");
        await using var local = await KpiApp.StartAsync(adjust: builder => builder.Configuration["Limits:RequestsPerSecond"] = "1");
        foreach (var _ in Enumerable.Range(0, 20))
        {
            var reply = await local.CallAsync("GET", "/v1/metrics");
            Assert.Equal((200, "-"), (reply.Status, reply.Header("RateLimit")));
        }
    }

    [Theory]
    [InlineData("Limits:MaxBodyBytes=1024", "PUT", "/v1/tickets/A", "application/json", "413 too_large")]
    [InlineData("Limits:MaxBodyBytes=1024", "POST", "/v1/tickets", "application/json", "413 too_large")]
    [InlineData("Limits:MaxSmallBodyBytes=1024", "POST", "/v1/kpis", "application/json", "413 too_large")]
    [InlineData("Limits:MaxSmallBodyBytes=1024", "PUT", "/v1/calendars/default", "application/json", "413 too_large")]
    [InlineData("Limits:MaxSmallBodyBytes=1024", "POST", "/v1/keys", "application/json", "413 too_large")]
    [InlineData("Limits:MaxUnpackedBytes=1024", "POST", "/v1/tickets", "application/x-ndjson", "200")]
    public async Task Body_has_a_largest_size(string limit, string method, string path, string type, string outcome)
    {
        var app = await apps.OfAsync(limit);
        Assert.Equal(outcome, (await SendAsync(app, method, path, type, Encoding.UTF8.GetBytes(Good + new string(' ', 2000)))).Outcome());
    }

    [Theory]
    [InlineData("Limits:MaxUnpackedBytes=100000", "POST", "/v1/tickets", "application/x-ndjson", "gzip")]
    [InlineData("Limits:MaxUnpackedBytes=100000", "POST", "/v1/tickets", "text/csv", "br")]
    [InlineData("Limits:MaxUnpackedBytes=100000", "POST", "/v1/tickets", "application/json", "br")]
    [InlineData("Limits:MaxBodyBytes=100000", "PUT", "/v1/tickets/A", "application/json", "gzip")]
    [InlineData("Limits:MaxBodyBytes=100000", "PUT", "/v1/tickets/A", "application/json", "deflate")]
    [InlineData("Limits:MaxSmallBodyBytes=100000", "POST", "/v1/kpis", "application/json", "gzip")]
    [InlineData("Limits:MaxSmallBodyBytes=100000", "PUT", "/v1/calendars/default", "application/json", "gzip")]
    public async Task What_is_small_only_while_packed_is_too_large(string limit, string method, string path, string type, string encoding)
    {
        var app = await apps.OfAsync(limit);
        var reply = await SendAsync(app, method, path, type, Pack(new string(' ', 999) + "\n", 1_000, encoding), encoding);
        Assert.Equal("413 too_large_unpacked", reply.Outcome());
    }

    /// <summary>Under a kilobyte of brotli was four gigabytes of lines, and 40 seconds of work.</summary>
    [Theory]
    [InlineData("application/x-ndjson", "{}", "br")]
    [InlineData("application/x-ndjson", "", "gzip")]
    [InlineData("text/csv", "id", "deflate")]
    [InlineData("application/json", "", "br")]
    public async Task What_is_many_times_as_large_as_packed_is_too_large(string type, string text, string encoding)
    {
        var app = await apps.OfAsync();
        var packed = Pack(text + new string('\n', 100_000), 100, encoding);
        Assert.InRange(packed.Length, 1, 100_000);
        var reply = await SendAsync(app, "POST", "/v1/agents", type, packed, encoding);
        Assert.Equal("413 too_large_unpacked", reply.Outcome());
        Assert.Contains("100 times", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Small_body_may_be_packed_as_well_as_it_can_be()
    {
        var app = await apps.OfAsync();
        Assert.Equal("200", (await SendAsync(app, "POST", "/v1/agents", "application/json", Pack(new string(' ', 999_000) + """[{"id":"a"}]""", 1, "br"), "br")).Outcome());
    }

    [Fact]
    public async Task What_is_unpacked_in_a_minute_is_limited_for_each_key()
    {
        var clock = new StandingClock();
        await using var app = await Keyed.StartAsync(builder => builder.UseClock(clock), "Limits:MaxUnpackedBytesPerMinute=1000000", "Limits:MaxUnpackedRatio=100000");
        var ((_, busy), (_, other)) = (await app.MakeKeyAsync("ingest"), await app.MakeKeyAsync("ingest"));
        // The last thousand bytes are owed, and waited for.
        var body = Pack(new string(' ', 1_000_988) + """{"id":"a"}""" + "\n", 1, "gzip");
        Assert.Equal("200", await PostAsync(busy));
        var refused = await app.SendAsync(Request(busy), []);
        Assert.Equal(("429 too_much_unpacked", "2"), (refused.Outcome(), refused.Header("Retry-After")));
        Assert.Equal("200", await PostAsync(other));
        Assert.Equal("200", (await app.CallAsync("POST", "/v1/agents", busy, """{"id":"b"}""")).Outcome());
        clock.Now += TimeSpan.FromMinutes(1);
        Assert.Equal("200", await PostAsync(busy));

        async Task<string> PostAsync(string key) => (await app.SendAsync(Request(key), [])).Outcome();

        HttpRequestMessage Request(string key) => new(HttpMethod.Post, "/v1/agents")
        {
            Headers = { { "X-Api-Key", key } },
            Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json"), ContentEncoding = { "gzip" } } },
        };
    }

    [Theory]
    [InlineData("zip", "415 unsupported_encoding")]
    [InlineData("zstd", "415 unsupported_encoding")]
    [InlineData("gzip, gzip", "415 unsupported_encoding")]
    [InlineData("br, gzip", "415 unsupported_encoding")]
    [InlineData("identity, gzip", "415 unsupported_encoding")]
    [InlineData("identity", "200")]
    public async Task Body_in_another_compression_is_not_stored_as_it_is(string encoding, string outcome)
    {
        var app = await apps.OfAsync();
        var reply = await SendAsync(app, "POST", "/v1/agents", "application/json", """{"id":"a"}"""u8.ToArray(), encoding);
        Assert.Equal(outcome, reply.Outcome());
        if (reply.Status == 415) Assert.Equal("br, deflate, gzip", reply.Header("Accept-Encoding"));
    }

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFFF")]
    [InlineData("8000000000000000")]
    [InlineData("7FFFFFFFFFFFFFFF")]
    [InlineData("FFFFFFFF")]
    [InlineData("-1")]
    [InlineData("x")]
    public async Task Chunk_whose_size_cannot_be_is_the_callers_mistake(string size)
    {
        var app = await apps.OfAsync();
        foreach (var type in (string[])["application/json", "application/x-ndjson", "text/csv"])
        {
            var answer = await RawAsync(app, $"POST /v1/agents HTTP/1.1\r\nHost: localhost\r\nContent-Type: {type}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n{size}\r\n{{}}\r\n0\r\n\r\n");
            Assert.True(answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), $"{type} {size}: {answer}");
        }
    }

    [Fact]
    public async Task Lines_before_the_limit_are_stored_and_counted()
    {
        await using var app = await StartAsync("Limits:MaxUnpackedBytes=100000");
        var reply = await SendAsync(app, "POST", "/v1/agents", "application/x-ndjson", Pack("""{"id":"anna"}""" + "\n", 100_000, "gzip"), "gzip");
        Assert.Equal("413 too_large_unpacked", reply.Outcome());
        // 100,000 bytes are 7,142 lines, of which those may be lost that are in the buffer that was being read.
        Assert.InRange((long)reply.Json["stored"]!, 5_000, 7_143);
    }

    [Theory]
    [InlineData("Limits:MaxItems=2", "/v1/agents", "application/json", """[{"id":"a"},{"id":"b"},{"id":"c"}]""", "413 too_many_items")]
    [InlineData("Limits:MaxItems=3", "/v1/agents", "application/json", """[{"id":"a"},{"id":"b"},{"id":"c"}]""", "200")]
    [InlineData("Limits:MaxTextLength=3", "/v1/agents", "application/json", """{"id":"abcd"}""", "422 too_long")]
    [InlineData("Limits:MaxTextLength=3", "/v1/agents", "text/csv", "id\nabcd", "422 too_long")]
    [InlineData("Limits:MaxTextLength=4", "/v1/agents", "application/x-ndjson", """{"id":"abcd"}""", "200")]
    [InlineData("Limits:MaxCommentLength=3", "/v1/surveys", "application/json", """{"id":"a","kind":"csat","respondedAt":"2026-01-05T09:12:00Z","score":5,"comment":"abcd"}""", "422 too_long")]
    [InlineData("Limits:MaxJsonDepth=8", "/v1/agents", "application/json", """{"id":"a","x":[[[[[[[[1]]]]]]]]}""", "400 too_deep")]
    [InlineData("Limits:MaxJsonDepth=8", "/v1/agents", "application/json", """{"id":"a","x":[[[[[[[1]]]]]]]}""", "422 unknown_field")]
    [InlineData("Limits:MaxJsonDepth=8", "/v1/agents", "application/x-ndjson", """{"id":"a","x":[[[[[[[[1]]]]]]]]}""", "422 too_deep")]
    [InlineData("Limits:MaxJsonDepth=8", "/v1/kpis", "application/json", """{"metrics":[[[[[[[[1]]]]]]]]}""", "400 too_deep")]
    [InlineData("Limits:MaxJsonDepth=8", "/v1/keys", "application/json", """{"name":[[[[[[[[1]]]]]]]]}""", "400 too_deep")]
    [InlineData("Limits:MaxJsonDepth=8", "/v1/agents", "application/json", """{"id":"a" "x":[[[[[[[[[1]]]]]]]]]}""", "400 malformed_json")]
    public async Task Shape_of_a_body_has_its_limits(string limit, string path, string type, string body, string outcome)
    {
        var app = await apps.OfAsync(limit);
        Assert.Equal(outcome, (await SendAsync(app, "POST", path, type, Encoding.UTF8.GetBytes(body))).Outcome());
    }

    [Theory]
    [InlineData("application/x-ndjson", """{"id":"a"}""")]
    [InlineData("text/csv", "id\na")]
    public async Task Line_has_a_largest_length(string type, string before)
    {
        var app = await apps.OfAsync("Limits:MaxLineBytes=1024");
        var reply = await SendAsync(app, "POST", "/v1/agents", type, Encoding.UTF8.GetBytes($"{before}\n{new string('x', 5_000)}\n"));
        Assert.Equal(("422 line_too_long", 1), (reply.Outcome(), (int)reply.Json["stored"]!));
    }

    [Fact]
    public async Task Query_has_a_highest_cost()
    {
        await using var app = await StartAsync("Limits:MaxQueryValues=60");
        await SendAsync(app, "POST", "/v1/tickets", "application/json", Encoding.UTF8.GetBytes(Good));
        const string Days = "interval=day&from=2026-01-01&to=2026-01-31";
        Assert.Equal("200", (await app.ReadInBothAsync($"/v1/kpis?metrics=tickets_created,tickets_resolved&{Days}")).Outcome());
        Assert.Equal("400 query_too_costly", (await app.ReadInBothAsync($"/v1/kpis?metrics=tickets_created,tickets_resolved,csat&{Days}")).Outcome());
    }

    [Fact]
    public async Task Body_that_trickles_is_given_up()
    {
        await using var app = await StartAsync("Limits:MinBytesPerSecond=100000", "Limits:SlowSeconds=2");
        var answer = await RawAsync(app, "POST /v1/agents HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        Assert.Contains("\"too_slow\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_that_trickle_are_given_up()
    {
        await using var app = await StartAsync("Limits:HeadersSeconds=1");
        Assert.StartsWith("HTTP/1.1 408", await RawAsync(app, "GET /v1/metrics HTTP/1.1\r\nHost: localhost\r\nX-Slow: "), StringComparison.Ordinal);
    }

    private static Task<KpiApp> StartAsync(params string[] settings) => Reading.StartAsync(null, settings);


    private static Task<Reply> SendAsync(KpiApp app, string method, string path, string type, byte[] body, string? encoding = null)
    {
        var content = new ByteArrayContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };
        if (encoding is not null) content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        return app.SendAsync(new(new HttpMethod(method), path) { Content = content }, []);
    }

    private static byte[] Pack(string text, int times, string encoding)
    {
        var packed = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Optimal, true),
            "deflate" => new ZLibStream(packed, CompressionLevel.Optimal, true),
            _ => new BrotliStream(packed, CompressionLevel.Optimal, true),
        })
            for (var i = 0; i < times; i++) stream.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    /// <summary>What the service says to a text that never goes on.</summary>
    private static async Task<string> RawAsync(KpiApp app, string text)
    {
        using var client = new TcpClient("127.0.0.1", app.Http.BaseAddress!.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return await new StreamReader(stream).ReadToEndAsync(patience.Token);
    }
}

/// <summary>One service for each limit that tests set.</summary>
public sealed class AppsByLimit : IAsyncLifetime
{
    private readonly Dictionary<string, KpiApp> _apps = new(StringComparer.Ordinal);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var app in _apps.Values) await app.DisposeAsync();
    }

    /// <param name="limit">As "Limits:MaxItems=2"; none for the limits by default.</param>
    internal async Task<KpiApp> OfAsync(string limit = "") =>
        _apps.TryGetValue(limit, out var app) ? app : _apps[limit] = await (limit.Length > 0 ? Reading.StartAsync(null, limit) : Reading.StartAsync());
}

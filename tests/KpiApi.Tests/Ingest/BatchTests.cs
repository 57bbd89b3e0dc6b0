using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace KpiApi.Tests.Ingest;

public sealed class BatchTests(PlainApp plain) : IClassFixture<PlainApp>
{
    private const string Good = """{"id":"A","createdAt":"2026-01-05T09:12:00Z"}""";
    private const string Bad = """{"id":"T-9","createdAt":"2026-01-05T09:12:00Z","resolvedAt":"2026-01-01T00:00:00Z"}""";

    [Fact]
    public async Task Array_counts_what_became_of_its_items()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PostAsync("/v1/tickets", Good);
        var answer = await app.PostAsync("/v1/tickets", $$"""[{{Good}},{"id":"A","createdAt":"2026-01-06T00:00:00Z"},{"id":"B","createdAt":"2026-01-06T00:00:00Z"}]""");
        Assert.Equal(200, answer.Status);
        Assert.Equal("""{"received":3,"created":1,"updated":1,"unchanged":1,"rejected":0,"stored":3,"version":2,"errors":[]}""", answer.Json.ToJsonString());
    }

    [Fact]
    public async Task Array_with_one_bad_item_stores_nothing()
    {
        var app = plain.App;
        var answer = await app.PostAsync("/v1/tickets", $"[{Good},{Bad}]");
        Assert.Equal((422, "application/problem+json"), (answer.Status, answer.Type));
        Assert.Equal(("2", "0", "1", "0", "null"), (answer["received"], answer["created"], answer["rejected"], answer["stored"], answer["version"]));
        Assert.Equal(
            """{"index":1,"id":"T-9","pointer":"/resolvedAt","code":"resolved_before_created","message":"resolvedAt is before createdAt.","value":"2026-01-01T00:00:00Z"}""",
            answer.Errors.Single()!.ToJsonString());
        Assert.False(app.Shows("A"));
    }

    [Fact]
    public async Task Array_with_skip_stores_the_good_ones()
    {
        await using var app = await KpiApp.StartAsync();
        var answer = await app.PostAsync("/v1/tickets?onError=skip", $"[{Bad},{Good}]");
        Assert.Equal((422, "1", "1", "1"), (answer.Status, answer["created"], answer["stored"], answer["rejected"]));
        Assert.Equal("/problems/invalid-items", answer["type"]);
        Assert.True(app.Shows("A"));
        Assert.False(app.Shows("T-9"));
    }

    [Fact]
    public async Task Of_two_items_with_one_id_the_last_wins()
    {
        await using var app = await KpiApp.StartAsync();
        var answer = await app.PostAsync("/v1/agents", """[{"id":"anna","team":"one"},{"id":"anna","team":"two"}]""");
        Assert.Equal(("2", "1", "1"), (answer["received"], answer["created"], answer["updated"]));
        using var database = app.OpenDatabase();
        Assert.Equal("two", database.Agents.Single().Team);
    }

    [Fact]
    public async Task Lines_keep_the_good_and_report_the_bad()
    {
        await using var app = await KpiApp.StartAsync();
        var answer = await app.PostLinesAsync("/v1/tickets", "\uFEFF" + Good, "", "{broken", Bad + "\r", " [1] ", """{"id":"C","createdAt":"2026-01-05T09:12:00Z"} x""", """{"id":"B","createdAt":"2026-01-05T09:12:00Z"}""");
        Assert.Equal((422, "6", "2", "4"), (answer.Status, answer["received"], answer["stored"], answer["rejected"]));
        Assert.Equal([" malformed_json", "/resolvedAt resolved_before_created", " not_an_object", " malformed_json"], answer.Codes);
        Assert.Equal(["1", "2", "3", "4"], answer.Errors.Select(error => error!["index"]!.ToString()));
        Assert.True(app.Shows("A") && app.Shows("B") && !app.Shows("C"));
    }

    [Fact]
    public async Task Line_over_a_megabyte_is_skipped()
    {
        await using var app = await KpiApp.StartAsync();
        var answer = await app.PostLinesAsync("/v1/agents", """{"id":"a"}""", new string('x', 3_000_000), """{"id":"b"}""");
        Assert.Equal(("3", "2", "1"), (answer["received"], answer["stored"], answer["rejected"]));
        Assert.Equal([" line_too_long"], answer.Codes);
    }

    [Fact]
    public async Task Lines_of_any_number_arrive_in_pieces()
    {
        await using var app = await KpiApp.StartAsync();
        var answer = await app.PostLinesAsync("/v1/agents", [.. Enumerable.Range(0, 23_456).Select(n => $$"""{"id":"agent-{{n}}"}""")]);
        Assert.Equal((200, "23456", "23456"), (answer.Status, answer["created"], answer["stored"]));
        using var database = app.OpenDatabase();
        Assert.Equal(23_456, database.Agents.Count());
    }

    [Fact]
    public async Task At_most_a_thousand_errors_are_listed_and_all_counted()
    {
        var app = plain.App;
        var answer = await app.PostLinesAsync("/v1/agents", [.. Enumerable.Repeat("{}", 1200)]);
        Assert.Equal(("1200", 1000), (answer["rejected"], answer.Errors.Count));
    }

    [Fact]
    public async Task Array_over_ten_thousand_is_413()
    {
        var app = plain.App;
        var items = string.Join(',', Enumerable.Range(0, 10_001).Select(n => $$"""{"id":"{{n}}"}"""));
        var answer = await app.PostAsync("/v1/agents", $"[{items}]");
        Assert.Equal((413, "/problems/too-many-items"), (answer.Status, answer["type"]));
        Assert.Contains("application/x-ndjson", answer["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Malformed_array_is_400_with_its_position()
    {
        var app = plain.App;
        var answer = await app.PostAsync("/v1/tickets", $"[{Good},\n{{\"id\":}}]");
        Assert.Equal((400, "/problems/malformed-json"), (answer.Status, answer["type"]));
        Assert.StartsWith("The body is not JSON: line 2, byte 7.", answer["detail"], StringComparison.Ordinal);
        Assert.False(app.Shows("A"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("{}{}")]
    public async Task Incomplete_body_is_400(string body)
    {
        var app = plain.App;
        Assert.Equal(400, (await app.PostAsync("/v1/tickets", body)).Status);
    }

    [Fact]
    public async Task Empty_batches_are_all_right()
    {
        var app = plain.App;
        Assert.Equal((200, "0", "0"), await Facts(app.PostAsync("/v1/tickets", "[]")));
        Assert.Equal((200, "0", "0"), await Facts(app.PostLinesAsync("/v1/tickets", "")));

        static async Task<(int, string, string)> Facts(Task<Answer> answer) => ((await answer).Status, (await answer)["received"], (await answer)["version"]);
    }

    [Theory]
    [InlineData("text/tab-separated-values")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("text/plain")]
    public async Task Other_formats_are_415_and_told_what_is_possible(string type)
    {
        var app = plain.App;
        var answer = await app.PostAsync("/v1/tickets", Good, type);
        Assert.Equal(415, answer.Status);
        Assert.Contains("application/json or application/x-ndjson", answer["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_parameters_are_400_with_the_nearest()
    {
        var app = plain.App;
        var answer = await app.PostAsync("/v1/tickets?onErrror=skip&onError=skipp", Good);
        Assert.Equal(400, answer.Status);
        Assert.Equal(["onErrror unknown_parameter onError", "onError unknown_value skip"], answer.Errors.Select(e => $"{e!["parameter"]} {e["code"]} {e["nearest"]}"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Compressed_bodies_are_unpacked(string encoding)
    {
        await using var app = await KpiApp.StartAsync();
        var packed = new MemoryStream();
        using (Stream stream = encoding == "gzip" ? new GZipStream(packed, CompressionMode.Compress, true) : new BrotliStream(packed, CompressionMode.Compress, true))
            await stream.WriteAsync(Encoding.UTF8.GetBytes(Good + "\n" + Good));
        var content = new ByteArrayContent(packed.ToArray()) { Headers = { ContentType = MediaTypeHeaderValue.Parse("application/x-ndjson") } };
        content.Headers.ContentEncoding.Add(encoding);
        var answer = await app.SendAsync(HttpMethod.Post, "/v1/tickets", content);
        Assert.Equal(("1", "1"), (answer["created"], answer["unchanged"]));
    }

    [Fact]
    public async Task Body_that_is_not_what_its_encoding_says_is_400()
    {
        var app = plain.App;
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Good)) { Headers = { ContentType = MediaTypeHeaderValue.Parse("application/x-ndjson") } };
        content.Headers.ContentEncoding.Add("gzip");
        Assert.Equal(400, (await app.SendAsync(HttpMethod.Post, "/v1/tickets", content)).Status);
    }

    [Fact]
    public async Task Body_over_64_megabytes_is_413_but_lines_may_be_longer()
    {
        await using var app = await KpiApp.StartAsync();
        // Asks before it sends: who goes on sending may find the connection closed before it has read why.
        using var large = new HttpRequestMessage(HttpMethod.Post, "/v1/tickets")
        {
            Content = new StringContent(new string(' ', 65 * 1024 * 1024), new MediaTypeHeaderValue("application/json")),
            Headers = { ExpectContinue = true },
        };
        using var refused = await app.Http.SendAsync(large);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        var line = Good + new string(' ', 1_000_000);
        var lines = await app.PostLinesAsync("/v1/tickets", [.. Enumerable.Repeat(line, 66)]);
        Assert.Equal((200, "66"), (lines.Status, lines["received"]));
    }

    [Fact]
    public async Task Lines_are_visible_while_the_client_still_sends()
    {
        await using var app = await KpiApp.StartAsync();
        var more = new TaskCompletionSource();
        var sending = app.SendAsync(HttpMethod.Post, "/v1/tickets", new SlowLines(Good + "\n", more.Task));
        while (!app.Shows("A")) await Task.Delay(5);
        more.SetResult();
        Assert.Equal("1", (await sending)["created"]);
    }

    private sealed class SlowLines : HttpContent
    {
        private readonly (string First, Task More) _parts;

        public SlowLines(string first, Task more)
        {
            _parts = (first, more);
            Headers.ContentType = MediaTypeHeaderValue.Parse("application/x-ndjson");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(_parts.First));
            await stream.FlushAsync();
            await _parts.More;
        }

        protected override bool TryComputeLength(out long length) => (length = 0) > 0;
    }
}

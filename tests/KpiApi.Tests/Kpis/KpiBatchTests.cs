using System.Net.Http.Headers;
using KpiApi.Tests.Auth;

namespace KpiApi.Tests.Kpis;

/// <summary>Several queries and lists in one call.</summary>
public sealed class KpiBatchTests
{
    private const string Csat = """{"metrics":["csat"],"from":"2026-03-01","to":"2026-04-01"}""";
    private const string ByChannel = """{"metrics":["tickets_created","first_response_time:p90"],"from":"2026-03-01","to":"2026-04-01","groupBy":["channel"],"interval":"day"}""";

    [Fact]
    public async Task Each_answer_is_that_of_the_query_alone()
    {
        await using var app = await Reading.StartDeskAsync();
        var batch = await AskAsync(app, $$"""{"queries":[{{Csat}},{{ByChannel}},{{Csat}}]}""");
        var answers = batch.Json["answers"]!.AsArray();
        Assert.Equal(3, answers.Count);
        foreach (var (answer, query) in answers.Zip([Csat, ByChannel, Csat])) Assert.Equal((await app.AskAsync(query)).Text, answer!["result"]!.ToJsonString(s_asIs));
        Assert.Equal((long)answers[0]!["result"]!["version"]!, (long)batch.Json["version"]!);
    }

    [Fact]
    public async Task Each_list_is_that_of_its_own_call_and_of_the_version_of_the_numbers()
    {
        await using var app = await Reading.StartDeskAsync();
        var batch = await AskAsync(app, $$"""
            {"queries":[{{Csat}}],
             "records":[{"metric":"csat","from":"2026-03-01","to":"2026-04-01","orderBy":"-at","limit":2},{"metric":"csat","period":"all","outcome":["negative"],"filters":{"channel":["email"]} }],
             "tickets":[{"state":"open","orderBy":"-createdAt"},{"filters":{"channel":["chat",null]},"allowUnknown":true,"limit":1}]}
            """);
        foreach (var (kind, index, path) in ((string, int, string)[])
        [
            ("records", 0, "/v1/kpis/records?metric=csat&from=2026-03-01&to=2026-04-01&orderBy=-at&limit=2"), ("records", 1, "/v1/kpis/records?metric=csat&period=all&outcome=negative&channel=email"),
            ("tickets", 0, "/v1/tickets?state=open&orderBy=-createdAt"), ("tickets", 1, "/v1/tickets?channel=chat&channel=&allowUnknown=true&limit=1"),
        ])
        {
            var answer = batch.Json[kind]![index]!;
            Assert.Equal(200, (int)answer["status"]!);
            Assert.NotEmpty(answer["result"]!["items"]!.AsArray());
            Assert.Equal((await app.ReadAsync(path)).Text, answer["result"]!.ToJsonString(s_asIs));
        }

        // A page goes on where that of the batch ended.
        var next = (string)batch.Json["records"]![0]!["result"]!["nextCursor"]!;
        Assert.Equal(["S1"], (await app.ReadAsync("/v1/kpis/records?metric=csat&from=2026-03-01&to=2026-04-01&orderBy=-at&limit=2&cursor=" + next)).Each("items", "survey"));
        Assert.Equal((long)batch.Json["answers"]![0]!["result"]!["version"]!, (long)batch.Json["version"]!);
    }

    [Fact]
    public async Task List_that_is_wrong_leaves_the_others_their_answers()
    {
        await using var app = await Reading.StartDeskAsync();
        var batch = await AskAsync(app, """
            {"records":[{"metric":"csat","orderBy":"value"},{"metric":"csat","period":"all"},7,{"metric":"csat","format":"csv"},{"metric":"csat","minVersion":1},{"groupBy":["channel"]}],
             "tickets":[{"state":"closed"},{"state":"open"},{"limit":1001},{"filters":{"surveyKind":["csat"]}}]}
            """);
        Assert.Equal(
            ["400 not_allowed", "200 ", "400 wrong_type", "400 not_allowed", "400 not_allowed", "400 unknown_parameter"],
            batch.Json["records"]!.AsArray().Select(answer => $"{answer!["status"]} {answer["errors"]?[0]!["code"]}"));
        Assert.Equal(
            ["400 invalid_value", "200 ", "400 invalid_value", "400 dimension_not_allowed"], batch.Json["tickets"]!.AsArray().Select(answer => $"{answer!["status"]} {answer["errors"]?[0]!["code"]}"));
        Assert.Empty(batch.Json["answers"]!.AsArray());
    }

    [Fact]
    public async Task Query_that_is_wrong_leaves_the_others_their_answers()
    {
        await using var app = await Reading.StartDeskAsync();
        var batch = await AskAsync(app, $$"""{"queries":[{"metrics":["cast"]},{{Csat}},7,{"metrics":["csat"],"format":"csv"},{"metrics":["csat"],"minVersion":1},{"metrics":["csat"],"agent":7}]}""");
        var answers = batch.Json["answers"]!.AsArray();
        Assert.Equal("400 unknown_metric csat", $"{answers[0]!["status"]} {answers[0]!["errors"]![0]!["code"]} {answers[0]!["errors"]![0]!["nearest"]}");
        Assert.Equal(66.6667m, (decimal)answers[1]!["result"]!["totals"]!["csat"]!["value"]!);
        Assert.Equal(["wrong_type", "not_allowed", "not_allowed"], answers.Skip(2).Take(3).Select(answer => (string)answer!["errors"]![0]!["code"]!));
        Assert.Equal(400, (int)answers[5]!["status"]!);
    }

    [Fact]
    public async Task Who_may_not_see_agents_gets_only_the_answers_without_them()
    {
        await using var app = await Keyed.StartAsync();
        var (_, key) = await app.MakeKeyAsync("read");
        var reply = await app.CallAsync("POST", "/v1/kpis/batch", key, """{"queries":[{"metrics":["csat"],"groupBy":["agent"]},{"metrics":["csat"]}],"records":[{"metric":"csat"}],"tickets":[{}]}""");
        Assert.Equal("403 200", $"{reply.Json["answers"]![0]!["status"]} {reply.Status}");
        Assert.NotNull(reply.Json["answers"]![1]!["result"]);
        Assert.Equal("403 scope_missing 403 scope_missing", string.Join(' ', ((string[])["records", "tickets"]).Select(kind => $"{reply.Json[kind]![0]!["status"]} {reply.Json[kind]![0]!["errors"]![0]!["code"]}")));
    }

    [Theory]
    [InlineData("""{"queries":[]}""", "400 required")]
    [InlineData("""{}""", "400 required")]
    [InlineData("""{"query":[]}""", "400 unknown_field")]
    [InlineData("""[]""", "400 wrong_type")]
    [InlineData("""{"queries":7}""", "400 wrong_type")]
    [InlineData("""{"queries":[""", "400 malformed_json")]
    [InlineData("""{"queries":[{}],"minVersion":"x"}""", "400 wrong_type")]
    public async Task Body_that_is_wrong_is_refused(string body, string outcome)
    {
        await using var app = await Reading.StartDeskAsync();
        Assert.Equal(outcome, (await AskAsync(app, body)).Outcome());
    }

    [Fact]
    public async Task Batch_has_its_limits()
    {
        await using var app = await Reading.StartDeskAsync();
        Assert.Equal("400 too_many", (await AskAsync(app, $$"""{"queries":[{{string.Join(',', Enumerable.Repeat(Csat, 51))}}]}""")).Outcome());
        Assert.Equal("400 too_many", (await AskAsync(app, $$"""{"queries":[{{string.Join(',', Enumerable.Repeat(Csat, 49))}}],"records":[{"metric":"csat"}],"tickets":[{}]}""")).Outcome());
        Assert.Equal(50, (await AskAsync(app, $$"""{"queries":[{{string.Join(',', Enumerable.Repeat(Csat, 50))}}]}""")).Json["answers"]!.AsArray().Count);
        Assert.Equal("503 version_not_visible", (await AskAsync(app, $$"""{"queries":[{{Csat}}],"minVersion":99}""")).Outcome());
    }

    private static readonly System.Text.Json.JsonSerializerOptions s_asIs = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static Task<Reply> AskAsync(KpiApp app, string body) =>
        app.SendAsync(new(HttpMethod.Post, "/v1/kpis/batch") { Content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json")) }, []);
}

using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using KpiApi.Auth;
using KpiApi.Kpis.Admission;
using KpiApi.Storage.ColumnsFile;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.GraphQL;

public sealed partial class KpiGraphQLTests(SmallDesk desk, EmptyDesk empty) : IClassFixture<SmallDesk>, IClassFixture<EmptyDesk>
{
    private const string Small = """{ kpis(input: {metrics: [{metric: TICKETS_CREATED}], from: "2026-03-01", to: "2026-04-01"}) { totals { value } } }""";
    private const string SmallAnswer = """{"data":{"kpis":{"totals":[{"value":4}]}}}""";

    [Fact]
    public async Task Broken_alias_is_null_and_the_others_stand()
    {
        var app = desk.App;
        var reply = await app.QueryAsync("""
            { good: kpis(input: {metrics: [{metric: TICKETS_CREATED}], from: "2026-03-01", to: "2026-04-01"}) { totals { value } }
              bad: kpis(input: {metrics: [{metric: CSAT}], timeZone: "Europe/Berln", filters: [{dimension: CHANNEL, values: ["emial"]}]}) { totals { value } }
              last: version }
            """);
        Assert.Equal("""{"good":{"totals":[{"value":4}]},"bad":null,"last":2}""", reply.Json["data"]!.ToJsonString());
        Assert.Equal(["bad unknown_time_zone", "bad unknown_value"], reply.GraphQLErrors());
        Assert.Equal("""{"parameter":"timeZone","value":"Europe/Berln","nearest":"Europe/Berlin"}""", WithoutCode(reply));
    }

    private static string WithoutCode(Reply reply)
    {
        var extensions = reply.Json["errors"]![0]!["extensions"]!.AsObject();
        extensions.Remove("code");
        return extensions.ToJsonString();
    }

    [Fact]
    public async Task Aliases_share_one_snapshot_while_data_comes_in()
    {
        await using var app = await Reading.StartDeskAsync();
        var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var n = 0; !stop.IsCancellationRequested; n++)
                await app.PutAsync("/v1/tickets/N" + n, """{"createdAt":"2026-03-05T09:00:00Z"}""");
        });
        const string input = """kpis(input: {metrics: [{metric: TICKETS_CREATED}], from: "2026-03-01", to: "2026-04-01"}) { version totals { value } }""";
        var query = "{ " + string.Join(' ', Enumerable.Range(0, 50).Select(n => $"a{n}: {input}")) + " version }";
        for (var n = 0; n < 10; n++)
        {
            var data = (await app.DataAsync(query)).AsObject();
            var version = data["version"]!.ToString();
            data.Remove("version");
            Assert.Single(data.Select(alias => alias.Value!.ToJsonString()).Distinct());
            Assert.Equal(version, data["a0"]!["version"]!.ToString());
        }
        await stop.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task Version_to_come_is_waited_for()
    {
        await using var app = await Reading.StartDeskAsync(null, "Limits:VersionWaits=1");
        var waiting = app.DataAsync("{ kpis(input: {metrics: [{metric: TICKETS_CREATED}], period: ALL, minVersion: 3}) { version } }");
        // One may wait, and another would be refused: it waits.
        while (app.Service<VersionWaits>().Refusal(3, Callers.Local) is null) await Task.Delay(5);
        Assert.False(waiting.IsCompleted);
        await app.PutAsync("/v1/tickets/X", """{"createdAt":"2026-03-02T09:00:00Z"}""");
        Assert.Equal("""{"kpis":{"version":3}}""", (await waiting).ToJsonString());
    }

    [Fact]
    public async Task Version_that_does_not_come_is_an_error()
    {
        await using var app = await Reading.StartAsync(new StandingClock { Leap = TimeSpan.FromSeconds(2) });
        var reply = await app.QueryAsync("{ kpis(input: {metrics: [{metric: CSAT}], minVersion: 9}) { version } }");
        Assert.Equal(["kpis version_not_visible"], reply.GraphQLErrors());
    }

    [Fact]
    public async Task Facts_still_loading_are_an_error_of_each_field()
    {
        await using var app = await Reading.StartDeskAsync();
        app.Service<StoreReadiness>().IsReady = false;
        var reply = await app.QueryAsync("""
            { kpis(input: {metrics: [{metric: CSAT}]}) { version } records(input: {metric: CSAT}) { nodes { at } } tickets { nodes { id } } dimension(name: CHANNEL) { value } ticket(id: "A") { ticket { id } } }
            """);
        Assert.Equal(["kpis store_unavailable", "records store_unavailable", "tickets store_unavailable", "dimension store_unavailable", "ticket store_unavailable"], reply.GraphQLErrors());
    }

    [Fact]
    public async Task Get_asks_like_post()
    {
        var app = desk.App;
        var get = await app.ReadAsync("/graphql?query=" + Uri.EscapeDataString(Small), "Accept: application/graphql-response+json");
        Assert.Equal((200, "application/graphql-response+json", SmallAnswer), (get.Status, get.Type, get.Text));
        Assert.Equal(SmallAnswer, (await app.QueryAsync(Small)).Text);
        Assert.Equal("application/json", (await app.QueryAsync(Small, accept: "application/json")).Type);
    }

    [Fact]
    public async Task Persisted_query_is_known_by_its_hash_once_sent()
    {
        await using var app = await Reading.StartDeskAsync();
        var extensions = """{"persistedQuery":{"version":1,"sha256Hash":"HASH"}}""".Replace("HASH", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Small))), StringComparison.Ordinal);
        Assert.Equal(["- PERSISTED_QUERY_NOT_FOUND"], (await app.PostDocumentAsync("{\"extensions\":" + extensions + "}")).GraphQLErrors());
        var sent = new System.Text.Json.Nodes.JsonObject { ["query"] = Small, ["extensions"] = System.Text.Json.Nodes.JsonNode.Parse(extensions) };
        Assert.Equal(SmallAnswer, (await app.PostDocumentAsync(sent.ToJsonString())).Text);
        Assert.Equal(SmallAnswer, (await app.PostDocumentAsync("{\"extensions\":" + extensions + "}")).Text);
        Assert.Equal(SmallAnswer, (await app.ReadAsync("/graphql?extensions=" + Uri.EscapeDataString(extensions))).Text);
    }

    [Fact]
    public async Task Introspection_tells_every_metric()
    {
        var app = empty.App;
        var data = await app.DataAsync("""{ __schema { queryType { name } } __type(name: "Metric") { kind enumValues { name description } } }""");
        Assert.Equal("ENUM", data["__type"]!["kind"]!.ToString());
        Assert.Equal(
            (await app.ReadAsync("/v1/metrics")).Each("items", "name").Select(n => n.ToUpperInvariant()).Order(),
            data["__type"]!["enumValues"]!.AsArray().Select(v => v!["name"]!.ToString()).Order());
    }

    [Fact]
    public async Task Misspelt_metric_fails_before_anything_runs()
    {
        var app = empty.App;
        var reply = await app.QueryAsync("{ kpis(input: {metrics: [{metric: CSATT}]}) { version } version }");
        Assert.Equal(400, reply.Status);
        Assert.Null(reply.Json["data"]);
        Assert.Contains("CSAT", (string)reply.Json["errors"]![0]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Browsers_get_a_page_that_asks_no_other_host()
    {
        var app = empty.App;
        var page = await app.ReadAsync("/graphql", "Accept: text/html,application/xhtml+xml,*/*;q=0.8");
        Assert.Equal((200, "text/html"), (page.Status, page.Type));
        Assert.Contains("connect-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"http", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("import(", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Examples_of_the_page_are_answered()
    {
        var app = desk.App;
        var page = (await app.ReadAsync("/graphql", "Accept: text/html")).Text;
        var queries = Worked().Matches(page).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)).ToList();
        Assert.Equal(3, queries.Count);
        foreach (var query in queries)
            await app.DataAsync(query);
    }

    [GeneratedRegex("<pre title=[^>]*>(.*?)</pre>", RegexOptions.Singleline)]
    private static partial Regex Worked();

    [Theory]
    [InlineData("too_deep", "{__schema{types{fields{type{", "ofType{", 60, "name}")]
    [InlineData("too_many_aliases", "{", "version ", 1, "")]
    public async Task Hostile_document_is_refused(string code, string head, string part, int times, string tail)
    {
        var app = empty.App;
        var query = code == "too_deep"
            ? head + string.Concat(Enumerable.Repeat(part, times)) + tail + new string('}', times + 4)
            : head + string.Concat(Enumerable.Range(0, 300).Select(n => $"a{n}:{part}")) + "}";
        var reply = await app.QueryAsync(query);
        Assert.Equal((400, code), (reply.Status, reply.Json["errors"]![0]!["extensions"]!["code"]!.ToString()));
        Assert.Equal(200, (await app.QueryAsync("{ version }")).Status);
    }
}

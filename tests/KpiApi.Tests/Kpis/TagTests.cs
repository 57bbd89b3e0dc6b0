using System.Text.Json.Nodes;
using KpiApi.Tests.GraphQL;

namespace KpiApi.Tests.Kpis;

/// <summary>Tags of tickets as a dimension, at every door.</summary>
public sealed class TagTests
{
    private const string March = "from=2026-03-01&to=2026-03-08";

    private const string ByTag = $"/v1/kpis?metrics=tickets_created,csat&{March}&groupBy=tag";

    [Fact]
    public async Task Ticket_counts_in_each_row_and_once_in_totals()
    {
        await using var app = await StartAsync();
        var answer = await app.ReadInBothAsync(ByTag);
        Assert.Equal(["a 1 100", "refund 2 50", "vip 2 100", "null 1 null"], answer.Each("rows", "tag").Zip(answer.Values("tickets_created"), answer.Values("csat")).Select(row => $"{row.First} {row.Second} {row.Third}"));
        Assert.Equal("4 50", $"{answer.Json["totals"]!["tickets_created"]!["value"]} {answer.Json["totals"]!["csat"]!["value"]}");
    }

    [Theory]
    [InlineData("tag=vip", "2")]
    [InlineData("tag=vip&tag=a", "2")]
    [InlineData("tag.in=a,refund", "2")]
    [InlineData("tag.not=vip", "2")]
    [InlineData("tag=", "1")]
    [InlineData("tag.not=", "3")]
    public async Task Filter_is_taken_by_both_doors_and_lists_its_records(string filter, string count)
    {
        await using var app = await StartAsync();
        Assert.Equal([count], (await app.ReadInBothAsync($"/v1/kpis?metrics=tickets_created&{March}&{filter}")).Values("tickets_created"));
        Assert.Equal(count, $"{(await app.ReadInBothAsync($"/v1/kpis/records?metric=tickets_created&{March}&{filter}")).Json["items"]!.AsArray().Count}");
        Assert.Equal(count, $"{(await app.ReadInBothAsync($"/v1/tickets?{filter}")).Json["items"]!.AsArray().Count}");
    }

    [Fact]
    public async Task Body_and_GraphQL_take_lists_of_tags()
    {
        await using var app = await StartAsync();
        var rows = await app.AskInBothAsync("""{"metrics":["tickets_created"],"from":"2026-03-01","to":"2026-03-08","groupBy":["tag"],"filters":{"tag":["a",null]}}""");
        Assert.Equal(["a", "refund", "vip", "null"], rows.Each("rows", "tag"));
        Assert.Equal(
            """{"kpis":{"rows":[{"keys":[{"dimension":"TAG","value":"refund"}]},{"keys":[{"dimension":"TAG","value":"vip"}]}]}}""",
            (await app.DataAsync("""{ kpis(input: {metrics: [{metric: TICKETS_CREATED}], period: ALL, groupBy: [TAG], filters: [{dimension: TAG, values: ["a", null], not: true}]}) { rows { keys { dimension value } } } }""")).ToJsonString());
        Assert.Equal("""{"dimension":[{"value":"refund","count":2}]}""", (await app.DataAsync("""{ dimension(name: TAG, prefix: "RE") { value count } }""")).ToJsonString());
    }

    [Fact]
    public async Task Records_and_tickets_show_all_tags()
    {
        await using var app = await StartAsync();
        Assert.Equal("""["a","refund","vip"]""", Tags((await app.ReadInBothAsync($"/v1/kpis/records?metric=csat&{March}&tag=a")).Json["items"]![0]!));
        Assert.Equal("""["a","refund","vip"] ["refund"] ["vip"] []""", string.Join(' ', (await app.ReadInBothAsync("/v1/tickets")).Json["items"]!.AsArray().Select(ticket => Tags(ticket!))));
        Assert.EndsWith("tags\r\nA", await app.Http.GetStringAsync("/v1/tickets?format=csv&tag=a") is var csv ? csv[..(csv.IndexOf("\r\n", StringComparison.Ordinal) + 3)] : "", StringComparison.Ordinal);
        Assert.EndsWith(",a|refund|vip\r\n", csv, StringComparison.Ordinal);
        Assert.Contains("\"tags\":[\"a\",\"refund\",\"vip\"]", await app.Http.GetStringAsync("/v1/tickets?format=ndjson&tag=a"), StringComparison.Ordinal);
        Assert.Contains("\"tags\":[]", await app.Http.GetStringAsync("/v1/tickets?format=ndjson&tag="), StringComparison.Ordinal);
        Assert.Contains("a|refund|vip", await app.Http.GetStringAsync($"/v1/kpis/records?metric=csat&{March}&tag=a&format=csv"), StringComparison.Ordinal);
        foreach (var format in new[] { "xlsx", "parquet" })
            Assert.Equal(200, (await app.ReadAsync($"/v1/kpis/records?metric=tickets_created&{March}&format={format}")).Status);
    }

    [Fact]
    public async Task Table_of_numbers_has_a_column_of_tags()
    {
        await using var app = await StartAsync();
        Assert.Equal("tag,tickets_created,tickets_created_count\r\nvip,2,2\r\n(other),3,3\r\n", await app.Http.GetStringAsync($"/v1/kpis?metrics=tickets_created&{March}&groupBy=tag&others=true&limit=1&orderBy=-tickets_created,-tag&format=csv"));
    }

    [Fact]
    public async Task Menu_counts_tickets_and_knows_what_was_meant()
    {
        await using var app = await StartAsync();
        Assert.Equal(["refund 2", "vip 2", "null 1", "a 1"], (await app.ReadInBothAsync("/v1/dimensions/tag")) is var menu ? menu.Each("items", "value").Zip(menu.Each("items", "count"), (value, count) => $"{value} {count}") : []);
        Assert.Equal(["vip"], (await app.ReadInBothAsync("/v1/dimensions/tag?prefix=V")).Each("items", "value"));
        Assert.Equal(["tag unknown_value vpi → vip"], (await app.ReadInBothAsync($"/v1/kpis?metrics=csat&{March}&tag=vpi")).Errors);
        Assert.Equal(["groupBy dimension_not_allowed tag → -"], (await app.ReadInBothAsync($"/v1/kpis?metrics=operating_cost&{March}&groupBy=tag")).Errors);
    }

    [Fact]
    public async Task Next_answer_sees_a_change_and_forgets_a_tag_that_nobody_has()
    {
        await using var app = await StartAsync();
        var tag = (await app.ReadAsync(ByTag)).Headers.ETag;
        await app.PutAllAsync(("/v1/tickets/A", """{"createdAt":"2026-03-02T09:00:00Z","tags":["refund"]}"""));
        var second = await app.ReadInBothAsync(ByTag, $"If-None-Match: {tag}");
        Assert.Equal((200, "refund vip null"), (second.Status, string.Join(' ', second.Each("rows", "tag"))));
        Assert.Equal(["tag unknown_value a → -"], (await app.ReadInBothAsync($"{ByTag}&tag=a")).Errors);
        await using var again = await app.RestartAsync();
        Assert.Equal(["refund", "vip", "null"], (await again.ReadAsync(ByTag)).Each("rows", "tag"));
    }

    [Fact]
    public async Task Target_and_report_are_for_a_tag()
    {
        await using var app = await StartAsync();
        await app.PutAllAsync(
            ("/v1/targets/vip", """{"metric":"csat","value":90,"filters":{"tag":"vip"}}"""),
            ("/v1/reports/tags", """{"name":"Tags","query":{"metrics":["csat"],"from":"2026-03-01","to":"2026-03-08","groupBy":["tag"],"include":["target"]}}"""));
        var rows = (await app.ReadAsync("/v1/reports/tags/data?tag=refund")).Json["rows"]!.AsArray();
        Assert.Equal(["a 80", "refund 80", "vip 90"], rows.Select(row => $"{row!["tag"]} {row["values"]!["csat"]!["target"]!["value"]}"));
        Assert.Equal([" dimension_not_allowed"], (await app.PutAsync("/v1/targets/x", """{"metric":"operating_cost","value":1,"filters":{"tag":"vip"}}""")).Codes.Select(code => code[code.IndexOf(' ', StringComparison.Ordinal)..]));
    }

    [Fact]
    public async Task Facts_have_a_row_for_each_tag()
    {
        await using var app = await StartAsync();
        Assert.Equal("ticket,tag\r\nA,a\r\nA,refund\r\nA,vip\r\nB,refund\r\nC,vip\r\n", await app.Http.GetStringAsync("/v1/facts/ticket_tags?format=csv"));
        var table = (await app.ReadAsync("/v1/facts")).Json["items"]!.AsArray().Single(item => (string)item!["name"]! == "ticket_tags")!;
        Assert.Equal("5", table["rows"]!.ToString());
        Assert.DoesNotContain("tags", (await app.Http.GetStringAsync("/v1/facts/tickets?format=csv")).Split('\r')[0], StringComparison.Ordinal);
        var sql = (await app.ReadAsync("/v1/metrics/csat/sql?groupBy=tag&tag.not=a")).Json;
        Assert.Equal(["surveys", "ticket_tags"], sql["tables"]!.AsArray().Select(name => name!.ToString()));
    }

    [Fact]
    public async Task Status_tells_the_memory()
    {
        await using var app = await StartAsync();
        Assert.InRange((long)(await app.ReadAsync("/v1/status")).Json["data"]!["tagsBytes"]!, 100, 10_000);
    }

    private static string Tags(JsonNode item) => item["tags"]!.ToJsonString();

    /// <summary>Tickets A to D; answers to csat for A, B, and one that is no ticket's.</summary>
    private static async Task<KpiApp> StartAsync()
    {
        var app = await Reading.StartAsync(null, "Kpi:FastWays=true");
        await app.PutAllAsync(
            ("/v1/tickets/A", """{"createdAt":"2026-03-02T09:00:00Z","tags":["vip","refund","a"]}"""),
            ("/v1/tickets/B", """{"createdAt":"2026-03-02T10:00:00Z","tags":["refund"]}"""),
            ("/v1/tickets/C", """{"createdAt":"2026-03-02T11:00:00Z","tags":["vip"]}"""),
            ("/v1/tickets/D", """{"createdAt":"2026-03-02T12:00:00Z"}"""),
            ("/v1/surveys/S1", """{"kind":"csat","ticket":"A","respondedAt":"2026-03-02T13:00:00Z","score":5}"""),
            ("/v1/surveys/S2", """{"kind":"csat","ticket":"B","respondedAt":"2026-03-02T13:00:00Z","score":1}"""));
        return app;
    }
}

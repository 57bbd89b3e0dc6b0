using System.Text.Json.Nodes;
using KpiApi.Tests.Auth;

namespace KpiApi.Tests.Kpis;

public sealed class FactEndpointsTests(ParityDesk desk) : IClassFixture<ParityDesk>
{
    [Fact]
    public async Task Every_metrics_sql_over_the_parquet_that_left_gives_the_number_of_the_api()
    {
        using var duck = await FactDatabase.FillAsync(desk.App);
        var shown = 0;
        foreach (var metric in (await desk.App.ReadAsync("/v1/metrics")).Each("items", "name"))
            shown += await duck.CompareAsync(desk.App, metric, "from=2026-03-01&to=2026-03-12");
        Assert.InRange(shown, 15, int.MaxValue);
    }

    [Theory]
    [InlineData("tickets_created", "&groupBy=channel&interval=day")]
    [InlineData("first_response_time:p90", "&groupBy=agent")]
    [InlineData("open_tickets", "&groupBy=channel&interval=day&timeZone=Asia/Tokyo")]
    [InlineData("csat", "&groupBy=channel&channel=email")]
    public async Task Sql_with_groups_and_an_interval_gives_the_rows_of_the_api(string metric, string query)
    {
        using var duck = await FactDatabase.FillAsync(desk.App);
        Assert.InRange(await duck.CompareAsync(desk.App, metric, "from=2026-03-01&to=2026-03-12" + query), 1, int.MaxValue);
    }

    [Fact]
    public async Task Table_leaves_as_lines_of_json_with_the_version_of_the_data()
    {
        using var answer = await desk.App.Http.GetAsync("/v1/facts/tickets");
        var lines = (await answer.Content.ReadAsStringAsync()).TrimEnd().Split('\n').Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(["A", "B", "C", "D", "E", "F", "P"], lines.Select(line => (string)line["id"]!).Order());
        Assert.Equal("2026-03-02T09:00:00Z", (string)lines.Single(line => (string)line["id"]! == "A")["created_at"]!);
        Assert.Equal("application/x-ndjson; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal((string)(await desk.App.GetAsync("/v1/kpis?metrics=csat")).Json["version"]!.ToString(), answer.Headers.GetValues("KpiApi-Version").Single());
    }

    [Fact]
    public async Task List_tells_each_tables_rows_and_columns()
    {
        var told = await desk.App.ReadAsync("/v1/facts");
        Assert.Equal(["tickets", "resolutions", "reopens"], told.Each("items", "name").Take(3));
        var tickets = told.Json["items"]![0]!;
        Assert.Equal((7, "id", "text"), ((int)tickets["rows"]!, (string)tickets["columns"]![0]!["name"]!, (string)tickets["columns"]![0]!["type"]!));
        Assert.Contains(tickets["columns"]!.AsArray(), column => (string)column!["name"]! == "handle_seconds" && (string)column["type"]! == "seconds");
    }

    [Fact]
    public async Task Columns_that_name_agents_are_for_who_may_see_agents()
    {
        await using var app = await Keyed.StartAsync();
        await app.CallAsync("PUT", "/v1/tickets/A", Keyed.Admin, """{"createdAt":"2026-03-02T09:00:00Z","agent":"anna"}""");
        await app.CallAsync("PUT", "/v1/events/1", Keyed.Admin, """{"ticket":"A","type":"reply","at":"2026-03-02T10:00:00Z","agent":"anna"}""");
        await app.CallAsync("PUT", "/v1/surveys/S", Keyed.Admin, """{"kind":"csat","ticket":"A","respondedAt":"2026-03-02T11:00:00Z","score":5}""");
        var ((_, reader), (_, seesAgents)) = (await app.MakeKeyAsync("read"), await app.MakeKeyAsync("read read:agents"));
        foreach (var table in (await app.CallAsync("GET", "/v1/facts", reader)).Json["items"]!.AsArray().Select(item => (string)item!["name"]!))
        {
            var text = (await app.CallAsync("GET", $"/v1/facts/{table}?format=csv", reader)).Text;
            Assert.DoesNotContain("anna", text, StringComparison.Ordinal);
            Assert.DoesNotContain("agent", text, StringComparison.Ordinal);
            Assert.DoesNotContain("agent", (await app.CallAsync("GET", "/v1/facts", reader)).Json["items"]!.ToJsonString(), StringComparison.Ordinal);
        }
        Assert.Contains("anna", (await app.CallAsync("GET", "/v1/facts/tickets?format=csv", seesAgents)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/facts/ticket", 404, "unknown_table", "tickets")]
    [InlineData("/v1/facts/tickets?format=parket", 400, "invalid_value", "parquet")]
    [InlineData("/v1/facts/tickets?channel=email", 400, "unknown_parameter", null)]
    public async Task Mistake_is_named(string path, int status, string code, string? nearest)
    {
        var told = await desk.App.GetAsync(path);
        Assert.Equal((status, code, nearest), (told.Status, (string)told.Json["errors"]![0]!["code"]!, (string?)told.Json["errors"]![0]!["nearest"]));
    }
}

using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using KpiApi.Tests.Auth;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.Hooks;

public sealed class ImportTests
{
    private const string Map = """
        {"tickets":[{"when":"tickets","each":"tickets","id":"id","createdAt":"created"},{"when":"Number","id":"Number","createdAt":"Opened","agent":"Owner"},{"when":"created","id":"id","createdAt":"created"}]}
        """;

    [Theory]
    [InlineData("application/json", """[{"id":1,"created":1767261600},{"id":2,"created":1767261600},{"other":1}]""", 3, 1)]
    [InlineData("application/x-ndjson", "{\"id\":1,\"created\":1767261600}\n{\"id\":2,\"created\":1767261600}\n\n{\"other\":1}\n", 3, 1)]
    [InlineData("application/json", """{"tickets":[{"id":1,"created":1767261600},{"id":2,"created":1767261600}],"count":2}""", 1, 0)]
    [InlineData("application/x-ndjson", "{\"tickets\":[{\"id\":1,\"created\":1767261600}]}\n{\"tickets\":[{\"id\":2,\"created\":1767261600}]}\n{\"other\":1}", 3, 1)]
    [InlineData("text/csv", "Number,Opened,Owner,Subject\n1,2026-01-01T10:00:00Z,anna,\"a, b\"\n2,2026-01-01T10:00:00Z,,x\n,,,\n", 3, 1)]
    public async Task Export_is_taken_in_whole(string type, string export, int received, int ignored)
    {
        await using var app = await HookDesk.StartAsync();
        await app.MakeHookAsync(body: $$"""{"map":{{Map}}}""");
        var report = await ImportAsync(app, type, export);
        Assert.Equal(
            $"{received} {ignored} 2 0 true 0",
            $"{report["received"]} {report["ignored"]} {report["tickets"]!["created"]} {report["tickets"]!["rejected"]} {report["complete"]!.ToJsonString()} {report["errors"]!.AsArray().Count}");
        Assert.Equal("2026-01-01T10:00:00Z", (string)(await app.CallAsync("GET", "/v1/tickets/2", Keyed.Admin)).Json["ticket"]!["createdAt"]!);
        Assert.Equal(2, (int)(await ImportAsync(app, type, export))["tickets"]!["unchanged"]!);
    }

    [Fact]
    public async Task Bad_items_are_reported_by_their_number_and_the_good_ones_stored()
    {
        await using var app = await HookDesk.StartAsync();
        await app.MakeHookAsync(body: $$"""{"map":{{Map}}}""");
        var report = await ImportAsync(app, "application/x-ndjson", "{\"id\":1,\"created\":1767261600}\n{\"id\":2,\"created\":\"yesterday\"}\n{\"id\":3,\"created\":1767261600}\n");
        Assert.Equal("2 1", $"{report["tickets"]!["created"]} {report["tickets"]!["rejected"]}");
        var error = Assert.Single(report["errors"]!.AsArray())!;
        Assert.Equal("1 2 /tickets/createdAt invalid_instant yesterday", $"{error["index"]} {error["id"]} {error["pointer"]} {error["code"]} {error["value"]}");
        Assert.Empty(await app.RejectionsAsync());
    }

    [Fact]
    public async Task What_stands_before_the_place_where_an_export_breaks_is_stored()
    {
        await using var app = await HookDesk.StartAsync();
        await app.MakeHookAsync(body: $$"""{"map":{{Map}}}""");
        var report = await ImportAsync(app, "application/json", """[{"id":1,"created":1767261600},{"id":2,"cre""");
        Assert.Equal("false 1 malformed_json 1", $"{report["complete"]!.ToJsonString()} {report["tickets"]!["created"]} {report["errors"]![0]!["code"]} {report["errors"]![0]!["index"]}");
    }

    [Fact]
    public async Task Export_of_any_length_is_read_as_it_arrives()
    {
        await using var app = await HookDesk.StartAsync();
        await app.MakeHookAsync(body: $$"""{"map":{{Map}}}""");
        var items = Enumerable.Range(0, 12_000).Select(i => $$"""{"id":{{i}},"created":1767261600,"filler":"{{new string('x', 200)}}"}""");
        var report = await ImportAsync(app, "application/json", $"[{string.Join(',', items)}]");
        Assert.Equal("12000 12000", $"{report["received"]} {report["tickets"]!["created"]}");
    }

    private static async Task<JsonNode> ImportAsync(KpiApp app, string type, string export)
    {
        var reply = await app.SendAsync(new(HttpMethod.Post, "/v1/hooks/mine/import") { Content = new StringContent(export, MediaTypeHeaderValue.Parse(type)) }, ["Authorization: Bearer " + Keyed.Admin]);
        Assert.True(reply.Status == 200, reply.Text);
        return reply.Json;
    }
}

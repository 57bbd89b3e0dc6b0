using KpiApi.Tests.Auth;

namespace KpiApi.Tests.Ingest;

/// <summary>Every write can be tried: it answers what would become of it, and nothing does.</summary>
public sealed class DryRunTests
{
    private const string Ticket = """{"id":"T-1","createdAt":"2026-01-05T09:00:00Z","channel":"email","account":"A-1"}""";

    [Theory]
    [InlineData("POST", "/v1/tickets", "application/json", Ticket, """{"received":1,"created":0,"updated":0,"unchanged":1,"rejected":0,"stored":1,"version":2,"errors":[],"dryRun":true}""")]
    [InlineData("POST", "/v1/tickets", "application/json", """[{"id":"T-1","channel":"chat"},{"id":"T-2","createdAt":"2026-01-05T09:00:00Z"},{"id":"T-2","channel":"chat"}]""",
        """{"received":3,"created":1,"updated":2,"unchanged":0,"rejected":0,"stored":3,"version":2,"errors":[],"dryRun":true}""")]
    [InlineData("POST", "/v1/tickets", "application/x-ndjson", "{\"id\":\"T-2\",\"createdAt\":\"2026-01-05T09:00:00Z\"}\n{\"id\":\"T-2\"}",
        """{"received":2,"created":1,"updated":0,"unchanged":1,"rejected":0,"stored":2,"version":2,"errors":[],"dryRun":true}""")]
    [InlineData("POST", "/v1/agents", "text/csv", "id,team\nanna,one\nbert,two", """{"received":2,"created":2,"updated":0,"unchanged":0,"rejected":0,"stored":2,"version":2,"errors":[],"dryRun":true}""")]
    [InlineData("PUT", "/v1/tickets/T-1", "application/json", """{"createdAt":"2026-01-05T09:00:00Z"}""", """{"id":"T-1","outcome":"updated","version":2,"dryRun":true}""")]
    [InlineData("PUT", "/v1/agents/anna", "application/json", "{}", """{"id":"anna","outcome":"created","version":2,"dryRun":true}""")]
    [InlineData("PATCH", "/v1/tickets/T-1", "application/json", """{"channel":"email"}""", """{"id":"T-1","outcome":"unchanged","version":2,"dryRun":true}""")]
    [InlineData("DELETE", "/v1/tickets/T-1", "application/json", null, """{"id":"T-1","outcome":"deleted","version":2,"dryRun":true}""")]
    [InlineData("DELETE", "/v1/accounts/A-1", "application/json", null, """{"tickets":1,"events":1,"surveys":0}""")]
    [InlineData("PUT", "/v1/calendars/default", "application/json", """{"timeZone":"UTC","hours":{"monday":[{"from":"09:00","to":"18:00"}]}}""",
        """{"id":"default","outcome":"created","version":2,"deriving":true,"dryRun":true}""")]
    public async Task Write_answers_what_it_would_do_and_does_nothing(string method, string path, string type, string? body, string expected)
    {
        await using var app = await StartAsync();
        var answer = await app.SendAsync(new(method), path + "?dryRun=true", body, type);
        Assert.Equal((200, expected), (answer.Status, answer.Json.ToJsonString()));
        var again = await app.PostAsync("/v1/tickets", Ticket);
        Assert.Equal(("1", "2", 2), (again["unchanged"], again["version"], app.VisibleVersion));
        using var database = app.OpenDatabase();
        Assert.Equal((1, 1, 0, 0), (database.Tickets.Count(), database.Events.Count(), database.Agents.Count(), database.Accounts.Count()));
    }

    [Fact]
    public async Task Setting_is_tried_beside_those_in_force()
    {
        await using var app = await KpiApp.StartAsync();
        const string Target = """{"metric":"csat","value":80}""";
        await app.PutAsync("/v1/targets/csat", Target);
        Assert.Equal("unchanged", (await app.PutAsync("/v1/targets/csat?dryRun=true", Target))["outcome"]);
        Assert.Equal("updated", (await app.PutAsync("/v1/targets/csat?dryRun=true", """{"metric":"csat","value":81}"""))["outcome"]);
        Assert.Equal("deleted", (await app.DeleteAsync("/v1/targets/csat?dryRun=true"))["outcome"]);
        Assert.Equal(404, (await app.DeleteAsync("/v1/targets/other?dryRun=true")).Status);
        Assert.Equal("80", (await app.GetAsync("/v1/targets/csat"))["value"]);
    }

    [Fact]
    public async Task Errors_are_those_of_the_write()
    {
        await using var app = await StartAsync();
        var lines = await app.PostAsync("/v1/tickets?dryRun=true", "{\"id\":\"T-1\",\"resolvedAt\":\"2026-01-01T00:00:00Z\"}\n{\"id\":\"T-2\"}\n{\"id\":\"T-1\",\"channel\":\"chat\"}", "application/x-ndjson");
        Assert.Equal((422, "1", "2", "true"), (lines.Status, lines["updated"], lines["rejected"], lines["dryRun"]));
        Assert.Equal(["/resolvedAt resolved_before_created", "/createdAt required"], lines.Codes);
        Assert.Equal("2 of 3 items would be rejected; this was a dry run, and nothing was stored.", lines["detail"]);
        Assert.Equal(404, (await app.DeleteAsync("/v1/tickets/T-9?dryRun=true")).Status);
        Assert.Equal("dryRun unknown_value", string.Join(", ", (await app.PutAsync("/v1/tickets/T-1?dryRun=yes", "{}")).Errors.Select(error => $"{error!["parameter"]} {error["code"]}")));
        Assert.Equal(2, app.VisibleVersion);
    }

    [Fact]
    public async Task Stream_longer_than_a_batch_is_judged_by_what_came_before()
    {
        await using var app = await KpiApp.StartAsync();
        var answer = await app.PostLinesAsync("/v1/agents?dryRun=true", [.. Enumerable.Range(0, 12_000).Select(n => $$"""{"id":"agent-{{n % 6_000}}"}""")]);
        Assert.Equal((200, "6000", "6000", "0"), (answer.Status, answer["created"], answer["unchanged"], answer["version"]));
        using var database = app.OpenDatabase();
        Assert.Equal(0, database.Agents.Count());
    }

    [Fact]
    public async Task Keys_are_tried_and_none_is_made_rotated_or_revoked()
    {
        await using var app = await Keyed.StartAsync();
        var (id, text) = await app.MakeKeyAsync("read");
        async Task<string> TryAsync(string method, string path, string? body = null)
        {
            var reply = await app.CallAsync(method, path + "?dryRun=true", Keyed.Admin, body);
            return $"{reply.Status} {(reply.Status < 400 ? reply.Text : reply.Json["errors"]![0]!["code"])}";
        }

        Assert.Equal("""200 {"name":"bi","scopes":["read"],"dryRun":true}""", await TryAsync("POST", "/v1/keys", """{"name":"bi","scopes":["read"]}"""));
        Assert.Equal("422 unknown_value", await TryAsync("POST", "/v1/keys", """{"name":"bi","scopes":["reed"]}"""));
        Assert.StartsWith($$"""200 {"id":"{{id}}","name":"for a test","scopes":["read"],"oldValidUntil":""", await TryAsync("POST", $"/v1/keys/{id}/rotate"), StringComparison.Ordinal);
        Assert.Equal($$"""200 {"id":"{{id}}","outcome":"revoked","dryRun":true}""", await TryAsync("DELETE", $"/v1/keys/{id}"));
        Assert.Equal("404 not_found, 404 not_found", $"{await TryAsync("POST", "/v1/keys/nobody/rotate")}, {await TryAsync("DELETE", "/v1/keys/nobody")}");
        var key = Assert.Single((await app.CallAsync("GET", "/v1/keys", Keyed.Admin)).Json["items"]!.AsArray())!;
        Assert.Equal((null, null), ((string?)key["revokedAt"], (string?)key["oldValidUntil"]));
        Assert.Equal(200, (await app.CallAsync("GET", "/v1/metrics", text)).Status);
    }

    [Fact]
    public async Task Every_write_can_be_tried()
    {
        await using var app = await KpiApp.StartAsync();
        var document = (await app.GetAsync("/openapi/v1.json")).Json;
        // They ask or try, though by POST, and store nothing; a hook's URL belongs to a help desk, and has a call of its own to try payloads.
        string[] others = ["postKpis", "postKpisBatch", "postDrivers", "takePayload", "testHook", "testWebhook"];
        var writes = from path in document["paths"]!.AsObject()
                     from call in path.Value!.AsObject()
                     where call.Key is "post" or "put" or "patch" or "delete" && !others.Contains((string?)call.Value!["operationId"])
                     let takes = call.Value!["parameters"]?.AsArray().Any(parameter => (string?)parameter!["name"] == "dryRun") == true
                     where !takes
                     select (string?)call.Value!["operationId"];
        Assert.Equal([], writes);
    }

    private static async Task<KpiApp> StartAsync()
    {
        var app = await KpiApp.StartAsync();
        await app.PostAsync("/v1/tickets", Ticket);
        await app.PostAsync("/v1/events", """{"id":"E-1","ticket":"T-1","type":"note","at":"2026-01-05T09:30:00Z"}""");
        return app;
    }
}

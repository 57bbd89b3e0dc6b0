using KpiApi.Storage.Feed;

namespace KpiApi.Tests.Settings;

public sealed class RederivationTests
{
    private const string Metrics = "tickets_created,tickets_resolved,first_response_time,csat,sla_first_response,sla_breaches,operating_cost,account_value";

    [Fact]
    public async Task Numbers_are_those_of_a_fresh_start_however_much_arrives_meanwhile()
    {
        await using var app = await KpiApp.StartAsync();
        // More than one chunk, so that the new facts take several turns.
        await app.PostLinesAsync("/v1/tickets", [.. Enumerable.Range(0, 40_000).Select(i => Ticket(i))]);
        await app.PutAllAsync(
            ("/v1/accounts/A-1", """{"value":10}"""),
            ("/v1/costs/C-1", """{"from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:00Z","amount":310}"""),
            ("/v1/surveys/S-1", """{"kind":"csat","respondedAt":"2026-01-05T08:00:00Z","score":5}"""));

        var set = await app.PutAsync("/v1/sla-policies/gold", """{"firstResponseSeconds":3600}""");
        Assert.Equal("true", set["deriving"]);
        var arriving = Task.WhenAll(Enumerable.Range(0, 200).Select(async i => Assert.Equal(200, (await app.PostAsync("/v1/tickets", Ticket(i % 2 == 0 ? 50_000 + i : i))).Status)));
        var versions = new List<long>();
        while (!arriving.IsCompleted || app.Service<FactFeed>().IsDeriving)
        {
            var answer = await app.GetAsync($"/v1/kpis?metrics=tickets_created,sla_first_response&period=all");
            Assert.Equal(200, answer.Status);
            versions.Add((long)answer.Json["version"]!);
            // All or nothing: never the numbers of facts half derived.
            var share = answer.Json["totals"]!["sla_first_response"]!;
            Assert.Contains((int)share["count"]!, (int[])[0, (int)answer.Json["totals"]!["tickets_created"]!["count"]!]);
            Assert.Equal("ready", (await app.GetAsync("/health/ready"))["status"]);
        }

        await arriving;
        await app.PutAsync("/v1/sla-policies/late", """{"order":-1,"when":{"channel":["chat"]},"firstResponseSeconds":60}""");
        await app.PutAsync("/v1/calendars/default", """{"timeZone":"UTC","hours":{"monday":[{"from":"09:00","to":"18:00"}]}}""");
        await app.DerivedAsync();
        Assert.Equal(versions.Order(), versions);

        await using var fresh = await KpiApp.StartAsync(app.CopyOfDisk());
        foreach (var parameters in (string[])["period=all", "period=all&hours=business", "period=all&groupBy=channel"])
        {
            var path = $"/v1/kpis?metrics={Metrics}&{parameters}";
            var (expected, actual) = (await fresh.GetAsync(path), await app.GetAsync(path));
            Assert.Equal(expected.Json["rows"]!.ToJsonString(), actual.Json["rows"]!.ToJsonString());
            Assert.Equal(expected["version"], actual["version"]);
        }

        Assert.Equal("40100", await app.KpiAsync("tickets_created"));
    }

    [Fact]
    public async Task New_numbers_have_a_version_of_their_own()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/tickets/T-1", Ticket(1));
        var set = await app.PutAsync("/v1/sla-policies/gold", """{"firstResponseSeconds":3600}""");
        await app.DerivedAsync();
        Assert.Equal("2", set["version"]);
        Assert.Equal(3, app.VisibleVersion);
        Assert.Equal("4", (await app.PutAsync("/v1/tickets/T-2", Ticket(2)))["version"]);
    }

    [Fact]
    public async Task Agent_that_turns_bot_meanwhile_counts_as_one()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAllAsync(
            ("/v1/tickets/T-1", """{"createdAt":"2026-01-05T08:00:00Z"}"""),
            ("/v1/events/E-1", """{"ticket":"T-1","type":"reply","at":"2026-01-05T08:30:00Z","agent":"anna"}"""),
            ("/v1/sla-policies/gold", """{"firstResponseSeconds":3600}"""),
            ("/v1/agents/anna", """{"bot":true}"""));
        await app.DerivedAsync();
        Assert.Equal("0", await app.KpiAsync("sla_first_response"));
    }

    /// <summary>Every other one answered within the hour.</summary>
    private static string Ticket(int i) =>
        $$"""{"id":"T-{{i}}","createdAt":"2026-01-05T08:00:00Z","channel":"{{(i % 3 == 0 ? "chat" : "email")}}","account":"A-1","firstResponseAt":"2026-01-05T{{(i % 2 == 0 ? "08:30" : "12:00")}}:00Z"}""";
}

using System.Text.Json.Nodes;
using KpiApi.Engine.Columns.Snapshots;
using KpiApi.Engine.Metrics;
using KpiApi.Storage.ColumnsFile;
using KpiApi.Storage.Feed;
using Microsoft.Extensions.Hosting;

namespace KpiApi.Tests.Storage;

/// <summary>A small desk with something for every metric, all that can happen to it later, and its numbers.</summary>
internal static class KeptDesk
{
    private static readonly string[] s_questions = ["period=all", "period=all&groupBy=channel", "period=all&hours=business"];

    public static async Task FillAsync(KpiApp app)
    {
        await app.PutAllAsync(
            ("/v1/calendars/default", """{"timeZone":"Europe/Berlin","hours":{"monday":[{"from":"09:00","to":"18:00"}],"tuesday":[{"from":"09:00","to":"18:00"}]}}"""),
            ("/v1/sla-policies/gold", """{"firstResponseSeconds":3600,"resolutionSeconds":86400}"""),
            ("/v1/agents/anna", "{}"), ("/v1/agents/robo", """{"bot":true}"""),
            ("/v1/accounts/A-1", """{"value":10,"since":"2025-01-01T00:00:00Z"}"""), ("/v1/accounts/A-2", """{"value":70,"since":"2025-01-01T00:00:00Z"}"""),
            ("/v1/shifts/H-1", """{"agent":"anna","from":"2026-01-05T08:00:00Z","to":"2026-01-05T16:00:00Z"}"""),
            ("/v1/shifts/H-2", """{"agent":"anna","from":"2026-01-05T08:00:00Z","to":"2026-01-05T14:00:00Z","kind":"available"}"""),
            ("/v1/costs/C-1", """{"from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:00Z","amount":310}"""));
        await app.DerivedAsync();
        await app.PostLinesAsync("/v1/tickets", [.. Enumerable.Range(0, 30).Select(i => Ticket(i, i % 3 == 0 ? "chat" : "email"))]);
        await app.PostLinesAsync("/v1/events", [.. Enumerable.Range(0, 30).SelectMany(i => new[]
        {
            Event($"R-{i}", $"T-{i}", "reply", $"2026-01-05T10:{i:00}:00Z", i % 4 == 0 ? "robo" : "anna"),
            Event($"S-{i}", $"T-{i}", "status", $"2026-01-06T11:{i:00}:00Z", "anna", "solved"),
        })]);
        await app.PutAllAsync(
            ("/v1/events/W-1", Event("W-1", "T-late", "reply", "2026-01-05T12:00:00Z", "anna")),
            ("/v1/surveys/V-1", """{"kind":"csat","ticket":"T-1","respondedAt":"2026-01-07T08:00:00Z","score":5}"""),
            ("/v1/surveys/V-2", """{"kind":"nps","respondedAt":"2026-01-07T08:00:00Z","score":9,"channel":"email"}"""),
            ("/v1/surveys/V-3", """{"kind":"csat","respondedAt":"2026-01-07T08:00:00Z","score":1,"channel":"chat"}"""));
        await app.DeleteAsync("/v1/tickets/T-29");
    }

    /// <summary>Every way in which the feed can be told of something: new, changed, moved, deleted, returned, erased.</summary>
    public static async Task ChangeAsync(KpiApp app)
    {
        await app.PostLinesAsync("/v1/tickets", Ticket(0, "fax"), Ticket(40, "letter"), Ticket(29, "chat"), Ticket("T-late", "chat", "A-2"));
        await app.PutAllAsync(
            ("/v1/events/N-1", Event("N-1", "T-2", "status", "2026-01-08T10:00:00Z", "anna", "open")),
            ("/v1/events/R-5", Event("R-5", "T-6", "reply", "2026-01-05T09:30:00Z", "bert")),
            ("/v1/surveys/V-2", """{"kind":"nps","ticket":"T-4","respondedAt":"2026-01-07T08:00:00Z","score":3}"""),
            ("/v1/surveys/V-4", """{"kind":"ces","respondedAt":"2026-01-07T08:00:00Z","score":6}"""),
            ("/v1/agents/robo", """{"bot":false}"""), ("/v1/agents/dora", """{"bot":true}"""),
            ("/v1/shifts/H-3", """{"agent":"bert","from":"2026-01-06T08:00:00Z","to":"2026-01-06T12:00:00Z"}"""));
        foreach (var path in (string[])["/v1/tickets/T-7", "/v1/events/R-8", "/v1/surveys/V-3", "/v1/shifts/H-2", "/v1/costs/C-1", "/v1/accounts/A-1"])
            Assert.Equal(200, (await app.DeleteAsync(path)).Status);
        await app.PutAllAsync(
            ("/v1/costs/C-1", """{"from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:00Z","amount":620}"""),
            ("/v1/surveys/V-3", """{"kind":"csat","respondedAt":"2026-01-07T08:00:00Z","score":4,"channel":"chat"}"""));
    }

    /// <summary>Every metric, asked in a few ways, and the version.</summary>
    public static async Task<string> NumbersAsync(KpiApp app)
    {
        var numbers = new List<string>();
        foreach (var metric in MetricCatalogue.All)
            foreach (var question in s_questions)
            {
                var answer = await app.GetAsync($"/v1/kpis?metrics={metric.Name}&{question}");
                numbers.Add($"{metric.Name} {question}: {Told(answer.Json)}");
            }

        return string.Join('\n', numbers);
    }

    /// <summary>As a start without the file gives them.</summary>
    public static async Task<string> DerivedNumbersAsync(KpiApp app)
    {
        await using var fresh = await KpiApp.StartAsync(app.CopyOfDisk(), builder => builder.Configuration["Store:SnapshotMinutes"] = "0");
        Assert.Null(fresh.Service<FactFeed>().Restored);
        return await NumbersAsync(fresh);
    }

    /// <summary>Writes the file as a service that stops does; in the background none is written after that.</summary>
    public static async Task KeepAsync(KpiApp app)
    {
        await app.Service<IEnumerable<IHostedService>>().OfType<ColumnsFileSchedule>().Single().StopAsync(CancellationToken.None);
        await using var file = File.OpenRead(app.Service<ColumnsFileCache>().FullName!);
        Assert.Equal(app.VisibleVersion, new SnapshotReader(file).Head.Version);
    }

    private static string Told(JsonObject answer) => $"{answer["rows"]?.ToJsonString()} {answer["totals"]?.ToJsonString()} {answer["version"]} {answer["errors"]?.ToJsonString()}";

    private static string Ticket(int i, string channel) => Ticket($"T-{i}", channel, i % 5 == 0 ? "A-1" : "A-2");

    private static string Ticket(string id, string channel, string account) =>
        $$"""{"id":"{{id}}","createdAt":"2026-01-05T09:00:00Z","channel":"{{channel}}","agent":"anna","account":"{{account}}"}""";

    private static string Event(string id, string ticket, string type, string at, string agent, string? to = null) =>
        $$"""{"id":"{{id}}","ticket":"{{ticket}}","type":"{{type}}","at":"{{at}}","agent":"{{agent}}","public":true{{(to is null ? "" : $",\"to\":\"{to}\"")}}}""";
}

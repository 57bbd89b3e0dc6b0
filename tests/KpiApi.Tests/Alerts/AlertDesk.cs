using System.Text.Json.Nodes;
using KpiApi.Alerts.Evaluation;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.Alerts;

/// <summary>A service with a clock that stands, and what its alerts have told.</summary>
internal static class AlertDesk
{
    public static Task<KpiApp> StartAsync(StandingClock clock, params string[] settings) => Reading.StartAsync(clock, settings);

    public static async Task MakeAsync(this KpiApp app, string id, string when, string more = "")
    {
        var answer = await app.PutAsync($"/v1/alerts/{id}", $$"""{"when":{{when}},"webhooks":[]{{more}}}""");
        Assert.True(answer.Status is 200 or 201, answer.Json.ToJsonString());
    }

    /// <summary>What an alert has told, in order: its type with the ticket, the survey, or the value.</summary>
    public static async Task<string> ToldAsync(this KpiApp app, string id) =>
        string.Join(", ", (await app.EventsAsync(id)).Select(told => $"{told["type"]} {Subject(told["data"]!)}"));

    /// <summary>The oldest first, once all that there is has been evaluated.</summary>
    public static async Task<IEnumerable<JsonNode>> EventsAsync(this KpiApp app, string id)
    {
        await app.SettledAsync();
        return (await app.GetAsync($"/v1/alerts/{id}/history")).Json["items"]!.AsArray().Select(item => item!).Reverse();
    }

    public static Task SettledAsync(this KpiApp app) => app.Service<AlertEvaluation>().SettledAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));

    private static string Subject(JsonNode data) =>
        (string?)data["survey"] ?? (string?)data["ticket"] ?? (data["group"] is { } group ? $"{group.AsObject().Single().Value} " : "") + data["value"];
}

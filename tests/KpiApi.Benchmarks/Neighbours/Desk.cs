using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using KpiApi.Engine.Model;
using KpiApi.Http;

namespace KpiApi.Benchmarks.Neighbours;

/// <summary>What the service holds before anybody is measured: tickets that state their times, surveys, and one ticket with a very long timeline.</summary>
internal static class Desk
{
    public const int Tickets = 300_000;
    private const int TicketsAtOnce = 100_000;
    private const int LongTimeline = 64_000;
    private const int MaxItems = 10_000;
    private const int Attempts = 60;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    public static async Task LoadAsync(Uri address, int tickets)
    {
        using var admin = Caller.Admin(address);
        var desk = new SyntheticDesk(4, tickets);
        foreach (var numbers in Enumerable.Range(0, tickets).Chunk(TicketsAtOnce))
        {
            var timelines = numbers.Select(desk.Timeline).ToList();
            await PostAsync(admin, "/v1/tickets", () => Caller.Lines(Text(timelines.Select(Ticket))));
            await PostAsync(admin, "/v1/surveys", () => Caller.Lines(Text(timelines.SelectMany(t => t.Surveys).Select(Survey))));
        }
        await PostAsync(admin, "/v1/tickets", () => Caller.Json("""[{"id":"LONG","createdAt":"2025-06-01T00:00:00Z"}]"""));
        foreach (var numbers in Enumerable.Range(0, LongTimeline).Chunk(MaxItems))
            await PostAsync(admin, "/v1/events", () => Caller.Json($"[{string.Join(',', numbers.Select(Reply))}]"));
    }

    /// <summary>An agent's answer in the ticket with the long timeline.</summary>
    public static string Reply(int number)
    {
        var at = DateTimeOffset.UnixEpoch.AddDays(20_240).AddSeconds(number);
        return string.Create(CultureInfo.InvariantCulture, $$"""{"id":"LONG-{{number}}","ticket":"LONG","type":"reply","at":"{{at:yyyy-MM-ddTHH:mm:ss}}Z","actor":"agent","agent":"agent-{{number % 7 + 1}}","public":true}""");
    }

    /// <summary>Again while the service says that it cannot yet: the long timeline took some builds minutes.</summary>
    private static async Task PostAsync(Caller caller, string path, Func<HttpContent> body)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var answer = await caller.SendAsync(HttpMethod.Post, path, body());
            if (answer.IsSuccessStatusCode)
                return;
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable || attempt == Attempts)
                throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            await Task.Delay(s_pause);
        }
    }

    private static byte[] Text(IEnumerable<JsonObject> items) => Encoding.UTF8.GetBytes(string.Join('\n', items.Select(item => item.ToJsonString())));

    private static JsonObject Ticket(Timeline timeline)
    {
        var ticket = timeline.Ticket!;
        var solvedAt = timeline.Events.LastOrDefault(e => e.To == "solved")?.AtMs;
        return new JsonObject
        {
            ["id"] = ticket.Id,
            ["createdAt"] = InstantText.Utc(ticket.CreatedAtMs),
            ["channel"] = ticket.Channel,
            ["reason"] = ticket.Reason,
            ["priority"] = ticket.Priority,
            ["team"] = ticket.Team,
            ["agent"] = ticket.Agent,
            ["account"] = ticket.Account,
            ["status"] = solvedAt is null ? "open" : "solved",
            ["firstResponseAt"] = InstantText.Utc(timeline.Events[0].AtMs),
            ["resolvedAt"] = solvedAt is { } at ? InstantText.Utc(at) : null,
        };
    }

    private static JsonObject Survey(Survey survey) => new()
    {
        ["id"] = survey.Id,
        ["kind"] = "csat",
        ["ticket"] = survey.Ticket,
        ["respondedAt"] = InstantText.Utc(survey.RespondedAtMs!.Value),
        ["score"] = survey.Score,
        ["scaleMin"] = 1,
        ["scaleMax"] = 5,
    };
}

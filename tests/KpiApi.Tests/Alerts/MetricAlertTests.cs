using KpiApi.Tests.Auth;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.Alerts;

/// <summary>Alerts about metrics: they open when the value crosses, close when it is back, each once.</summary>
public sealed class MetricAlertTests
{
    private static readonly string[] s_reasons = ["billing", "billing", "login"];

    private readonly StandingClock _clock = new();

    [Fact]
    public async Task Threshold_opens_and_closes_once_each_by_a_window_of_minutes()
    {
        await using var app = await AlertDesk.StartAsync(_clock);
        await app.MakeAsync("busy", """{"metric":"tickets_created","window":"60m","above":2}""");
        await CreateAsync(app, "12:00", "12:01");
        await TickAsync(app, 2);
        Assert.Equal(("", "closed"), (await app.ToldAsync("busy"), (await app.GetAsync("/v1/alerts/busy"))["state"]));
        await CreateAsync(app, "12:02");
        await TickAsync(app, 1);
        await CreateAsync(app, "12:03");
        await TickAsync(app, 1);
        Assert.Equal("alert.opened 3", await app.ToldAsync("busy"));
        var alert = await app.GetAsync("/v1/alerts/busy");
        Assert.Equal("open 2026-03-10T12:03:00Z 3", $"{alert["state"]} {alert["openSince"]} {alert["value"]}");
        Assert.Equal("""{"alert":"busy","title":"Tickets created above 2 (60m)","metric":"tickets_created","value":3,"threshold":2}""", (await app.EventsAsync("busy")).Single()["data"]!.ToJsonString());
        // The first two are an hour old: [12:02, 13:02) has two.
        await TickAsync(app, 58);
        Assert.Equal("alert.opened 3, alert.closed 2", await app.ToldAsync("busy"));
        Assert.Equal(("closed", "null"), ((await app.GetAsync("/v1/alerts/busy"))["state"], (await app.GetAsync("/v1/alerts/busy"))["value"]));
        await CreateAsync(app, "13:01", "13:02");
        await TickAsync(app, 1);
        Assert.Equal("alert.opened 3, alert.closed 2, alert.opened 3", await app.ToldAsync("busy"));
    }

    [Fact]
    public async Task Small_sample_and_empty_window_neither_open_nor_close()
    {
        await using var app = await AlertDesk.StartAsync(_clock);
        await app.MakeAsync("csat", """{"metric":"csat","window":"60m","below":"target","minCount":2}""");
        await AnswerAsync(app, "S1", "12:00", 1);
        await TickAsync(app, 1);
        Assert.Equal("", await app.ToldAsync("csat"));
        await AnswerAsync(app, "S2", "12:01", 1);
        await TickAsync(app, 1);
        Assert.Equal("alert.opened 0", await app.ToldAsync("csat"));
        Assert.Equal(80, (int)(await app.EventsAsync("csat")).Single()["data"]!["threshold"]!);
        await TickAsync(app, 120);
        Assert.Equal("alert.opened 0", await app.ToldAsync("csat"));
        await AnswerAsync(app, "S3", "14:01", 5);
        await AnswerAsync(app, "S4", "14:01", 5);
        await TickAsync(app, 1);
        Assert.Equal("alert.opened 0, alert.closed 100", await app.ToldAsync("csat"));
        // Another target makes the same value one that is below it.
        await app.PutAsync("/v1/targets/csat", """{"metric":"csat","value":100,"filters":{}}""");
        await AnswerAsync(app, "S5", "14:02", 1);
        await TickAsync(app, 1);
        Assert.Equal("alert.opened 0, alert.closed 100, alert.opened 66.6667", await app.ToldAsync("csat"));
    }

    [Fact]
    public async Task Today_begins_anew_at_midnight_of_the_zone_also_on_the_day_of_the_clock_change()
    {
        _clock.Now = DateTimeOffset.Parse("2026-03-28T12:00:00Z", null);
        await using var app = await AlertDesk.StartAsync(_clock, "Kpi:TimeZone=Europe/Berlin");
        await app.MakeAsync("day", """{"metric":"tickets_created","window":"today","above":1}""");
        await app.PostLinesAsync("/v1/tickets", """{"id":"T1","createdAt":"2026-03-28T12:00:00Z"}""", """{"id":"T2","createdAt":"2026-03-28T12:00:00Z"}""");
        await TickAsync(app, 1);
        Assert.Equal("alert.opened 2", await app.ToldAsync("day"));
        _clock.Now = DateTimeOffset.Parse("2026-03-28T22:59:59Z", null);
        Assert.Equal("alert.opened 2", await app.ToldAsync("day"));
        _clock.Now = DateTimeOffset.Parse("2026-03-28T23:00:00Z", null);
        Assert.Equal("alert.opened 2, alert.closed 0", await app.ToldAsync("day"));
        // The 29th has 23 hours, so its last hour in Berlin begins at 21:00 in UTC.
        await app.PostLinesAsync("/v1/tickets", """{"id":"T3","createdAt":"2026-03-29T21:00:00Z"}""", """{"id":"T4","createdAt":"2026-03-29T21:30:00Z"}""");
        _clock.Now = DateTimeOffset.Parse("2026-03-29T21:59:00Z", null);
        Assert.Equal("alert.opened 2, alert.closed 0, alert.opened 2", await app.ToldAsync("day"));
        _clock.Now = DateTimeOffset.Parse("2026-03-29T22:00:00Z", null);
        Assert.Equal("alert.opened 2, alert.closed 0, alert.opened 2, alert.closed 0", await app.ToldAsync("day"));
    }

    [Fact]
    public async Task Window_that_was_over_when_the_alert_was_made_is_silent_until_it_is_another()
    {
        await using var app = await AlertDesk.StartAsync(_clock);
        await app.PostLinesAsync("/v1/tickets", """{"id":"T1","createdAt":"2026-03-09T12:00:00Z"}""");
        await app.MakeAsync("week", """{"metric":"tickets_created","window":"last_7_days","above":0}""");
        await TickAsync(app, 1);
        Assert.Equal("", await app.ToldAsync("week"));
        _clock.Now = DateTimeOffset.Parse("2026-03-11T00:00:00Z", null);
        Assert.Equal("alert.opened 1", await app.ToldAsync("week"));
        // Late data of a window that is over.
        await app.DeleteAsync("/v1/tickets/T1");
        await TickAsync(app, 1);
        Assert.Equal("alert.opened 1, alert.closed 0", await app.ToldAsync("week"));
    }

    [Fact]
    public async Task Unusual_bucket_opens_its_group_and_a_usual_one_closes_it()
    {
        _clock.Now = DateTimeOffset.Parse("2026-03-09T23:30:00Z", null);
        await using var app = await AlertDesk.StartAsync(_clock);
        // Two tickets of billing on each of eight Mondays, and one of login.
        await app.PostLinesAsync("/v1/tickets",
            [.. Enumerable.Range(0, 8).SelectMany(week => s_reasons.Select((reason, n) =>
                $$"""{"id":"{{week}}-{{n}}","reason":"{{reason}}","createdAt":"{{DateTimeOffset.Parse("2026-01-12T09:00:00Z", null).AddDays(7 * week):yyyy-MM-dd}}T09:00:00Z"}"""))]);
        await app.MakeAsync("odd", """{"unusual":"tickets_created","interval":"day","groupBy":"reason"}""");
        await app.PostLinesAsync("/v1/tickets", [.. Enumerable.Range(0, 9).Select(n => $$"""{"id":"now-{{n}}","reason":"billing","createdAt":"2026-03-09T1{{n}}:00:00Z"}"""), """{"id":"now-l","reason":"login","createdAt":"2026-03-09T10:00:00Z"}"""]);
        await TickAsync(app, 1);
        Assert.Equal("", await app.ToldAsync("odd"));
        _clock.Now = DateTimeOffset.Parse("2026-03-10T00:00:00Z", null);
        Assert.Equal("alert.opened billing 9", await app.ToldAsync("odd"));
        // The median of eight Mondays is 2, and 2 + 3 · √2 = 6.2426.
        Assert.Equal("""{"alert":"odd","title":"Tickets created unusual in the last day, by reason","metric":"tickets_created","value":9,"threshold":6.2426,"group":{"reason":"billing"}}""", (await app.EventsAsync("odd")).Single()["data"]!.ToJsonString());
        Assert.Equal("""[{"group":"billing","openSince":"2026-03-10T00:00:00Z","value":9}]""", (await app.GetAsync("/v1/alerts/odd")).Json["openGroups"]!.ToJsonString());
        await TickAsync(app, 5);
        Assert.Equal("alert.opened billing 9", await app.ToldAsync("odd"));
        // Of Tuesday nothing is expected but nothing, and nothing came.
        _clock.Now = DateTimeOffset.Parse("2026-03-11T00:00:00Z", null);
        Assert.Equal("alert.opened billing 9, alert.closed billing 0", await app.ToldAsync("odd"));
    }

    [Fact]
    public async Task Restart_remembers_that_an_alert_is_open()
    {
        await using var app = await AlertDesk.StartAsync(_clock);
        await app.MakeAsync("busy", """{"metric":"tickets_created","window":"60m","above":0}""");
        await CreateAsync(app, "12:00");
        await TickAsync(app, 1);
        Assert.Equal("alert.opened 1", await app.ToldAsync("busy"));
        var later = new StandingClock { Now = _clock.Now.AddMinutes(10) };
        await using var again = await app.RestartAsync(builder => builder.UseClock(later));
        Assert.Equal("alert.opened 1", await again.ToldAsync("busy"));
        later.Now = later.Now.AddHours(1);
        Assert.Equal("alert.opened 1, alert.closed 0", await again.ToldAsync("busy"));
    }

    private async Task TickAsync(KpiApp app, int minutes)
    {
        await app.SettledAsync();
        _clock.Now += TimeSpan.FromMinutes(minutes);
        await app.SettledAsync();
    }

    private static Task<Answer> CreateAsync(KpiApp app, params string[] times) => app.PostLinesAsync("/v1/tickets", [.. times.Select(time => $$"""{"id":"T{{time}}","createdAt":"2026-03-10T{{time}}:00Z"}""")]);

    private static Task<Answer> AnswerAsync(KpiApp app, string id, string time, int score) => app.PostAsync("/v1/surveys", $$"""{"id":"{{id}}","kind":"csat","respondedAt":"2026-03-10T{{time}}:00Z","score":{{score}}}""");
}

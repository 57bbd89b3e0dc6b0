using System.Globalization;
using System.Text.Json.Nodes;
using KpiApi.Http;
using KpiApi.Tests.Kpis;
using NodaTime;
using Xunit.Abstractions;

namespace KpiApi.Tests.Alerts;

/// <summary>Random tickets and answers, some of them late, and a clock that jumps, also back: alerts open and close at the same minutes as by a plain count of everything.</summary>
public sealed class RandomMetricAlertTests(ITestOutputHelper output)
{
    private const int Steps = 150;

    private static readonly DateTimeZone s_zone = DateTimeZoneProviders.Tzdb["Europe/Berlin"];
    private static readonly string?[] s_reasons = ["billing", "login", null];

    private static readonly (string Id, string When)[] s_alerts =
    [
        ("minutes", """{"metric":"tickets_created","window":"60m","above":3}"""),
        ("hours", """{"metric":"csat","window":"4h","below":60,"minCount":3}"""),
        ("today", """{"metric":"tickets_created","window":"today","above":25}"""),
        ("yesterday", """{"metric":"tickets_created","window":"yesterday","above":40}"""),
        ("week", """{"metric":"tickets_created","window":"this_week","above":90}"""),
        ("days", """{"metric":"tickets_created","window":"last_7_days","above":130}"""),
        ("oddhour", """{"unusual":"tickets_created","interval":"hour","groupBy":"reason"}"""),
        ("oddday", """{"unusual":"tickets_created","interval":"day"}"""),
    ];

    private readonly StandingClock _clock = new();
    private int _made;

    /// <summary>Over the weekend on which a day has 23 hours, and over that of 25.</summary>
    [Theory]
    [InlineData("2026-03-27T10:20:00Z")]
    [InlineData("2026-10-23T10:20:00Z")]
    public async Task Alerts_open_and_close_at_the_minutes_at_which_a_plain_count_does(string start)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        _clock.Now = DateTimeOffset.Parse(start, CultureInfo.InvariantCulture);
        await using var app = await AlertDesk.StartAsync(_clock, "Kpi:TimeZone=Europe/Berlin");
        var plain = new PlainAlerts(s_zone, Now);
        await CreateAsync(app, plain, Earlier(random));
        foreach (var (id, when) in s_alerts) await app.MakeAsync(id, when);
        await app.SettledAsync();
        Look(plain);
        for (var step = 0; step < Steps; step++)
        {
            // At the minute that was looked at already: the next look sees all of it.
            await CreateAsync(app, plain, Arriving(random));
            await AnswerAsync(app, plain, random);
            await app.SettledAsync();
            _clock.Now = Next(random, Instant.FromDateTimeOffset(DateTimeOffset.Parse(start, CultureInfo.InvariantCulture)));
            await app.SettledAsync();
            Look(plain);
        }

        foreach (var (id, _) in s_alerts)
        {
            var told = (await app.GetAsync($"/v1/alerts/{id}/history?limit=1000")).Json["items"]!.AsArray().Reverse().Select(item => Line(item!)).ToList();
            output.WriteLine($"{id}: {told.Count}");
            Assert.Equal(Ordered(plain.Told.GetValueOrDefault(id, [])), Ordered(told));
        }
    }

    private Instant Now => Instant.FromDateTimeOffset(_clock.Now);

    private void Look(PlainAlerts plain)
    {
        plain.LookAtCount("minutes", Now, (Now - Duration.FromMinutes(60), Now), 3);
        plain.LookAtSatisfaction("hours", Now, (Now - Duration.FromHours(4), Now), 60, 3);
        plain.LookAtCount("today", Now, plain.Days(Now, 0, 1), 25);
        plain.LookAtCount("yesterday", Now, plain.Days(Now, -1, 0), 40);
        plain.LookAtCount("week", Now, plain.Week(Now), 90);
        plain.LookAtCount("days", Now, plain.Days(Now, -7, 0), 130);
        plain.LookAtUnusualHour("oddhour", Now);
        plain.LookAtUnusualDay("oddday", Now);
    }

    /// <summary>Another minute than before: mostly a later one, now and then exactly midnight or a full hour, a night later, or one of the last hours again.</summary>
    private DateTimeOffset Next(Random random, Instant first)
    {
        var next = random.Next(100) switch
        {
            < 72 => Now + Duration.FromSeconds(random.Next(60, 3_000)),
            < 80 => s_zone.AtStartOfDay(Now.InZone(s_zone).Date.PlusDays(1)).ToInstant(),
            < 87 => Instant.FromUnixTimeSeconds((Now.ToUnixTimeSeconds() / 3_600 + 1) * 3_600),
            < 91 => Now + Duration.FromMinutes(random.Next(300, 1_200)),
            _ => Now - Duration.FromSeconds(random.Next(60, 14_000)),
        };
        return (next > first && next.ToUnixTimeSeconds() / 60 != Now.ToUnixTimeSeconds() / 60 ? next : Now + Duration.FromMinutes(1)).ToDateTimeOffset();
    }

    /// <summary>Of ten weeks: what is expected comes from the last eight.</summary>
    private IEnumerable<(Instant, string?)> Earlier(Random random) => Enumerable.Range(1, 70 * 24).Where(hour => hour == 70 * 24 || random.Next(4) == 0)
        .SelectMany(hour => Enumerable.Range(0, random.Next(1, 4)).Select(_ => (Now - Duration.FromSeconds(hour * 3_600 - random.Next(3_600)), s_reasons[random.Next(3)])));

    /// <summary>A few of the last two hours, sometimes many, sometimes some of the days before.</summary>
    private IEnumerable<(Instant, string?)> Arriving(Random random)
    {
        var (count, reason, late) = (random.Next(10) == 0 ? random.Next(6, 14) : random.Next(3), s_reasons[random.Next(3)], random.Next(12) == 0 ? random.Next(8 * 86_400) : 0);
        return Enumerable.Range(0, count).Select(_ => (Now - Duration.FromSeconds(late + random.Next(7_200)), reason));
    }

    private async Task CreateAsync(KpiApp app, PlainAlerts plain, IEnumerable<(Instant At, string? Reason)> tickets)
    {
        var lines = new List<string>();
        foreach (var (at, reason) in tickets)
        {
            plain.Create(at, reason);
            lines.Add(new JsonObject { ["id"] = $"T-{_made++}", ["createdAt"] = Text(at), ["reason"] = reason }.ToJsonString());
        }

        if (lines.Count > 0) Assert.Equal(200, (await app.PostLinesAsync("/v1/tickets", [.. lines])).Status);
    }

    private async Task AnswerAsync(KpiApp app, PlainAlerts plain, Random random)
    {
        var lines = new List<string>();
        for (var left = random.Next(3); left > 0; left--)
        {
            var (at, score) = (Now - Duration.FromSeconds(random.Next(3_600)), random.Next(1, 6));
            plain.Answer(at, score >= 4);
            lines.Add($$"""{"id":"S-{{_made++}}","kind":"csat","respondedAt":"{{Text(at)}}","score":{{score}}}""");
        }

        if (lines.Count > 0) Assert.Equal(200, (await app.PostLinesAsync("/v1/surveys", [.. lines])).Status);
    }

    /// <summary>Groups that open or close at one look do so in no order.</summary>
    private static List<string> Ordered(List<string> told)
    {
        var (ordered, from) = (new List<string>(), 0);
        for (var to = 1; to <= told.Count; to++)
        {
            if (to < told.Count && told[to].Split(' ')[0] == told[from].Split(' ')[0]) continue;
            ordered.AddRange(told[from..to].Order(StringComparer.Ordinal));
            from = to;
        }

        return ordered;
    }

    private static string Text(Instant at) => InstantText.Utc(at.ToUnixTimeMilliseconds());

    private static string Line(JsonNode told) => PlainAlerts.Line(
        (string)told["type"]!, (string)told["timestamp"]!, (string?)told["data"]!["group"]?["reason"] ?? "", (decimal)told["data"]!["value"]!);
}

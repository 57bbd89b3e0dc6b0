using KpiApi.Demo;
using KpiApi.Storage.Writing;
using KpiApi.Tests.Alerts;

namespace KpiApi.Tests.Demo;

/// <summary>The generated history in a service whose day is the one after it.</summary>
public sealed class DemoDeskTests(DemoDesk desk) : IClassFixture<DemoDesk>
{
    [Fact]
    public async Task Every_metric_of_the_last_thirty_days_is_a_number_other_than_zero()
    {
        var metrics = (await desk.App.GetAsync("/v1/metrics")).Json["items"]!.AsArray().Select(item => (string)item!["name"]!).ToList();
        foreach (var some in metrics.Chunk(40))
        {
            var totals = (await desk.App.GetAsync($"/v1/kpis?metrics={string.Join(',', some)}&period=last_30_days")).Json["totals"]!.AsObject();
            Assert.Equal([], totals.Where(total => (double?)total.Value!["value"] is null or 0).Select(total => total.Key));
        }
    }

    [Fact]
    public async Task Satisfaction_fell_where_the_refund_form_is()
    {
        var answer = await desk.App.GetAsync("/v1/kpis?metrics=csat&groupBy=reason&period=last_7_days&compare=2026-10-01/2026-11-01");
        var fallen = answer.Json["rows"]!.AsArray().MinBy(row => (double?)row!["values"]!["csat"]!["change"] ?? 0)!;
        Assert.Equal("refund", (string)fallen["reason"]!);
        Assert.InRange((double)fallen["values"]!["csat"]!["change"]!, -100, -15);
    }

    [Fact]
    public async Task Drivers_find_the_refund_form_first()
    {
        var (from, to) = (DateTimeOffset.FromUnixTimeMilliseconds(DemoDesk.EndMs).AddDays(-14), DateTimeOffset.FromUnixTimeMilliseconds(DemoDesk.EndMs));
        var driver = (await desk.App.GetAsync($"/v1/kpis/drivers?metric=csat&from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}")).Json["drivers"]![0]!;
        Assert.Equal(("reason", "refund"), ((string)driver["dimension"]!, (string)driver["values"]![0]!["value"]!));
    }

    /// <summary>43 and 42 days before the end.</summary>
    [Fact]
    public async Task Outage_is_unusual()
    {
        var from = DateTimeOffset.FromUnixTimeMilliseconds(DemoDesk.EndMs).AddDays(-43);
        var rows = (await desk.App.GetAsync($"/v1/kpis?metrics=tickets_created&interval=day&include=expected&from={from:yyyy-MM-dd}&to={from.AddDays(14):yyyy-MM-dd}")).Json["rows"]!.AsArray();
        Assert.Equal(["high", "high"], rows.Take(2).Select(row => (string?)row!["values"]!["tickets_created"]!["expected"]!["unusual"]));
        Assert.All(rows.Skip(2), row => Assert.Null((string?)row!["values"]!["tickets_created"]!["expected"]!["unusual"]));
    }

    [Fact]
    public async Task Tag_names_the_cause()
    {
        var answer = await desk.App.GetAsync("/v1/kpis?metrics=csat&groupBy=tag&period=last_7_days&orderBy=csat&limit=1");
        Assert.Equal("refund-form", (string)answer.Json["rows"]![0]!["tag"]!);
        var tags = (await desk.App.GetAsync("/v1/dimensions/tag")).Json["items"]!.AsArray().Select(item => (string?)item!["value"]).ToList();
        Assert.Superset(new HashSet<string?> { null, "escalated", "follow-up", "key-account", "outage" }, tags.ToHashSet());
    }

    [Fact]
    public async Task Backlog_alert_has_opened_and_the_others_tell_nothing_of_the_history()
    {
        await desk.App.SettledAsync();
        var alerts = (await desk.App.GetAsync("/v1/alerts")).Json["items"]!.AsArray();
        Assert.Equal(["backlog open", "first-answer-due ", "unhappy "], alerts.Select(alert => $"{alert!["id"]} {alert["state"]}"));
        Assert.Equal(0, (int)alerts[2]!["reportedLastDay"]!);
        // Of the nine hours since the history ended.
        Assert.InRange((int)alerts[1]!["reportedLastDay"]!, 1, 100);
    }

    [Fact]
    public async Task Nobody_worked_on_the_holiday()
    {
        var holiday = new WorkHours(DemoDesk.EndMs).HolidayMs;
        var day = DateTimeOffset.FromUnixTimeMilliseconds(holiday);
        var value = await desk.App.KpiAsync("first_response_time:p1", $"hours=business&from={day:yyyy-MM-dd}&to={day.AddDays(1):yyyy-MM-dd}");
        Assert.Equal("null", value);
    }
}

public sealed class DemoDesk : IAsyncLifetime
{
    /// <summary>2026-11-22T00:00Z.</summary>
    internal const long EndMs = 1_795_305_600_000;

    internal KpiApp App { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        App = await Kpis.Reading.StartAsync(new Kpis.StandingClock { Now = DateTimeOffset.FromUnixTimeMilliseconds(EndMs).AddHours(9) });
        await DemoLoader.LoadAsync(App.Service<GroupWriter>(), EndMs, _ => { }, CancellationToken.None);
        await App.DerivedAsync();
    }

    public async Task DisposeAsync() => await App.DisposeAsync();
}

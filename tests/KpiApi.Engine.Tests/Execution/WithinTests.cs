using KpiApi.Engine.DrillDown;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Execution;

/// <summary>metrics.md, section 3, "Within": the percent of a mean's values that are at most so long.</summary>
public class WithinTests
{
    private const string March = "from=2026-03-01&to=2026-04-01";

    /// <summary>Monday 16:00 to Tuesday 10:00 is 18 hours, 2 of them between 09:00 and 17:00; answered too after 30 minutes, an hour, and never.</summary>
    private readonly Desk _desk = new(Rules(Weekdays("UTC", "09:00-17:00")))
    {
        Ticket("T1", "2026-03-02T09:00Z") with { Channel = "email", FirstResponseAtMs = At("2026-03-02T09:30Z"), HandleMs = 60_000, ResolvedAtMs = At("2026-03-02T09:30Z") },
        Ticket("T2", "2026-03-02T09:00Z") with { Channel = "email", FirstResponseAtMs = At("2026-03-02T10:00Z"), ResolvedAtMs = At("2026-03-02T10:00Z") },
        Ticket("T3", "2026-03-02T16:00Z") with { Channel = "chat", FirstResponseAtMs = At("2026-03-03T10:00Z") },
        Ticket("T4", "2026-03-02T16:00Z"),
    };

    [Theory]
    [InlineData("first_response_time:within_1h", 66.6667, 2, 3)]
    [InlineData("first_response_time:within_3600s", 66.6667, 2, 3)]
    [InlineData("first_response_time:within_59m", 33.3333, 1, 3)]
    [InlineData("first_response_time:within_1d", 100, 3, 3)]
    [InlineData("first_response_time:within_2h&hours=business", 100, 3, 3)]
    [InlineData("first_response_time:within_119m&hours=business", 66.6667, 2, 3)]
    [InlineData("handle_time:within_1m", 100, 1, 1)]
    public void Share_has_numerator_and_denominator(string query, double percent, int within, int all)
    {
        var value = _desk.Value($"metrics={query}&{March}");
        Assert.Equal(((decimal)percent, all, within, all), (value.Value, value.Count, value.Ratio!.Value.Numerator, value.Ratio.Value.Denominator));
    }

    [Fact]
    public void Share_of_nothing_is_null()
    {
        var value = _desk.Value("metrics=first_response_time:within_1h&from=2026-01-01&to=2026-02-01");
        Assert.Equal((null, 0), (value.Value, value.Ratio!.Value.Denominator));
    }

    [Fact]
    public void Several_stand_beside_the_mean_and_by_group()
    {
        var rows = _desk.Ask($"metrics=first_response_time:within_30m,first_response_time:within_1h,first_response_time&{March}&groupBy=channel&include=confidence&compare=previous_period").Rows;
        Assert.Equal(["chat 0 0 64800", "email 50 100 2700"], rows.Select(r => $"{r.Keys[0]} {string.Join(' ', r.Values.Select(v => v.Value))}"));
        Assert.NotNull(rows[1].Values[0].Confidence);
    }

    [Fact]
    public void Records_are_as_many_as_its_count_and_tell_which_are_in_time()
    {
        var query = _desk.Parse($"metrics=first_response_time:within_1h&{March}");
        Assert.Equal(["T1 True", "T2 True", "T3 False"], RecordReader.Read(new(query), _desk.Snapshot, null, 10).Records.Select(r => $"{r.Owner.Id} {r.Passed}"));
    }

    [Fact]
    public void Target_is_for_one_limit_and_more_is_better()
    {
        Target Of(string limit, decimal value) => new(MetricCatalogue.Find("first_response_time")!, value, null, new Dictionary<Dimension, string>()) { Statistic = Statistic.Parse(limit)!.Value };
        var (query, _) = QueryParser.Parse(
            Desk.Request($"metrics=first_response_time:within_1h,first_response_time:within_30m,first_response_time&{March}&include=target"), _desk.Snapshot,
            _desk.Defaults with { Targets = [Of("within_60m", 60), Of("within_30m", 60)] });
        var values = Executors.Fast.Execute(query!, _desk.Snapshot).Result!.Rows[0].Values;
        Assert.Equal(["Met", "Missed", null], values.Select(v => v.Target?.Status.ToString()));
    }

    [Theory]
    [InlineData("first_response_time:withn_4h", "unknown_statistic", "first_response_time:within_4h")]
    [InlineData("first_response_time:within_4hours", "unknown_statistic", "first_response_time:within_4h")]
    [InlineData("first_response_time:within_0h", "unknown_statistic", null)]
    [InlineData("first_response_time:within_4", "unknown_statistic", null)]
    [InlineData("first_response_time:within_99999999999d", "unknown_statistic", null)]
    [InlineData("csat_score:within_4h", "unknown_statistic", null)]
    [InlineData("csat:within_4h", "statistic_not_allowed", "csat")]
    public void Misspelt_one_is_an_error_with_the_nearest(string metric, string code, string? nearest)
    {
        var error = Assert.Single(_desk.Errors($"metrics={metric}&{March}"));
        Assert.Equal(code, error.Code);
        if (nearest is not null)
            Assert.Equal(nearest, error.Nearest);
    }
}

using KpiApi.Engine.Calendars;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;
using KpiApi.Engine.Queries;
using NodaTime;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Queries;

public class QueryParserTests
{
    private static readonly Desk s_desk =
    [
        Ticket("1", "2026-01-10T22:00Z") with { Channel = "email", Agent = "ann" },
        Ticket("2", "2026-04-01T23:30Z") with { Channel = "chat" },
    ];

    [Fact]
    public void Query_that_says_nothing_but_a_metric_has_the_defaults()
    {
        var query = s_desk.Parse("metrics=csat");
        Assert.Equal(new TimeRange(At("2026-02-13"), At("2026-03-15")), query.Period);
        Assert.Equal((BucketInterval.None, IsoDayOfWeek.Monday, "UTC"), (query.Interval, query.WeekStart, query.Zone.Id));
        Assert.Equal((10_000, 0, false), (query.Limit, query.Offset, query.Others));
        Assert.True(query is { GroupBy: [], Filters: [], OrderBy: [], Metrics: [{ Name: "csat", Statistic.Kind: StatisticKind.Plain }] });
        Assert.Equal("2026-03-15T12:00Z", Text(query.AsOf.ToUnixTimeMilliseconds()));
    }

    [Theory]
    [InlineData("from=2026-01-01&to=2026-02-01", "2026-01-01T00:00Z", "2026-02-01T00:00Z")]
    [InlineData("from=2026-01-01&to=2026-02-01&timeZone=Europe/Berlin", "2025-12-31T23:00Z", "2026-01-31T23:00Z")]
    [InlineData("from=2026-03-01&to=2026-04-01&timeZone=Europe/Berlin", "2026-02-28T23:00Z", "2026-03-31T22:00Z")]
    [InlineData("from=2026-01-01T09:00:00Z&to=2026-01-01T10:30:00.000Z", "2026-01-01T09:00Z", "2026-01-01T10:30Z")]
    [InlineData("from=2026-01-01T09:00+01:00&to=2026-01-01T10:00:00+01:00", "2026-01-01T08:00Z", "2026-01-01T09:00Z")]
    [InlineData("from=2026-01-01T09:00:00 01:00&to=2026-01-02", "2026-01-01T08:00Z", "2026-01-02T00:00Z")]
    [InlineData("from=2026-03-01", "2026-03-01T00:00Z", "2026-03-16T00:00Z")]
    [InlineData("period=last_month", "2026-02-01T00:00Z", "2026-03-01T00:00Z")]
    [InlineData("period=this_week&weekStart=sunday", "2026-03-15T00:00Z", "2026-03-22T00:00Z")]
    [InlineData("period=all", "2026-01-10T00:00Z", "2026-04-02T00:00Z")]
    [InlineData("period=all&timeZone=Europe/Berlin", "2026-01-09T23:00Z", "2026-04-02T22:00Z")]
    public void Period_is_cut_in_the_zone(string parameters, string from, string to)
    {
        var (fromMs, toMs) = s_desk.Parse("metrics=csat&" + parameters).Period;
        Assert.Equal((from, to), (Text(fromMs), Text(toMs)));
    }

    [Fact]
    public void Period_all_without_data_is_today() =>
        Assert.Equal(new TimeRange(At("2026-03-15"), At("2026-03-16")), new Desk().Parse("metrics=csat&period=all").Period);

    [Theory]
    [InlineData("operating_cost", "2026-01-05", "2026-12-31", 300)]
    [InlineData("churned_accounts", "2025-05-01", "2026-03-16", 1)]
    [InlineData("agent_utilization", "2026-02-01", "2026-03-19", 0)]
    [InlineData("stage_time", "2026-02-01", "2026-03-18", 3_801_600)]
    [InlineData("survey_response_rate", "2026-02-01", "2026-03-18", 0)]
    [InlineData("tickets_created", "2026-02-01", "2026-03-18", 1)]
    [InlineData("cost_per_ticket", "2026-01-05", "2026-12-31", 300)]
    public void All_time_is_that_of_the_facts_that_a_metric_counts(string metric, string from, string to, int value)
    {
        var desk = new Desk
        {
            Ticket("T", "2026-02-01"),
            Stage("T", "2026-03-17", "repair"),
            new Survey { Id = "S", Kind = SurveyKind.Csat, SentAtMs = At("2026-02-10"), ScaleMin = 1, ScaleMax = 5 },
            Account("gone", "2025-05-01", "2026-02-10"),
            Account("old", null, "2190-01-01"),
            Shift("ann", "2026-03-18T08:00Z", "2026-03-18T16:00Z"),
            Cost("past", "2026-01-05", "2026-02-05", 100),
            Cost("planned", "2026-12-01", "2026-12-31", 200),
        };
        var result = desk.Ask($"metrics={metric}&period=all");
        Assert.Equal(new TimeRange(At(from), At(to)), result.Query.Period);
        Assert.Equal(value, result.Totals[0].Value);
    }

    [Fact]
    public void Metrics_repeated_and_in_a_list_are_read_in_order_once_each() =>
        Assert.Equal(["csat", "ces:p90", "ces"], s_desk.Parse("metrics=csat,ces:p90&metrics=ces,csat").Metrics.Select(m => m.Name));

    [Theory]
    [InlineData("avg", StatisticKind.Average, 0)]
    [InlineData("median", StatisticKind.Percentile, 50)]
    [InlineData("p1", StatisticKind.Percentile, 1)]
    [InlineData("p99", StatisticKind.Percentile, 99)]
    [InlineData("min", StatisticKind.Min, 0)]
    [InlineData("max", StatisticKind.Max, 0)]
    [InlineData("sum", StatisticKind.Sum, 0)]
    public void Statistic_follows_the_colon(string name, StatisticKind kind, int percent) =>
        Assert.Equal(new Statistic(kind, percent), s_desk.Parse($"metrics=handle_time:{name}").Metrics[0].Statistic);

    [Fact]
    public void Grouping_order_and_page_are_read()
    {
        var query = s_desk.Parse("metrics=csat&groupBy=agent, team&orderBy=-csat,agent&limit=5&offset=10&interval=day");
        Assert.Equal([Dimension.Agent, Dimension.Team], query.GroupBy);
        Assert.Equal([new Ordering("csat", true), new Ordering("agent", false)], query.OrderBy);
        Assert.Equal((5, 10, BucketInterval.Day), (query.Limit, query.Offset, query.Interval));
    }

    [Theory]
    [InlineData("orderBy=-time&interval=day", "time")]
    [InlineData("orderBy=csat", "csat")]
    public void Order_by_a_column_of_the_answer_is_allowed(string parameters, string column) =>
        Assert.Equal(column, s_desk.Parse("metrics=csat&" + parameters).OrderBy[0].Column);

    [Fact]
    public void Filters_take_several_values_exclusions_and_none()
    {
        var filters = s_desk.Parse("metrics=csat&channel=email&channel=chat&channel=email&agent.not=ann&agent.not=&surveyKind=nps").Filters;
        Assert.Equal([Dimension.Channel, Dimension.Agent, Dimension.SurveyKind], filters.Select(f => f.Dimension));
        Assert.Equal(["email", "chat"], filters[0].Values);
        Assert.Equal(["ann", null], filters[1].Values);
        Assert.Equal([false, true, false], filters.Select(f => f.Excluded));
    }

    [Fact]
    public void Filter_by_a_value_never_seen_is_allowed_when_asked_for() =>
        Assert.Equal(["fax"], s_desk.Parse("metrics=csat&channel=fax&allowUnknown=true").Filters[0].Values);

    [Fact]
    public void Zone_of_the_service_is_the_default()
    {
        var defaults = s_desk.Defaults with { Zone = DateTimeZoneProviders.Tzdb["Asia/Tokyo"] };
        var (query, _) = QueryParser.Parse(Desk.Request("metrics=csat&period=today"), s_desk.Snapshot, defaults);
        Assert.Equal(("Asia/Tokyo", "2026-03-14T15:00Z"), (query!.Zone.Id, Text(query.Period.FromMs)));
    }

    [Fact]
    public void Every_parameter_has_a_name_for_those_who_list_them() =>
        Assert.Equal(16 + 2 * Dimension.Fixed.Count, QueryParser.ParameterNames.Distinct().Count());
}

using KpiApi.Engine.Execution;
using KpiApi.Engine.Model;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Results;

/// <summary>What earlier buckets like one let expect of it: metrics.md, section 4b. The tests ask on 1 April 2026, a Wednesday.</summary>
public class ExpectedTests
{
    /// <summary>As many tickets on each of the Mondays before 23 March 2026, the last one first, and on it as many as told.</summary>
    private static Desk Mondays(int on, params int[] before)
    {
        var desk = April();
        for (var n = 0; n <= before.Length; n++)
            Add(desk, At("2026-03-23T10:00Z") - n * 7 * 86_400_000L, n == 0 ? on : before[n - 1]);
        return desk;
    }

    private static Desk April() => new() { Now = "2026-04-01" };

    private static void Add(Desk desk, long atMs, int tickets)
    {
        for (var n = 0; n < tickets; n++)
            desk.Add(new Ticket { Id = $"{atMs} {n}", CreatedAtMs = atMs });
    }

    private static string Monday(Desk desk, string metric = "tickets_created", string more = "") =>
        Text(desk.Value($"metrics={metric}&interval=day&include=expected&from=2026-03-23&to=2026-03-24{more}").Expected);

    private static string Text(ExpectedRange? range) => range is null ? "nothing" : FormattableString.Invariant($"{range.Value} from {range.Low} to {range.High} {range.Unusual}").TrimEnd();

    [Fact]
    public void Median_and_three_deviations_of_the_same_weekday()
    {
        // Median 20, deviations 10, 10, 10, 10, 0, 0, 0, 20: their median is 10, and 3 · 1.4826 · 10 = 44.478.
        Assert.Equal("20 from 0 to 64.478", Monday(Mondays(60, 10, 30, 10, 30, 20, 20, 20, 40)));
        Assert.Equal("20 from 0 to 64.478 High", Monday(Mondays(65, 10, 30, 10, 30, 20, 20, 20, 40)));
    }

    [Theory]
    [InlineData(16, "16 from 4 to 28")]
    [InlineData(28, "16 from 4 to 28")]
    [InlineData(29, "16 from 4 to 28 High")]
    [InlineData(4, "16 from 4 to 28")]
    [InlineData(3, "16 from 4 to 28 Low")]
    public void Count_is_never_judged_by_less_than_three_roots_of_the_median(int on, string expected) => Assert.Equal(expected, Monday(Mondays(on, 16, 16, 16, 16, 16, 16, 16, 16)));

    [Fact]
    public void Even_number_of_buckets_has_the_median_in_the_middle() =>
        // 16, 17, 18, 19: deviations 1.5, 0.5, 0.5, 1.5, and 3 roots of 17.5 are more than 3 · 1.4826 · 1.
        Assert.Equal("17.5 from 4.9501 to 30.0499", Monday(Mondays(17, 16, 17, 18, 19)));

    [Fact]
    public void Fewer_than_four_with_data_tell_nothing()
    {
        Assert.Equal("from  to", Monday(Mondays(16, 16, 16, 16)).Trim());
        Assert.Equal("16 from 4 to 28", Monday(Mondays(16, 16, 16, 16, 16)));
    }

    [Fact]
    public void Days_without_a_ticket_are_data_from_the_first_fact_on()
    {
        Assert.Equal("0 from 0 to 0 High", Monday(Mondays(1, 0, 0, 0, 1)));
        Assert.Equal("from  to", Monday(Mondays(1, 0, 0, 1)).Trim());
    }

    [Fact]
    public void Mean_has_data_only_where_there_is_something()
    {
        var desk = April();
        void Answered(string at, int hours) => desk.Add(Ticket(at, at) with { FirstResponseAtMs = At(at) + hours * 3_600_000 });
        Answered("2026-03-23T08:00Z", 9);
        foreach (var monday in (string[])["2026-03-16T08:00Z", "2026-03-09T08:00Z", "2026-02-23T08:00Z"])
            Answered(monday, 2);
        Assert.Equal("from  to", Monday(desk, "first_response_time").Trim());
        Answered("2026-01-26T08:00Z", 2);
        // All alike, and a mean has no root to go by. The ninth Monday before is one too many.
        Assert.Equal("7200 from 7200 to 7200 High", Monday(desk, "first_response_time"));
        Answered("2026-01-19T08:00Z", 1);
        Answered("2026-01-19T09:00Z", 1);
        Assert.Equal("7200 from 7200 to 7200 High", Monday(desk, "first_response_time:p90"));
    }

    [Theory]
    [InlineData("csat", 0, 100)]
    [InlineData("csat_score", 0, 100)]
    public void Ratio_stays_on_its_scale(string metric, int low, int high)
    {
        var desk = April();
        var scores = (int[])[3, 1, 5, 1, 5];
        for (var n = 0; n < scores.Length; n++)
            desk.Add(Csat($"S{n}", Given.Text(At("2026-03-23T10:00Z") - n * 7 * 86_400_000L), scores[n]));
        var range = desk.Value($"metrics={metric}&interval=day&include=expected&from=2026-03-23&to=2026-03-24").Expected!;
        Assert.Equal((low, high, null), (range.Low, range.High, range.Unusual));
    }

    [Fact]
    public void Change_of_the_backlog_may_be_below_zero()
    {
        var desk = April();
        for (var n = 0; n < 9; n++)
            desk.Add(new Ticket { Id = $"T{n}", CreatedAtMs = At("2026-01-01"), ResolvedAtMs = At("2026-03-23T10:00Z") - n * 7 * 86_400_000L });
        Assert.Equal("-1 from -1 to -1", Monday(desk, "backlog_change"));
    }

    [Fact]
    public void Running_day_is_judged_only_above_the_range()
    {
        string Today(int on)
        {
            var desk = new Desk { Now = "2026-03-23T12:00Z" };
            foreach (var ticket in Mondays(on, 16, 16, 16, 16).Tickets)
                desk.Add(ticket);
            return Monday(desk);
        }
        Assert.Equal("16 from 4 to 28", Today(0));
        Assert.Equal("16 from 4 to 28 High", Today(29));
    }

    [Fact]
    public void Day_that_the_period_cuts_is_judged_only_above_the_range()
    {
        var desk = Mondays(0, 16, 16, 16, 16);
        Assert.Equal("16 from 4 to 28", Text(desk.Value("metrics=tickets_created&interval=day&include=expected&from=2026-03-23T00:00Z&to=2026-03-23T12:00Z").Expected));
        Assert.Equal("16 from 4 to 28 Low", Monday(desk));
    }

    [Fact]
    public void Day_that_still_runs_says_nothing_of_one_a_week_later()
    {
        var desk = new Desk { Now = "2026-03-23T12:00Z" };
        foreach (var ticket in Mondays(1000, 16, 16, 16, 16).Tickets)
            desk.Add(ticket);
        var next = desk.Ask("metrics=tickets_created&interval=day&include=expected&from=2026-03-23&to=2026-03-31").Rows[^1].Values[0].Expected;
        Assert.Equal("16 from 4 to 28", Text(next));
    }

    [Fact]
    public void Nothing_of_the_bucket_or_later_is_used()
    {
        var desk = Mondays(16, 16, 16, 16, 16);
        Add(desk, At("2026-03-30T10:00Z"), 99);
        Assert.Equal("16 from 4 to 28", Monday(desk));
        Add(desk, At("2026-03-24T10:00Z"), 99);
        Assert.Equal("16 from 4 to 28", Monday(desk));
    }

    [Fact]
    public void Weeks_and_months_go_by_those_before()
    {
        var desk = April();
        for (var month = 1; month <= 12; month++)
            Add(desk, At($"2025-{month:00}-15"), 9);
        Add(desk, At("2026-01-15"), 30);
        Assert.Equal("9 from 0 to 18 High", Text(desk.Value("metrics=tickets_created&interval=month&include=expected&from=2026-01-01&to=2026-02-01").Expected));
        // The eight weeks before have 9 tickets each fourth or fifth.
        Assert.Equal("0 from 0 to 0 High", Text(desk.Value("metrics=tickets_created&interval=week&include=expected&from=2026-01-12&to=2026-01-19").Expected));
    }

    [Fact]
    public void Hour_that_the_clocks_left_out_is_like_none()
    {
        // In Berlin 29 March 2026 has no hour from 2 to 3. On the Sundays before 26 April at 2:30: 6, 6, 6, none, 4.
        var desk = new Desk { Now = "2026-05-01" };
        foreach (var (at, tickets) in ((string, int)[])[("2026-04-26T00:30Z", 6), ("2026-04-19T00:30Z", 6), ("2026-04-12T00:30Z", 6), ("2026-04-05T00:30Z", 6), ("2026-03-22T01:30Z", 4)])
            Add(desk, At(at), tickets);
        var range = desk.Value("metrics=tickets_created&interval=hour&include=expected&timeZone=Europe/Berlin&from=2026-04-26T02:00+02:00&to=2026-04-26T03:00+02:00").Expected!;
        // 6, 6, 6, 4: no zero of the Sunday without the hour is among them.
        Assert.Equal((6m, 0m), (range.Value, range.Low));
    }

    [Fact]
    public void Group_that_was_not_there_before_counts_from_zero()
    {
        var desk = Mondays(0, 16, 16, 16, 16);
        desk.Add(Ticket("new", "2026-03-23T09:00Z") with { Channel = "chat" });
        var row = Assert.Single(desk.Ask("metrics=tickets_created,first_response_time&interval=day&groupBy=channel&include=expected&from=2026-03-23&to=2026-03-24").Rows);
        Assert.Equal(("chat", "0 from 0 to 0 High", " from  to"), (row.Keys[0], Text(row.Values[0].Expected), Text(row.Values[1].Expected)));
    }

    [Fact]
    public void Others_are_expected_as_one_group()
    {
        var desk = Mondays(16, 16, 16, 16, 16);
        desk.Add(Ticket("a", "2026-03-23T09:00Z") with { Channel = "a" });
        var rows = desk.Ask("metrics=tickets_created&interval=day&groupBy=channel&orderBy=channel&limit=1&others=true&include=expected&from=2026-03-23&to=2026-03-24").Rows;
        Assert.Equal(["a: 0 from 0 to 0 High", "(other): 16 from 4 to 28"], rows.Select(r => $"{r.Keys[0]}: {Text(r.Values[0].Expected)}"));
    }

    [Theory]
    [InlineData("interval=none", "none")]
    [InlineData("interval=quarter", "quarter")]
    [InlineData("interval=year", "year")]
    [InlineData("interval=day_of_week", "day_of_week")]
    [InlineData("", "none")]
    public void Other_intervals_are_an_error_that_says_which_there_are(string interval, string named)
    {
        var error = Assert.Single(Mondays(1).Errors($"metrics=tickets_created&include=expected&{interval}&period=last_30_days"));
        Assert.Equal(("interval_not_allowed", "interval", named), (error.Code, error.Parameter, error.Value));
        Assert.EndsWith("Valid: hour, day, week, month.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Time_before_is_part_of_what_a_query_costs()
    {
        var desk = Mondays(16, 16, 16, 16, 16);
        var snapshot = desk.Snapshot;
        var executor = new QueryExecutor();
        KpiQuery Parse(string more) => QueryParser.Parse(
            Desk.Request($"metrics=tickets_created&interval=day&from=2026-03-23&to=2026-03-24{more}"), snapshot, desk.Defaults with { MaxValues = 10 }).Query!;
        Assert.True(executor.Prepare(Parse("&include=expected"), snapshot).Cost.Operations > executor.Prepare(Parse(""), snapshot).Cost.Operations);
        Assert.Empty(executor.Execute(Parse(""), snapshot).Errors);
        Assert.Equal("query_too_costly", Assert.Single(executor.Execute(Parse("&include=expected"), snapshot).Errors).Code);
    }

    [Fact]
    public void Without_asking_there_is_none() => Assert.Equal("nothing", Text(Mondays(1, 1).Value("metrics=tickets_created&interval=day&from=2026-03-23&to=2026-03-24").Expected));
}

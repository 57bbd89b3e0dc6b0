using KpiApi.Engine.Model;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Execution;

/// <summary>Rules of metrics.md, section 4, and the mistakes of others in section 6.</summary>
public class CommonMistakeTests
{
    [Fact]
    public void Bucket_without_data_is_there_with_0_counts_and_null_means()
    {
        var desk = new Desk { Ticket("T", "2026-03-02T10:00Z"), Reply("T", "2026-03-02T10:01Z") };
        var rows = desk.Ask("metrics=tickets_created,first_response_time,first_response_time:sum,csat&from=2026-03-01&to=2026-03-04&interval=day").Rows;
        Assert.Equal([0, 1, 2], rows.Select(r => r.Bucket));
        Assert.Equal([0, null, 0, null], rows[0].Values.Select(v => v.Value));
        Assert.Equal([1, 60, 60, null], rows[1].Values.Select(v => v.Value));
    }

    [Fact]
    public void Period_without_data_has_one_row()
    {
        var row = Assert.Single(new Desk().Ask("metrics=tickets_created,resolution_time:p90&from=2026-03-01&to=2026-03-04").Rows);
        Assert.Equal([0, null], row.Values.Select(v => v.Value));
    }

    [Fact]
    public void Period_is_half_open()
    {
        var desk = new Desk { Ticket("1", "2026-03-01"), Ticket("2", "2026-03-01T23:59Z"), Ticket("3", "2026-03-02") };
        Assert.Equal([2, 1, 0], desk.Column("metrics=tickets_created&from=2026-03-01&to=2026-03-04&interval=day"));
        Assert.Equal(2, desk.Value("metrics=tickets_created&from=2026-03-01&to=2026-03-02").Value);
    }

    [Fact]
    public void Day_is_that_of_the_zone_before_and_after_the_clock_change()
    {
        var desk = new Desk { Ticket("1", "2026-03-28T22:59Z"), Ticket("2", "2026-03-28T23:00Z"), Ticket("3", "2026-03-29T22:00Z") };
        Assert.Equal([1, 1, 1], desk.Column("metrics=tickets_created&from=2026-03-28&to=2026-03-31&interval=day&timeZone=Europe/Berlin"));
    }

    [Fact]
    public void Resolved_counts_by_resolution_not_by_creation()
    {
        var desk = new Desk { Ticket("T", "2026-01-31") with { ResolvedAtMs = At("2026-02-02") } };
        Assert.Equal([0, 1], desk.Column("metrics=tickets_resolved&from=2026-01-01&to=2026-03-01&interval=month"));
    }

    [Fact]
    public void Resolution_time_of_a_reopened_ticket_runs_from_creation_to_the_last()
    {
        var desk = new Desk
        {
            Ticket("T", "2026-03-02T10:00Z"),
            Status("T", "2026-03-02T10:01Z", "solved"),
            Status("T", "2026-03-02T10:02Z", "open"),
            Status("T", "2026-03-02T10:03Z", "solved"),
        };
        var values = desk.Ask("metrics=first_resolution_time,resolution_time,resolutions,tickets_resolved,reopens&from=2026-03-01&to=2026-04-01").Rows[0].Values;
        Assert.Equal([60, 180, 2, 1, 1], values.Select(v => v.Value));
    }

    [Fact]
    public void Total_of_medians_is_the_median_of_all()
    {
        var desk = Responses(("2026-03-02", 10), ("2026-03-02", 20), ("2026-03-02", 90), ("2026-03-03", 100));
        var result = desk.Ask("metrics=first_response_time:median&from=2026-03-02&to=2026-03-04&interval=day");
        Assert.Equal([20, 100], result.Rows.Select(r => r.Values[0].Value));
        Assert.Equal((55, 4), (result.Totals[0].Value, result.Totals[0].Count));
    }

    [Fact]
    public void Total_of_means_is_the_mean_of_all()
    {
        var desk = Responses(("2026-03-02", 10), ("2026-03-02", 20), ("2026-03-02", 30), ("2026-03-03", 100));
        var result = desk.Ask("metrics=first_response_time&from=2026-03-02&to=2026-03-04&interval=day");
        Assert.Equal([20, 100], result.Rows.Select(r => r.Values[0].Value));
        Assert.Equal(40, result.Totals[0].Value);
    }

    [Fact]
    public void Ticket_resolved_in_two_buckets_counts_once_in_the_total()
    {
        var desk = new Desk
        {
            Ticket("T", "2026-03-02"),
            Status("T", "2026-03-03", "solved", "ann"),
            Status("T", "2026-03-04", "open"),
            Status("T", "2026-03-05", "solved", "bob"),
        };
        var byDay = desk.Ask("metrics=tickets_resolved&from=2026-03-03&to=2026-03-06&interval=day");
        Assert.Equal([1, 0, 1], byDay.Rows.Select(r => r.Values[0].Value));
        Assert.Equal(1, byDay.Totals[0].Value);
        var byAgent = desk.Ask("metrics=tickets_resolved&from=2026-03-03&to=2026-03-06&groupBy=agent");
        Assert.Equal([1, 1], byAgent.Rows.Select(r => r.Values[0].Value));
        Assert.Equal(1, byAgent.Totals[0].Value);
    }

    [Fact]
    public void Reopen_is_credited_to_who_made_the_resolution_it_undid()
    {
        var desk = new Desk { Ticket("T", "2026-03-02"), Status("T", "2026-03-03", "solved", "ann"), Status("T", "2026-03-04", "open", "bob") };
        Assert.Equal(["ann 1"], desk.Groups("metrics=reopens&from=2026-03-01&to=2026-04-01&groupBy=agent"));
    }

    [Fact]
    public void Tickets_without_a_handle_time_do_not_count_in_its_mean()
    {
        var desk = new Desk
        {
            Ticket("1", "2026-03-02") with { ResolvedAtMs = At("2026-03-03"), HandleMs = 60_000 },
            Ticket("2", "2026-03-02") with { ResolvedAtMs = At("2026-03-03"), HandleMs = 0 },
            Ticket("3", "2026-03-02") with { ResolvedAtMs = At("2026-03-03") },
            Ticket("4", "2026-03-02") with { HandleMs = 60_000 },
        };
        var value = desk.Value("metrics=handle_time&from=2026-03-01&to=2026-04-01");
        Assert.Equal((30, 2), (value.Value, value.Count));
    }

    [Fact]
    public void Ratings_on_two_scales_are_an_error_only_where_both_are_asked_for()
    {
        var desk = new Desk { Csat("1", "2026-03-02", 4), Survey("2", SurveyKind.Csat, "2026-03-03", 7, 1, 10), Nps("3", "2026-03-02", 0) };
        var problem = desk.Problem("metrics=csat_rating&from=2026-03-01&to=2026-04-01");
        Assert.Equal(("mixed_scales", "metrics", "csat_rating", "csat_score"), (problem.Code, problem.Parameter, problem.Value, problem.Nearest));
        Assert.Equal(4, desk.Value("metrics=csat_rating&from=2026-03-01&to=2026-03-03").Value);
        Assert.Equal(70.8333m, desk.Value("metrics=csat_score&from=2026-03-01&to=2026-04-01").Value);
    }

    [Fact]
    public void Period_that_begins_inside_a_bucket_is_said_to()
    {
        var warning = Assert.Single(new Desk().Ask("metrics=csat&from=2026-03-02&to=2026-05-01&interval=month").Warnings);
        Assert.Equal("partial_bucket", warning.Code);
        Assert.Empty(new Desk().Ask("metrics=csat&from=2026-03-01&to=2026-05-01&interval=month").Warnings);
        Assert.Empty(new Desk().Ask("metrics=csat&from=2026-03-02&to=2026-05-03").Warnings);
    }

    [Fact]
    public void Hours_of_the_day_collect_both_hours_of_a_clock_change()
    {
        var desk = new Desk { Ticket("1", "2026-10-25T00:30Z"), Ticket("2", "2026-10-25T01:30Z") };
        var hours = desk.Column("metrics=tickets_created&from=2026-10-25&to=2026-10-26&interval=hour_of_day&timeZone=Europe/Berlin");
        Assert.Equal((24, 2), (hours.Length, hours[2]));
    }

    private static Desk Responses(params (string Date, int Seconds)[] responses)
    {
        var desk = new Desk();
        foreach (var (date, seconds) in responses)
            desk.Add(Ticket($"T{desk.Tickets.Count}", date) with { FirstResponseAtMs = At(date) + seconds * 1000 });
        return desk;
    }
}

using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Model;
using KpiApi.Engine.Results;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Execution;

/// <summary>The worked examples of metrics.md, section 5, that need calendars, policies, accounts or costs.</summary>
public class WorkedFactTests
{
    private const string March = "from=2026-03-01&to=2026-04-01";

    [Theory]
    [InlineData("2026-03-04T10:00Z", false, 100)]
    [InlineData("2026-03-08T10:00Z", true, 0)]
    [InlineData("2026-03-10T10:00Z", true, 100)]
    public void First_contact_is_spoiled_by_a_reopen_in_the_window_that_was_answered(string reopened, bool answered, int expected)
    {
        var desk = new Desk
        {
            Ticket("T", "2026-03-02T09:00Z"),
            Reply("T", "2026-03-02T09:30Z", "ann"),
            Status("T", "2026-03-02T10:00Z", "solved"),
            Status("T", reopened, "open"),
            Status("T", "2026-03-11T10:00Z", "solved"),
        };
        if (answered)
            desk.Add(Reply("T", "2026-03-11T09:00Z", "ann"));
        var value = desk.Value($"metrics=first_contact_resolution&{March}");
        Assert.Equal((expected, 1L, new RatioParts(expected / 100, 1)), (value.Value, value.Count, value.Ratio));
    }

    [Fact]
    public void Ticket_reopened_after_a_stated_resolution_is_one_resolution_one_reopen_and_open()
    {
        var desk = new Desk
        {
            Ticket("L6", "2026-03-03T08:00Z") with { ResolvedAtMs = At("2026-03-03T09:00Z") },
            Status("L6", "2026-03-04T08:00Z", "open") with { From = "solved" },
        };
        const string Metrics = "metrics=resolutions,resolution_time,reopens,open_tickets,first_contact_resolution";
        Assert.Equal([1, 3600, 1, 1, 100], desk.Ask($"{Metrics}&from=2026-03-01&to=2026-03-10").Rows[0].Values.Select(v => v.Value));
        desk.Add(Reply("L6", "2026-03-05T08:00Z", "ann"));
        Assert.Equal([1, 3600, 1, 1, 0], desk.Ask($"{Metrics}&from=2026-03-01&to=2026-03-10").Rows[0].Values.Select(v => v.Value));
        Assert.Equal([0, 1], desk.Column("metrics=open_tickets&from=2026-03-03&to=2026-03-05&interval=day"));
    }

    [Fact]
    public void Stage_without_length_was_not_visited()
    {
        var desk = new Desk
        {
            Ticket("at once", "2026-03-02T09:00Z") with { ResolvedAtMs = At("2026-03-02T09:00Z") },
            Ticket("staged", "2026-03-02T09:00Z") with { ResolvedAtMs = At("2026-03-02T11:00Z") },
            Stage("staged", "2026-03-02T09:00Z", "triage"),
            Stage("staged", "2026-03-02T10:00Z", "repair"),
            Stage("staged", "2026-03-02T11:00Z", "done"),
            Ticket("again", "2026-03-02T09:00Z") with { ResolvedAtMs = At("2026-03-02T09:30Z") },
            Status("again", "2026-03-02T10:00Z", "open"),
            Status("again", "2026-03-02T10:00Z", "solved") with { From = "open" },
        };
        Assert.Equal(["new 1800", "repair 3600", "triage 3600"], desk.Groups($"metrics=stage_time&{March}&groupBy=stage"));
        Assert.Equal(3, desk.Value($"metrics=stage_time&{March}").Count);
    }

    [Fact]
    public void First_contact_counts_a_ticket_that_nobody_answered_and_not_one_answered_twice()
    {
        var desk = new Desk
        {
            Ticket("1", "2026-03-02T09:00Z") with { ResolvedAtMs = At("2026-03-02T10:00Z") },
            Ticket("2", "2026-03-02T09:00Z") with { ResolvedAtMs = At("2026-03-02T10:00Z") },
            Reply("2", "2026-03-02T09:10Z"),
            Reply("2", "2026-03-02T09:20Z"),
        };
        Assert.Equal(new RatioParts(1, 2), desk.Value($"metrics=first_contact_resolution&{March}").Ratio);
    }

    [Theory]
    [InlineData("2026-03-14T12:00Z", true)]
    [InlineData("2026-03-01T12:00Z", false)]
    public void First_contact_of_a_young_resolution_is_provisional(string resolved, bool provisional)
    {
        var desk = new Desk { Ticket("T", "2026-03-01T09:00Z") with { ResolvedAtMs = At(resolved) } };
        Assert.Equal(provisional, desk.Ask($"metrics=first_contact_resolution&{March}").Warnings.Any(w => w.Code == "provisional"));
    }

    [Fact]
    public void Retention_of_100_with_20_new_and_105_at_the_end_is_85()
    {
        var desk = new Desk();
        for (var n = 0; n < 100; n++)
            desk.Add(Account($"old{n}", "2025-01-01", n < 15 ? "2026-02-10" : null));
        for (var n = 0; n < 20; n++)
            desk.Add(Account($"new{n}", "2026-02-20"));
        var values = desk.Ask("metrics=customer_retention_rate,churn_rate,churned_accounts,active_accounts&from=2026-02-01&to=2026-03-01").Rows[0].Values;
        Assert.Equal([85, 15, 15, 105], values.Select(v => v.Value));
        Assert.Equal([new(85, 100), new RatioParts(15, 100)], values.Take(2).Select(v => v.Ratio!.Value));
    }

    [Fact]
    public void Retention_of_nobody_is_null() =>
        Assert.Null(new Desk { Account("a", "2026-02-20") }.Value("metrics=churn_rate&from=2026-02-01&to=2026-03-01").Value);

    [Fact]
    public void Cost_of_100_000_over_2_000_resolved_is_50()
    {
        var desk = new Desk { Cost("C", "2026-03-01", "2026-04-01", 100_000) };
        for (var n = 0; n < 2000; n++)
            desk.Add(Ticket($"T{n}", "2026-03-02") with { ResolvedAtMs = At("2026-03-03") });
        var value = desk.Value($"metrics=cost_per_resolution&{March}");
        Assert.Equal((50, 2000L, new RatioParts(100_000, 2000)), (value.Value, value.Count, value.Ratio));
    }

    [Fact]
    public void Cost_is_spread_over_its_time_and_cut_to_the_buckets()
    {
        var desk = new Desk { Cost("C", "2026-02-28", "2026-03-10", 100) };
        Assert.Equal([10, 90], desk.Column("metrics=operating_cost&from=2026-02-01&to=2026-04-01&interval=month"));
        Assert.Equal(5, desk.Value("metrics=operating_cost&from=2026-03-01T12:00:00Z&to=2026-03-02").Value);
        Assert.Null(desk.Value($"metrics=cost_per_ticket&{March}").Value);
    }

    [Fact]
    public void Cost_that_nobody_has_stated_is_not_known_and_one_of_0_is_0()
    {
        var desk = new Desk { Cost("C", "2026-03-01", "2026-03-08", 70), Cost("F", "2026-03-15", "2026-03-22", 0) };
        for (var week = 0; week < 4; week++)
            desk.Add(Ticket($"T{week}", $"2026-03-{2 + 7 * week:00}") with { Channel = week < 2 ? "email" : "chat", ResolvedAtMs = At($"2026-03-{3 + 7 * week:00}") });
        const string weeks = "&from=2026-03-01&to=2026-03-29&interval=week&weekStart=sunday";
        Assert.Equal([70, null, 0, null], desk.Column("metrics=cost_per_resolution" + weeks));
        Assert.Equal([70, null, 0, null], desk.Column("metrics=cost_per_ticket" + weeks));
        Assert.Equal(17.5m, desk.Value($"metrics=cost_per_resolution&{March}").Value);
        Assert.Null(desk.Value("metrics=cost_per_resolution&from=2026-03-09&to=2026-03-15").Value);
        // All of it is shared, so none is known of a channel.
        Assert.Equal(["chat null", "email null", "null null"], desk.Groups($"metrics=cost_per_resolution&{March}&groupBy=channel"));
        Assert.Equal(new RatioParts(0, 1), desk.Value("metrics=cost_per_resolution&from=2026-03-09&to=2026-03-15").Ratio);
    }

    [Fact]
    public void Costs_that_are_shared_have_no_channel_and_a_filter_says_that_it_leaves_them_out()
    {
        var desk = new Desk { Cost("1", "2026-03-01", "2026-04-01", 30), Cost("2", "2026-03-01", "2026-04-01", 12) with { Channel = "email" } };
        Assert.Equal(["email 12", "null 30"], desk.Groups($"metrics=operating_cost&{March}&groupBy=channel"));
        var filtered = desk.Ask($"metrics=operating_cost&{March}&channel=email");
        Assert.Equal((12, "shared_costs_left_out"), (filtered.Totals[0].Value, filtered.Warnings.Single().Code));
        Assert.Empty(desk.Ask($"metrics=operating_cost&{March}").Warnings);
    }

    [Theory]
    [InlineData("2026-03-02T11:00Z", 1, 1)]
    [InlineData("2026-03-02T11:01Z", 0, 1)]
    [InlineData(null, 0, 1)]
    [InlineData("2026-03-02T10:00Z", 1, 1)]
    public void Promise_is_met_at_its_due_time_and_breached_after(string? answered, int met, int judged)
    {
        var desk = Promised(new SlaPolicy { Id = "P", FirstResponseMs = 3_600_000 }, answered);
        Assert.Equal(new RatioParts(met, judged), desk.Value($"metrics=sla_first_response&{March}").Ratio);
        Assert.Equal(judged - met, desk.Value($"metrics=sla_breaches&{March}").Value);
    }

    [Fact]
    public void Promise_that_still_runs_is_neither_met_nor_breached()
    {
        var desk = Promised(new SlaPolicy { Id = "P", FirstResponseMs = 30 * 86_400_000L }, null);
        Assert.Equal(new RatioParts(0, 0), desk.Value($"metrics=sla_first_response&{March}").Ratio);
    }

    [Fact]
    public void Promise_answered_late_is_breached_once_at_its_due_time_and_never_met()
    {
        var desk = Promised(new SlaPolicy { Id = "P", FirstResponseMs = 3_600_000 }, "2026-03-04T10:00Z");
        var rows = desk.Ask("metrics=sla_first_response,sla_breaches&from=2026-03-02&to=2026-03-05&interval=day").Rows;
        Assert.Equal([new(0, 1), new(0, 0), new RatioParts(0, 0)], rows.Select(r => r.Values[0].Ratio!.Value));
        Assert.Equal([1, 0, 0], rows.Select(r => r.Values[1].Value));
        Assert.Equal(172_800, desk.Value($"metrics=first_response_time&{March}").Value);
    }

    [Fact]
    public void Promise_waits_while_its_status_pauses_it()
    {
        var desk = Promised(new SlaPolicy { Id = "P", ResolutionMs = 3_600_000, PauseOn = [TicketStatus.Pending] }, null);
        desk.Add(Status("T", "2026-03-02T10:30Z", "pending"));
        desk.Add(Status("T", "2026-03-02T15:30Z", "open"));
        desk.Add(Status("T", "2026-03-02T16:00Z", "solved"));
        Assert.Equal(new RatioParts(1, 1), desk.Value($"metrics=sla_resolution&{March}").Ratio);
    }

    [Fact]
    public void Promise_is_that_of_the_priority_at_creation()
    {
        var desk = new Desk(Rules(null, new SlaPolicy { Id = "low", Priorities = ["low"], ResolutionMs = 1000 }, new SlaPolicy { Id = "all", Order = 1, ResolutionMs = 86_400_000 }))
        {
            Ticket("T", "2026-03-02T10:00Z") with { Priority = "high", ResolvedAtMs = At("2026-03-02T11:00Z") },
            Event("T", "priority", "2026-03-02T10:01Z", to: "high") with { From = "low" },
        };
        Assert.Equal(0, desk.Value($"metrics=sla_resolution&{March}").Value);
    }

    [Theory]
    [InlineData("2026-03-06T17:00Z", "2026-03-09T10:00Z", 7200)]
    [InlineData("2026-03-07T12:00Z", "2026-03-08T12:00Z", 0)]
    [InlineData("2026-03-06T19:00Z", "2026-03-07T03:00Z", 0)]
    public void Business_time_counts_the_hours_of_the_calendar(string created, string answered, int seconds)
    {
        var desk = new Desk(Rules(Weekdays("UTC", "09:00-18:00"))) { Ticket("T", created), Reply("T", answered) };
        var value = desk.Value($"metrics=first_response_time&{March}&hours=business");
        Assert.Equal(new KpiValue(seconds, 1), value);
    }

    [Fact]
    public void Business_window_past_midnight_belongs_to_the_day_on_which_it_starts()
    {
        var desk = new Desk(Rules(Calendar("UTC", [5], [], "21:00-02:00"))) { Ticket("T", "2026-03-06T00:00Z"), Reply("T", "2026-03-08T00:00Z") };
        Assert.Equal(5 * 3600, desk.Value($"metrics=first_response_time&{March}&hours=business").Value);
        var holiday = new Desk(Rules(Calendar("UTC", [5, 6], ["2026-03-07"], "21:00-02:00"))) { Ticket("T", "2026-03-06T00:00Z"), Reply("T", "2026-03-09T00:00Z") };
        Assert.Equal(5 * 3600, holiday.Value($"metrics=first_response_time&{March}&hours=business").Value);
    }

    [Theory]
    [InlineData("2026-03-28T23:00Z", "2026-03-29T22:00Z", 23)]
    [InlineData("2026-10-24T22:00Z", "2026-10-25T23:00Z", 25)]
    public void Business_day_of_a_clock_change_counts_its_real_hours(string created, string answered, int hours)
    {
        var desk = new Desk(Rules(Calendar("Europe/Berlin", [7], [], "00:00-24:00"))) { Ticket("T", created), Reply("T", answered) };
        Assert.Equal(hours * 3600, desk.Value("metrics=first_response_time&from=2026-01-01&to=2027-01-01&hours=business").Value);
    }

    [Fact]
    public void Business_window_whose_start_the_clock_jumps_over_begins_at_the_jump()
    {
        // From 2:00 to 3:00 there is no 2:30; 3:00 to 3:15 is in the window all the same.
        var desk = new Desk(Rules(Calendar("Europe/Berlin", [7], [], "02:30-03:15"))) { Ticket("T", "2026-03-29T00:00Z"), Reply("T", "2026-03-29T12:00Z") };
        Assert.Equal(900, desk.Value("metrics=first_response_time&from=2026-03-01&to=2026-04-01&hours=business").Value);
    }

    [Fact]
    public void Utilization_is_handling_over_shifts_cut_to_the_bucket()
    {
        var desk = new Desk
        {
            Ticket("T", "2026-03-02"),
            Reply("T", "2026-03-02T22:30Z", "ann") with { DurationMs = 1_800_000 },
            Reply("T", "2026-03-03T00:30Z", "ann") with { DurationMs = 5_400_000 },
            Shift("ann", "2026-03-02T22:00Z", "2026-03-03T01:00Z"),
        };
        Assert.Equal([25, 150, null], desk.Column("metrics=agent_utilization&from=2026-03-02&to=2026-03-05&interval=day"));
        Assert.Equal(66.6667m, desk.Value($"metrics=agent_utilization&{March}").Value);
        Assert.Null(desk.Value($"metrics=agent_occupancy&{March}").Value);
    }

    [Fact]
    public void Stages_are_those_of_the_events_from_start_and_end_with_the_resolution()
    {
        var desk = new Desk
        {
            Ticket("T", "2026-03-02T10:00Z"), Stage("T", "2026-03-02T10:01Z", "triage"), Stage("T", "2026-03-02T10:01Z", "triage") with { Id = "again" },
            Stage("T", "2026-03-02T10:03Z", "repair"), Status("T", "2026-03-02T10:07Z", "solved"),
        };
        Assert.Equal(["(start) 60", "repair 240", "triage 120"], desk.Groups($"metrics=stage_time&{March}&groupBy=stage"));
    }

    [Fact]
    public void Age_of_a_ticket_created_at_midnight_is_under_a_day_at_the_end_of_its_day()
    {
        var desk = new Desk { Ticket("T", "2026-03-02") };
        Assert.Equal(["0-24h 1", "24-48h 0", "0-24h 0", "24-48h 1"], desk.Groups("metrics=open_tickets&from=2026-03-02&to=2026-03-04&interval=day&groupBy=age"));
    }

    [Fact]
    public void Idle_of_a_ticket_opened_by_an_agent_begins_with_the_second_message()
    {
        var desk = new Desk { Ticket("T", "2026-03-02T10:00Z") with { CreatedBy = CreatedBy.Agent }, Reply("T", "2026-03-02T10:00Z", "ann") };
        Assert.Equal(["never 1"], desk.Groups("metrics=open_tickets&from=2026-03-02&to=2026-03-03&groupBy=idle"));
    }

    /// <summary>Of few open tickets in a chunk the answers are looked up, of many all are read.</summary>
    [Fact]
    public void Idle_of_few_open_tickets_among_many_is_what_it_is_of_those_few_alone()
    {
        var (few, among) = (OfFew(), OfFew());
        for (var i = 0; i < 100; i++)
        {
            among.Add(Ticket($"{i:000}", "2026-03-01") with { ResolvedAtMs = At("2026-03-01T12:00Z") });
            among.Add(Reply($"{i:000}", "2026-03-01T11:00Z", "ann"));
        }

        string[] expected = ["0-24h 2", "24-48h 0", "48h-7d 0", "never 2", "0-24h 2", "24-48h 0", "48h-7d 0", "never 2", "0-24h 0", "24-48h 2", "48h-7d 0", "never 2", "0-24h 1", "24-48h 0", "48h-7d 1", "never 2"];
        Assert.Equal(expected, few.Groups("metrics=open_tickets&from=2026-03-02&to=2026-03-06&interval=day&groupBy=idle"));
        Assert.Equal(expected, among.Groups("metrics=open_tickets&from=2026-03-02&to=2026-03-06&interval=day&groupBy=idle"));

        static Desk OfFew() =>
        [
            Ticket("A", "2026-03-02") with { FirstResponseAtMs = At("2026-03-02T05:00Z") },
            Reply("A", "2026-03-03T10:00Z", "ann"), Event("A", EventTypes.Note, "2026-03-04T10:00Z", "ann"),
            Ticket("B", "2026-03-02"), Reply("B", "2026-03-02T09:00Z", "ann"), Reply("B", "2026-03-03T11:00Z", "ann"), Reply("B", "2026-03-05T11:00Z", "ann"),
            Ticket("C", "2026-03-02"), Event("C", EventTypes.Note, "2026-03-02T09:00Z", "ann"),
            Ticket("D", "2026-03-02"),
        ];
    }

    [Fact]
    public void Account_value_counts_each_account_once()
    {
        var desk = new Desk
        {
            Ticket("1", "2026-03-02") with { Account = "a" }, Ticket("2", "2026-03-03") with { Account = "a" }, Ticket("3", "2026-03-03"),
            Account("a", null, value: 12.5m), Account("b", null, value: 99),
        };
        var result = desk.Ask("metrics=account_value&from=2026-03-02&to=2026-03-04&interval=day");
        Assert.Equal([12.5m, 12.5m], result.Rows.Select(r => r.Values[0].Value));
        Assert.Equal(new KpiValue(12.5m, 1), result.Totals[0]);
    }

    [Fact]
    public void Group_that_is_open_in_mid_period_only_is_kept_while_there_is_room()
    {
        var desk = new Desk
        {
            Ticket("1", "2026-03-02") with { Channel = "email" },
            Ticket("2", "2026-03-02") with { Channel = "chat", ResolvedAtMs = At("2026-03-03") },
        };
        Assert.Equal(["chat 1", "email 1", "chat 0", "email 1"], desk.Groups("metrics=open_tickets&from=2026-03-02&to=2026-03-04&interval=day&groupBy=channel&others=true&limit=2"));
        Assert.Equal(["email 1", "(other) 1", "email 1", "(other) 0"], desk.Groups("metrics=open_tickets&from=2026-03-02&to=2026-03-04&interval=day&groupBy=channel&others=true&limit=1"));
    }

    private static Desk Promised(SlaPolicy policy, string? answered)
    {
        var desk = new Desk(Rules(null, policy)) { Ticket("T", "2026-03-02T10:00Z") };
        if (answered is not null)
            desk.Add(Reply("T", answered));
        return desk;
    }
}

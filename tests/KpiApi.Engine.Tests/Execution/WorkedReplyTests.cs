using System.Globalization;
using KpiApi.Engine.DrillDown;
using KpiApi.Engine.Model;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Execution;

/// <summary>Replies, assignments and work by the definitions of metrics.md, sections 2, 3 and 5.</summary>
public class WorkedReplyTests
{
    private const string March = "from=2026-03-01&to=2026-04-01";

    /// <summary>Section 5: customer 09:00 (creation) and 09:20, agent 10:00, customer 12:00, agent 12:30. Later the customer asks again, and it is solved without an answer.</summary>
    private readonly Desk _desk = new(Rules(Weekdays("UTC", "09:30-17:00"), new SlaPolicy { Id = "P", NextReplyMs = 30 * 60_000, PauseOn = [TicketStatus.Pending] }))
    {
        Ticket("T", "2026-03-02T09:00Z") with { Agent = "zoe" },
        Customer("T", "2026-03-02T09:20Z"),
        Reply("T", "2026-03-02T10:00Z", "ann") with { DurationMs = 90_000 },
        Customer("T", "2026-03-02T12:00Z"),
        Reply("T", "2026-03-02T12:30Z", "bob") with { DurationMs = 30_500 },
        Customer("T", "2026-03-02T14:00Z"),
        Status("T", "2026-03-02T15:00Z", "solved", "bob"),
    };

    [Theory]
    [InlineData("reply_time", 2700, 2)]
    [InlineData("reply_time:max", 3600, 2)]
    [InlineData("reply_time&hours=business", 1800, 2)]
    [InlineData("next_reply_time", 1800, 1)]
    [InlineData("next_reply_time:within_30m", 100, 1)]
    [InlineData("next_reply_time:within_29m", 0, 1)]
    [InlineData("next_reply_time&agent=bob", 1800, 1)]
    [InlineData("next_reply_time&agent=ann&allowUnknown=true", null, 0)]
    [InlineData("sla_next_reply", 50, 2)]
    [InlineData("sla_breaches", 0, 0)]
    [InlineData("time_spent", 120.5, 2)]
    [InlineData("time_spent&agent=ann", 90, 1)]
    [InlineData("holding_time", 21600, 1)]
    [InlineData("holding_time&hours=business", 19800, 1)]
    public void Metric_of_the_worked_example_is(string query, object? value, long count)
    {
        var told = _desk.Value($"metrics={query}&{March}");
        Assert.Equal((value is null ? null : (decimal?)Convert.ToDecimal(value, CultureInfo.InvariantCulture), count), (told.Value, told.Count));
    }

    /// <summary>Waits from 09:00, 12:00 and 14:00; the resolution ends the last.</summary>
    [Fact]
    public void Awaiting_reply_counts_from_a_message_to_its_answer() => Assert.Equal(
        [1, 0, 0, 0, 0, 1, 0],
        _desk.Column("metrics=awaiting_reply&from=2026-03-02T09:00Z&to=2026-03-02T16:00Z&interval=hour").Select(v => (int)v!.Value));

    [Fact]
    public void Record_of_a_reply_wait_names_its_ticket()
    {
        var query = _desk.Parse($"metrics=next_reply_time&{March}");
        var record = Assert.Single(RecordReader.Read(new(query), _desk.Snapshot, null, 10).Records);
        Assert.Equal(("T", 1800m, "2026-03-02T12:30Z"), (record.Owner.Id, record.Value, Text(record.AtMs)));
    }

    [Fact]
    public void Awaiting_reply_has_ages_and_its_records()
    {
        Assert.Equal(["0-24h 1"], _desk.Groups("metrics=awaiting_reply&from=2026-03-02&to=2026-03-02T14:30Z&groupBy=age"));
        Assert.Equal("T", Assert.Single(RecordReader.Read(new(_desk.Parse("metrics=awaiting_reply&from=2026-03-02&to=2026-03-02T14:30Z")), _desk.Snapshot, null, 10).Records).Owner.Id);
    }

    /// <summary>Where an agent opened the ticket the customer's first message opens the first wait; messages that are not public open none.</summary>
    [Fact]
    public void Ticket_opened_by_an_agent_waits_from_the_customers_first_message()
    {
        var desk = new Desk
        {
            Ticket("T", "2026-03-02T09:00Z") with { CreatedBy = CreatedBy.Agent },
            Reply("T", "2026-03-02T09:00Z", "ann"),
            Customer("T", "2026-03-02T09:30Z") with { Public = false },
            Customer("T", "2026-03-02T10:00Z"),
            Reply("T", "2026-03-02T10:20Z", "ann"),
        };
        Assert.Equal((1200m, 1), (desk.Value($"metrics=reply_time&{March}") is var v ? v.Value : null, v.Count));
        Assert.Equal(0, desk.Value($"metrics=next_reply_time&{March}").Count);
    }

    [Fact]
    public void Stated_first_response_ends_the_first_wait()
    {
        var desk = new Desk
        {
            Ticket("T", "2026-03-02T09:00Z") with { Agent = "zoe", FirstResponseAtMs = At("2026-03-02T09:10Z") },
            Customer("T", "2026-03-02T09:30Z"),
            Reply("T", "2026-03-02T09:35Z", "ann"),
        };
        Assert.Equal(["ann 450"], desk.Groups($"metrics=reply_time&{March}&groupBy=agent"));
        Assert.Equal(300, desk.Value($"metrics=next_reply_time&{March}").Value);
    }

    /// <summary>Answered and solved at one instant is answered.</summary>
    [Fact]
    public void Answer_that_solves_is_an_answer()
    {
        var desk = new Desk { Ticket("T", "2026-03-02T09:00Z"), Status("T", "2026-03-02T10:00Z", "solved", "ann"), Reply("T", "2026-03-02T10:00Z", "ann") };
        Assert.Equal(3600, desk.Value($"metrics=reply_time&{March}").Value);
    }

    /// <summary>A thanks to a solved ticket waits among the open ones only when it is reopened.</summary>
    [Fact]
    public void Message_to_a_solved_ticket_awaits_a_reply_from_the_reopen_on()
    {
        var desk = new Desk
        {
            Ticket("T", "2026-03-02T09:00Z"),
            Status("T", "2026-03-02T10:00Z", "solved"),
            Customer("T", "2026-03-02T11:30Z"),
            Status("T", "2026-03-02T12:30Z", "open"),
            Reply("T", "2026-03-02T13:30Z", "ann"),
        };
        Assert.Equal([1, 0, 0, 1, 0], desk.Column("metrics=awaiting_reply&from=2026-03-02T09:00Z&to=2026-03-02T14:00Z&interval=hour").Select(v => (int)v!.Value));
        Assert.Equal(7200, desk.Value($"metrics=next_reply_time&{March}").Value);
    }

    /// <summary>Pending stops the clock: due at 13:30 instead of 12:30, and answered then.</summary>
    [Theory]
    [InlineData("2026-03-02T13:30Z", 100)]
    [InlineData("2026-03-02T13:31Z", 0)]
    public void Pause_moves_the_due_time_of_a_reply(string answered, int percent)
    {
        var desk = new Desk(Rules(null, new SlaPolicy { Id = "P", NextReplyMs = 30 * 60_000, PauseOn = [TicketStatus.Pending] }))
        {
            Ticket("T", "2026-03-02T09:00Z"),
            Reply("T", "2026-03-02T10:00Z", "ann"),
            Customer("T", "2026-03-02T12:00Z"),
            Status("T", "2026-03-02T12:10Z", "pending"),
            Status("T", "2026-03-02T13:10Z", "open"),
            Reply("T", answered, "ann"),
        };
        Assert.Equal(percent, desk.Value($"metrics=sla_next_reply&{March}").Value);
    }

    /// <summary>Ann from 09:00 by the first event's from, bob from 10:00 to the solve at 12:00 and from the reopen at 14:00 to 15:00, then nobody.</summary>
    private static Desk Assigned => new()
    {
        Ticket("T", "2026-03-02T09:00Z") with { Agent = "zoe" },
        Event("T", "team", "2026-03-02T09:30Z", to: "second"),
        Event("T", "assignment", "2026-03-02T10:00Z", to: "bob") with { From = "ann" },
        Event("T", "team", "2026-03-02T11:00Z", to: "third"),
        Status("T", "2026-03-02T12:00Z", "solved", "bob"),
        Status("T", "2026-03-02T14:00Z", "open"),
        Event("T", "assignment", "2026-03-02T15:00Z"),
        Event("T", "assignment", "2026-03-02T16:00Z", to: "cy"),
    };

    [Theory]
    [InlineData("holding_time", "ann 3600, bob 5400")]
    [InlineData("reassignments", "ann 1, bob 1")]
    [InlineData("first_assignment_time", "bob 3600")]
    public void Assignments_are_credited(string metric, string expected) =>
        Assert.Equal(expected, string.Join(", ", Assigned.Groups($"metrics={metric}&{March}&groupBy=agent").Order(StringComparer.Ordinal)));

    [Fact]
    public void Ticket_without_assignment_events_is_held_by_the_stated_agent_and_never_assigned()
    {
        var desk = new Desk { Ticket("T", "2026-03-02T09:00Z") with { Agent = "zoe", ResolvedAtMs = At("2026-03-02T10:00Z") } };
        Assert.Equal(["zoe 3600"], desk.Groups($"metrics=holding_time&{March}&groupBy=agent"));
        Assert.Equal(0, desk.Value($"metrics=first_assignment_time&{March}").Count);
    }

    /// <summary>Breaches stay those of first responses and resolutions.</summary>
    [Fact]
    public void Breach_of_a_next_reply_is_no_breach_of_the_two() =>
        Assert.Equal("0", _desk.Value($"metrics=sla_breaches&{March}").Value!.Value.ToString(CultureInfo.InvariantCulture));

    private static TicketEvent Customer(string ticket, string at) => Event(ticket, EventTypes.CustomerMessage, at) with { Actor = Actor.Customer, Public = true };
}

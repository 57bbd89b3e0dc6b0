using KpiApi.Engine.Model;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Derivation;

public class FactDerivationTests
{
    private static readonly Ticket s_ticket = Ticket("T", "2026-03-02T09:00Z");

    [Theory]
    [InlineData(TicketStatus.Merged)]
    [InlineData(TicketStatus.Spam)]
    [InlineData(TicketStatus.Deleted)]
    public void Ticket_merged_spam_or_deleted_counts_nowhere_nor_do_its_events_and_surveys(TicketStatus status) =>
        Assert.Null(new Desk
        {
            s_ticket with { Status = status },
            Reply("T", "2026-03-02T10:00Z"),
            Csat("S", "2026-03-03", 5) with { Ticket = "T" },
        }.Facts());

    [Fact]
    public void Ticket_merged_by_its_last_status_event_counts_nowhere() =>
        Assert.Null(new Desk { s_ticket, Status("T", "2026-03-02T10:00Z", "open"), Status("T", "2026-03-02T11:00Z", "merged") }.Facts());

    [Theory]
    [InlineData(null, null, TicketStatus.New)]
    [InlineData("pending", null, TicketStatus.Pending)]
    [InlineData("pending", TicketStatus.Open, TicketStatus.Open)]
    public void Status_is_stated_else_of_the_last_event_else_new(string? changed, TicketStatus? stated, TicketStatus expected)
    {
        var desk = new Desk { s_ticket with { Status = stated } };
        if (changed is not null)
            desk.Add(Status("T", "2026-03-02T10:00Z", changed));
        Assert.Equal(expected, desk.Facts()!.Ticket!.Status);
    }

    [Fact]
    public void Status_of_a_ticket_with_only_a_resolution_stated_is_solved() =>
        Assert.Equal(TicketStatus.Solved, new Desk { s_ticket with { ResolvedAtMs = At("2026-03-03") } }.Facts()!.Ticket!.Status);

    [Fact]
    public void Assignee_team_and_priority_not_stated_are_those_of_the_last_events()
    {
        var facts = new Desk
        {
            s_ticket,
            Event("T", "assignment", "2026-03-02T11:00Z", to: "bob"),
            Event("T", "assignment", "2026-03-02T10:00Z", to: "ann"),
            Event("T", "team", "2026-03-02T10:00Z", to: "billing"),
            Event("T", "priority", "2026-03-02T10:00Z", to: "high"),
        }.Facts()!.Ticket!;
        Assert.Equal(("bob", "billing", "high"), (facts.Agent, facts.Team, facts.Priority));
    }

    [Fact]
    public void Assignee_stated_wins_over_the_events() =>
        Assert.Equal("zoe", new Desk { s_ticket with { Agent = "zoe" }, Event("T", "assignment", "2026-03-02T10:00Z", to: "ann") }.Facts()!.Ticket!.Agent);

    [Fact]
    public void Assignee_after_being_taken_away_is_none() =>
        Assert.Null(new Desk
        {
            s_ticket,
            Event("T", "assignment", "2026-03-02T10:00Z", to: "ann"),
            Event("T", "assignment", "2026-03-02T11:00Z"),
        }.Facts()!.Ticket!.Agent);

    [Fact]
    public void HandleTime_is_the_sum_of_the_durations_of_agents()
    {
        var desk = new Desk
        {
            s_ticket,
            Event("T", "call", "2026-03-02T10:00Z", "ann") with { DurationMs = 60_000 },
            Event("T", "note", "2026-03-02T11:00Z", "bob") with { DurationMs = 30_000 },
            Event("T", "call", "2026-03-02T12:00Z", "ann"),
            Event("T", "call", "2026-03-02T13:00Z") with { DurationMs = 1_000, Actor = Actor.Bot },
            Event("T", "call", "2026-03-02T14:00Z") with { DurationMs = 2_000, Actor = Actor.Customer },
        };
        Assert.Equal(90_000, desk.Facts()!.Ticket!.HandleMs);
    }

    [Fact]
    public void HandleTime_stated_wins() =>
        Assert.Equal(5_000, new Desk
        {
            s_ticket with { HandleMs = 5_000 },
            Event("T", "call", "2026-03-02T10:00Z") with { DurationMs = 60_000 },
        }.Facts()!.Ticket!.HandleMs);

    [Fact]
    public void HandleTime_of_a_duration_of_0_is_0_not_null() =>
        Assert.Equal(0, new Desk { s_ticket, Event("T", "call", "2026-03-02T10:00Z") with { DurationMs = 0 } }.Facts()!.Ticket!.HandleMs);

    [Fact]
    public void HandleTime_without_durations_is_null() =>
        Assert.Null(new Desk { s_ticket, Reply("T", "2026-03-02T10:00Z") }.Facts()!.Ticket!.HandleMs);

    [Fact]
    public void Activities_are_the_events_of_human_agents_of_any_type()
    {
        var desk = new Desk
        {
            s_ticket,
            Event("T", "site visit", "2026-03-02T10:00Z", "ann"),
            Event("T", "status", "2026-03-02T11:00Z", "ann", "open"),
            Reply("T", "2026-03-02T12:00Z", "robo"),
            Event("T", "customer_message", "2026-03-02T13:00Z") with { Actor = Actor.Customer },
        };
        Assert.Equal(["site visit", "status", "reply"], desk.Facts()!.Activities.Select(a => a.Type));
        Assert.Equal(["site visit", "status"], BotDesk(desk).Facts()!.Activities.Select(a => a.Type));
    }

    [Fact]
    public void Resolution_by_a_bot_agent_is_still_a_resolution() =>
        Assert.Equal("robo", BotDesk(new Desk { s_ticket, Status("T", "2026-03-02T10:00Z", "solved", "robo") }).Facts()!.Resolutions.Single().Resolver);

    private static Desk BotDesk(Desk desk)
    {
        var with = new Desk { Bots = ["robo"] };
        desk.Tickets.ToList().ForEach(with.Add);
        desk.Events.ToList().ForEach(with.Add);
        return with;
    }
}

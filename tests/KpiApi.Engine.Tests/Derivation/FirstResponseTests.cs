using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Derivation;

public class FirstResponseTests
{
    private static readonly Ticket s_ticket = Ticket("T", "2026-03-02T09:00Z") with { Agent = "assignee" };

    [Fact]
    public void FirstResponse_of_two_answers_is_the_earlier_whatever_order_they_came_in() =>
        Assert.Equal(("2026-03-02T10:00Z", "ann"), Of(s_ticket, Reply("T", "2026-03-02T11:00Z", "bob"), Reply("T", "2026-03-02T10:00Z", "ann")));

    [Theory]
    [InlineData("reply")]
    [InlineData("call")]
    [InlineData("chat")]
    public void FirstResponse_by_each_way_of_answering_counts(string type) =>
        Assert.Equal(("2026-03-02T10:00Z", "ann"), Of(s_ticket, Event("T", type, "2026-03-02T10:00Z", "ann")));

    [Theory]
    [InlineData("note")]
    [InlineData("assignment")]
    [InlineData("visit")]
    public void FirstResponse_by_another_event_is_none_even_when_public(string type) =>
        Assert.Null(Of(s_ticket, Event("T", type, "2026-03-02T10:00Z", "ann") with { Public = true }));

    [Fact]
    public void FirstResponse_by_a_private_reply_is_none() =>
        Assert.Null(Of(s_ticket, Reply("T", "2026-03-02T10:00Z", "ann") with { Public = false }));

    [Theory]
    [InlineData(Actor.Bot)]
    [InlineData(Actor.System)]
    [InlineData(Actor.Customer)]
    public void FirstResponse_by_no_agent_is_none(Actor actor) =>
        Assert.Null(Of(s_ticket, Reply("T", "2026-03-02T10:00Z") with { Actor = actor }));

    [Fact]
    public void FirstResponse_after_one_by_a_bot_agent_is_the_human_one() =>
        Assert.Equal(("2026-03-02T11:00Z", "ann"), Of(s_ticket, Reply("T", "2026-03-02T10:00Z", "robo"), Reply("T", "2026-03-02T11:00Z", "ann")));

    [Fact]
    public void FirstResponse_of_a_ticket_an_agent_opened_is_the_second_message() =>
        Assert.Equal(("2026-03-02T11:00Z", "bob"),
            Of(s_ticket with { CreatedBy = CreatedBy.Agent }, Reply("T", "2026-03-02T09:00Z", "ann"), Reply("T", "2026-03-02T11:00Z", "bob")));

    [Fact]
    public void FirstResponse_of_a_ticket_an_agent_opened_with_one_message_is_none() =>
        Assert.Null(Of(s_ticket with { CreatedBy = CreatedBy.Agent }, Reply("T", "2026-03-02T09:00Z", "ann")));

    [Fact]
    public void FirstResponse_at_creation_counts_as_0_seconds() =>
        Assert.Equal(("2026-03-02T09:00Z", "ann"), Of(s_ticket, Reply("T", "2026-03-02T09:00Z", "ann")));

    [Fact]
    public void FirstResponse_before_creation_is_none() =>
        Assert.Null(Of(s_ticket, Reply("T", "2026-03-02T08:59Z", "ann")));

    [Fact]
    public void FirstResponse_stated_wins_over_the_events_but_credits_who_answered() =>
        Assert.Equal(("2026-03-02T09:30Z", "ann"), Of(s_ticket with { FirstResponseAtMs = At("2026-03-02T09:30Z") }, Reply("T", "2026-03-02T10:00Z", "ann")));

    [Fact]
    public void FirstResponse_stated_without_events_credits_the_assignee() =>
        Assert.Equal(("2026-03-02T09:30Z", "assignee"), Of(s_ticket with { FirstResponseAtMs = At("2026-03-02T09:30Z") }));

    [Fact]
    public void FirstResponse_by_an_agent_not_named_credits_the_assignee() =>
        Assert.Equal(("2026-03-02T10:00Z", "assignee"), Of(s_ticket, Reply("T", "2026-03-02T10:00Z")));

    [Fact]
    public void FirstResponse_of_two_at_one_instant_is_that_with_the_lower_id()
    {
        var second = Reply("T", "2026-03-02T10:00Z", "bob") with { Id = "2" };
        var first = Reply("T", "2026-03-02T10:00Z", "ann") with { Id = "1" };
        Assert.Equal(("2026-03-02T10:00Z", "ann"), Of(s_ticket, second, first));
    }

    private static (string At, string? By)? Of(Ticket ticket, params TicketEvent[] events)
    {
        var facts = FactDerivation.Derive(new Timeline(ticket, events, []), new DerivationRules { Bots = ["robo"] })!.Ticket!;
        return facts.FirstResponseAtMs is { } at ? (Text(at), facts.Responder) : null;
    }
}

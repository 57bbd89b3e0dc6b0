using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Derivation;

public class SurveyDerivationTests
{
    private static readonly Ticket s_ticket = Ticket("T", "2026-03-02") with
    {
        Agent = "now",
        Team = "support",
        Channel = "email",
        Reason = "billing",
        Account = "acme",
    };

    private static readonly TicketEvent s_toAnn = Event("T", "assignment", "2026-03-03", to: "ann") with { From = "before" };
    private static readonly TicketEvent s_toBob = Event("T", "assignment", "2026-03-05", to: "bob");

    [Theory]
    [InlineData("2026-03-02", "before")]
    [InlineData("2026-03-03", "ann")]
    [InlineData("2026-03-04", "ann")]
    [InlineData("2026-03-06", "bob")]
    public void Answer_is_credited_to_the_agent_assigned_when_it_came(string at, string agent) =>
        Assert.Equal(agent, Of(Csat("S", at, 5), s_toBob, s_toAnn).Agent);

    [Fact]
    public void Answer_without_assignment_events_is_credited_to_the_assignee() =>
        Assert.Equal("now", Of(Csat("S", "2026-03-04", 5), Reply("T", "2026-03-03", "ann")).Agent);

    [Fact]
    public void Answer_that_names_its_agent_is_credited_to_that_one() =>
        Assert.Equal("zoe", Of(Csat("S", "2026-03-04", 5) with { Agent = "zoe" }, s_toAnn).Agent);

    [Theory]
    [InlineData("2026-03-06", "ann")]
    [InlineData("2026-03-08", "cy")]
    [InlineData("2026-03-10", "dan")]
    public void Answer_after_the_ticket_was_taken_away_is_credited_to_the_last_one_assigned(string at, string agent)
    {
        var toCy = Event("T", "assignment", "2026-03-07", to: "cy");
        var fromDan = Event("T", "assignment", "2026-03-09") with { From = "dan" };
        Assert.Equal(agent, Of(Csat("S", at, 5), s_toAnn, s_toBob with { To = null }, toCy, fromDan).Agent);
    }

    [Theory]
    [InlineData("2026-03-02", null)]
    [InlineData("2026-03-04", "rob")]
    [InlineData("2026-03-06", "ann")]
    public void Answer_that_came_before_anybody_was_assigned_is_credited_to_the_resolver(string at, string? agent) =>
        Assert.Equal(agent, Of(Csat("S", at, 5), Status("T", "2026-03-03", "solved", "rob"), Event("T", "assignment", "2026-03-05", to: "ann")).Agent);

    [Fact]
    public void Survey_takes_from_its_ticket_what_it_does_not_state()
    {
        var facts = Of(Csat("S", "2026-03-04", 5) with { Channel = "web" });
        Assert.Equal(("support", "web", "billing", "acme"), (facts.Team, facts.Channel, facts.Reason, facts.Account));
    }

    [Fact]
    public void Survey_without_a_ticket_has_what_it_states()
    {
        var facts = FactDerivation.Derive(new Timeline(null, [], [Csat("S", "2026-03-04", 5) with { Agent = "ann" }]), DerivationRules.Default)!;
        Assert.Null(facts.Ticket);
        Assert.Equal(("ann", null), (facts.Surveys[0].Agent, facts.Surveys[0].Team));
    }

    [Fact]
    public void Survey_not_answered_has_no_outcome()
    {
        var facts = Of(new Survey { Id = "S", Kind = SurveyKind.Csat, SentAtMs = At("2026-03-04"), ScaleMin = 1, ScaleMax = 5 });
        Assert.Equal((null, null, null), (facts.Outcome, facts.ScoreUnits, facts.RatingUnits));
    }

    private static SurveyFacts Of(Survey survey, params TicketEvent[] events) =>
        FactDerivation.Derive(new Timeline(s_ticket, events, [survey with { Ticket = "T" }]), DerivationRules.Default)!.Surveys.Single();
}

using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Tests.Derivation;

/// <summary>As many events as a ticket may have. What costs the square of them takes minutes here, what costs their number takes a moment.</summary>
public sealed class LongTimelineTests
{
    private const int Rounds = 25_000;

    [Fact]
    public void Hundred_thousand_events_give_the_facts_that_four_of_them_would_so_many_times()
    {
        var events = Enumerable.Range(1, Rounds).SelectMany(Round).Reverse().ToList();
        var surveys = Enumerable.Range(1, Rounds).Select(round => new Survey
        {
            Id = $"s{round}",
            Kind = SurveyKind.Csat,
            Ticket = "t",
            RespondedAtMs = round * 4_000L + 3_500,
            Score = 5,
            ScaleMin = 1,
            ScaleMax = 5,
        }).ToList();
        var facts = FactDerivation.Derive(new Timeline(new Ticket { Id = "t", CreatedAtMs = 0 }, events, surveys), DerivationRules.Default)!;

        Assert.Equal(4 * Rounds, facts.Activities.Count);
        Assert.Equal(Rounds, facts.Activities.Count(activity => activity.IsAnswer));
        Assert.All(facts.Activities, activity => Assert.Equal(activity.Type == EventTypes.Reply, activity.IsAnswer));
        Assert.Equal((Rounds, Rounds), (facts.Resolutions.Count, facts.Reopens.Count));
        Assert.Equal(new OpenInterval(0, 5_000), facts.OpenIntervals[0]);
        Assert.Equal(new OpenInterval(4_000L * Rounds + 2_000, null), facts.OpenIntervals[^1]);
        Assert.Equal(new StatusInterval(0, 5_000, TicketStatus.Open, IntervalEdges.Both), facts.StatusIntervals[0]);
        Assert.All(facts.StatusIntervals.Skip(1), interval => Assert.Equal((TicketStatus.Open, IntervalEdges.Both), (interval.Status, interval.Edges)));
        Assert.Equal(Rounds + 1, facts.StageVisits.Count);
        // All but the first answer come while the ticket is open again.
        Assert.False(facts.Ticket!.FirstContact);
        Assert.Equal(Enumerable.Range(1, Rounds).Select(round => $"agent {round}"), facts.Surveys.Select(survey => survey.Agent));
    }

    [Fact]
    public void Reopening_without_an_answer_is_told_from_one_with_an_answer_however_often()
    {
        var events = Enumerable.Range(1, Rounds).SelectMany(round => Round(round).Where(e => e.Type == EventTypes.Status)).ToList();
        Assert.True(FirstContact(events));
        events.Add(new TicketEvent { Id = "r", Ticket = "t", Type = EventTypes.Reply, AtMs = 4_000L * (Rounds / 2) + 2_500, Agent = "anna", Public = true });
        Assert.False(FirstContact(events));
    }

    /// <summary>An answer, solved, opened again, given to another agent: a second each.</summary>
    private static TicketEvent[] Round(int round) =>
    [
        Event(round, 0, EventTypes.Reply, null, null),
        Event(round, 1, EventTypes.Status, "open", "solved"),
        Event(round, 2, EventTypes.Status, "solved", "open"),
        Event(round, 3, EventTypes.Assignment, $"agent {round - 1}", $"agent {round}"),
    ];

    private static TicketEvent Event(int round, int second, string type, string? from, string? to) => new()
    {
        Id = $"e{round}-{second}",
        Ticket = "t",
        Type = type,
        AtMs = (4L * round + second) * 1_000,
        Agent = "anna",
        Public = type == EventTypes.Reply,
        From = from,
        To = to,
    };

    private static bool? FirstContact(List<TicketEvent> events) =>
        FactDerivation.Derive(new Timeline(new Ticket { Id = "t", CreatedAtMs = 0 }, events, []), DerivationRules.Default)!.Ticket!.FirstContact;
}

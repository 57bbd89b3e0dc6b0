using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Derivation;

/// <summary>Everything happens at midnights of March 2026, named by their day.</summary>
public class StatusHistoryTests
{
    [Fact]
    public void Ticket_without_changes_is_open_since_creation()
    {
        var facts = Derive(Day(2));
        Assert.Empty(facts.Resolutions);
        Assert.Equal([(2, null)], Open(facts));
    }

    [Fact]
    public void Ticket_solved_and_reopened_and_solved_is_open_between()
    {
        var facts = Derive(Day(2), Solved(3, "ann"), Changed(5, "open", "bob"), Solved(7, "cy"));
        Assert.Equal([(3, "ann", ResolutionOrder.First), (7, "cy", ResolutionOrder.Last)], Resolutions(facts));
        Assert.Equal((At("2026-03-05"), "ann"), (facts.Reopens.Single().AtMs, facts.Reopens.Single().UndoneResolver));
        Assert.Equal([(2, 3), (5, 7)], Open(facts));
    }

    [Fact]
    public void Ticket_solved_three_times_has_one_resolution_between()
    {
        var facts = Derive(Day(2), Solved(3), Changed(4, "open"), Solved(5), Changed(6, "pending"), Solved(7));
        Assert.Equal([ResolutionOrder.First, ResolutionOrder.Between, ResolutionOrder.Last], facts.Resolutions.Select(r => r.Order));
        Assert.Equal(2, facts.Reopens.Count);
    }

    [Fact]
    public void Ticket_solved_then_closed_is_resolved_once()
    {
        var facts = Derive(Day(2), Solved(3, "ann"), Changed(9, "closed", "bob"));
        Assert.Equal([(3, "ann", ResolutionOrder.Only)], Resolutions(facts));
        Assert.Empty(facts.Reopens);
    }

    [Fact]
    public void Ticket_that_changes_only_between_open_statuses_is_never_reopened()
    {
        var facts = Derive(Day(2), Changed(3, "open"), Changed(4, "pending"), Changed(5, "on_hold"));
        Assert.Empty(facts.Reopens);
        Assert.Equal([(2, null)], Open(facts));
    }

    [Fact]
    public void Ticket_reopened_and_not_solved_is_open_now() =>
        Assert.Equal([(2, 3), (4, null)], Open(Derive(Day(2), Solved(3), Changed(4, "open"))));

    [Fact]
    public void Ticket_whose_changes_share_an_instant_takes_them_by_id()
    {
        var solved = Solved(3) with { Id = "1" };
        var reopened = Changed(3, "open") with { Id = "2" };
        Assert.Equal([(2, 3), (3, null)], Open(Derive(Day(2), reopened, solved)));
    }

    [Fact]
    public void Change_before_creation_did_not_happen_to_the_ticket() =>
        Assert.Equal([(2, null)], Open(Derive(Day(2), Solved(1))));

    [Fact]
    public void Resolution_without_an_agent_credits_the_assignee() =>
        Assert.Equal([(3, "assignee", ResolutionOrder.Only)], Resolutions(Derive(Day(2), Solved(3))));

    [Fact]
    public void Stated_resolution_alone_is_one()
    {
        var facts = Derive(Day(2) with { ResolvedAtMs = At("2026-03-04") });
        Assert.Equal([(4, "assignee", ResolutionOrder.Only)], Resolutions(facts));
        Assert.Equal([(2, 4)], Open(facts));
    }

    [Fact]
    public void Stated_first_and_last_are_two_resolutions_but_close_once()
    {
        var facts = Derive(Day(2) with { FirstResolvedAtMs = At("2026-03-03"), ResolvedAtMs = At("2026-03-06") });
        Assert.Equal([(3, "assignee", ResolutionOrder.First), (6, "assignee", ResolutionOrder.Last)], Resolutions(facts));
        Assert.Equal([(2, 3)], Open(facts));
    }

    [Fact]
    public void Stated_first_and_last_at_one_instant_are_one_resolution() =>
        Assert.Single(Derive(Day(2) with { FirstResolvedAtMs = At("2026-03-03"), ResolvedAtMs = At("2026-03-03") }).Resolutions);

    [Fact]
    public void Stated_close_with_no_other_time_is_the_resolution() =>
        Assert.Equal([(5, "assignee", ResolutionOrder.Only)], Resolutions(Derive(Day(2) with { ClosedAtMs = At("2026-03-05") })));

    [Fact]
    public void Stated_close_before_the_resolution_changes_nothing() =>
        Assert.Equal([(2, 5)], Open(Derive(Day(2) with { ClosedAtMs = At("2026-03-04"), ResolvedAtMs = At("2026-03-05") })));

    [Fact]
    public void Stated_close_after_an_event_that_solved_is_no_second_resolution() =>
        Assert.Single(Derive(Day(2) with { ClosedAtMs = At("2026-03-09") }, Solved(3)).Resolutions);

    [Fact]
    public void Stated_last_moves_the_last_of_the_events_and_keeps_who_did_it()
    {
        var facts = Derive(Day(2) with { ResolvedAtMs = At("2026-03-08") }, Solved(3, "ann"), Changed(5, "open"), Solved(7, "bob"));
        Assert.Equal([(3, "ann", ResolutionOrder.First), (8, "bob", ResolutionOrder.Last)], Resolutions(facts));
        Assert.Equal([(2, 3), (5, 8)], Open(facts));
    }

    [Fact]
    public void Stated_last_after_a_reopen_that_no_event_ends_ends_it()
    {
        var facts = Derive(Day(2) with { ResolvedAtMs = At("2026-03-08") }, Solved(3, "ann"), Changed(5, "open"));
        Assert.Equal([(3, "ann", ResolutionOrder.First), (8, "assignee", ResolutionOrder.Last)], Resolutions(facts));
        Assert.Equal([(2, 3), (5, 8)], Open(facts));
    }

    [Fact]
    public void Stated_last_that_is_older_than_the_reopen_leaves_the_ticket_open()
    {
        var facts = Derive(Day(2) with { ResolvedAtMs = At("2026-03-03") }, Solved(3, "ann"), Changed(5, "open"));
        Assert.Equal([(2, 3), (5, null)], Open(facts));
    }

    [Fact]
    public void Stated_first_moves_the_first_of_the_events()
    {
        var facts = Derive(Day(2) with { FirstResolvedAtMs = At("2026-03-04") }, Solved(3, "ann"), Changed(5, "open"), Solved(7, "bob"));
        Assert.Equal([(4, "ann", ResolutionOrder.First), (7, "bob", ResolutionOrder.Last)], Resolutions(facts));
        Assert.Equal([(2, 4), (5, 7)], Open(facts));
    }

    [Fact]
    public void Stated_number_of_reopens_without_times_is_no_reopen() =>
        Assert.Empty(Derive(Day(2) with { ResolvedAtMs = At("2026-03-04"), Reopens = 3 }).Reopens);

    [Fact]
    public void Stated_resolution_is_a_moment_and_a_later_event_reopens()
    {
        var facts = Derive(Day(2) with { ResolvedAtMs = At("2026-03-03") }, Changed(4, "open") with { From = "solved" });
        Assert.Equal([(3, "assignee", ResolutionOrder.Only)], Resolutions(facts));
        Assert.Equal((At("2026-03-04"), "assignee"), (facts.Reopens.Single().AtMs, facts.Reopens.Single().UndoneResolver));
        Assert.Equal([(2, 3), (4, null)], Open(facts));
        Assert.Equal(TicketStatus.Open, facts.Ticket!.Status);
    }

    [Fact]
    public void Stated_resolution_reopened_and_solved_by_events_is_the_first_of_two()
    {
        var facts = Derive(Day(2) with { ResolvedAtMs = At("2026-03-03") }, Changed(4, "pending"), Solved(6, "bob"));
        Assert.Equal([(3, "assignee", ResolutionOrder.First), (6, "bob", ResolutionOrder.Last)], Resolutions(facts));
        Assert.Equal([(2, 3), (4, 6)], Open(facts));
    }

    [Fact]
    public void Stated_resolution_before_the_event_that_solved_is_the_same_one()
    {
        var facts = Derive(Day(2) with { ResolvedAtMs = At("2026-03-03") }, Solved(4, "bob"), Changed(5, "closed", "cy"), Changed(6, "open"));
        Assert.Equal([(3, "bob", ResolutionOrder.Only)], Resolutions(facts));
        Assert.Equal("bob", facts.Reopens.Single().UndoneResolver);
        Assert.Equal([(2, 3), (6, null)], Open(facts));
    }

    [Fact]
    public void Stated_resolution_between_two_of_the_events_moves_only_the_one_that_holds()
    {
        var facts = Derive(Day(2) with { ResolvedAtMs = At("2026-03-04") }, Solved(3, "ann"), Changed(5, "open"), Solved(7, "bob"));
        Assert.Equal([(4, "ann", ResolutionOrder.First), (7, "bob", ResolutionOrder.Last)], Resolutions(facts));
        Assert.Equal([(2, 4), (5, 7)], Open(facts));
    }

    [Fact]
    public void Stated_first_resolution_is_a_moment_and_a_later_event_reopens()
    {
        var facts = Derive(Day(2) with { FirstResolvedAtMs = At("2026-03-03") }, Changed(4, "open"), Solved(5, "bob"));
        Assert.Equal([(3, "assignee", ResolutionOrder.First), (5, "bob", ResolutionOrder.Last)], Resolutions(facts));
        Assert.Equal([(2, 3), (4, 5)], Open(facts));
    }

    [Fact]
    public void Stated_first_resolution_after_all_that_events_tell_has_none_before_it()
    {
        var facts = Derive(Day(2) with { FirstResolvedAtMs = At("2026-03-06") }, Solved(3, "ann"), Changed(5, "open"), Solved(7, "bob"));
        Assert.Equal([(6, "bob", ResolutionOrder.Only)], Resolutions(facts));
        Assert.Equal([(2, 6)], Open(facts));
    }

    [Fact]
    public void Stated_first_and_last_with_a_reopen_between_close_twice()
    {
        var facts = Derive(Day(2) with { FirstResolvedAtMs = At("2026-03-03"), ResolvedAtMs = At("2026-03-06") }, Changed(4, "open"));
        Assert.Equal([(3, "assignee", ResolutionOrder.First), (6, "assignee", ResolutionOrder.Last)], Resolutions(facts));
        Assert.Equal([(2, 3), (4, 6)], Open(facts));
    }

    [Fact]
    public void Stated_close_that_an_event_undoes_is_the_first_resolution()
    {
        var facts = Derive(Day(2) with { ClosedAtMs = At("2026-03-03") }, Changed(4, "open") with { From = "closed" }, Solved(6, "bob"));
        Assert.Equal([(3, "assignee", ResolutionOrder.First), (6, "bob", ResolutionOrder.Last)], Resolutions(facts));
        Assert.Equal([(2, 3), (4, 6)], Open(facts));
    }

    [Fact]
    public void Stated_close_after_a_reopen_that_nothing_else_ends_ends_it()
    {
        var facts = Derive(Day(2) with { ClosedAtMs = At("2026-03-08") }, Solved(3, "ann"), Changed(5, "open"));
        Assert.Equal([(3, "ann", ResolutionOrder.First), (8, "assignee", ResolutionOrder.Last)], Resolutions(facts));
        Assert.Equal([(2, 3), (5, 8)], Open(facts));
    }

    [Fact]
    public void Stated_close_before_the_event_that_solved_is_no_resolution() =>
        Assert.Equal([(2, 4)], Open(Derive(Day(2) with { ClosedAtMs = At("2026-03-03") }, Solved(4, "bob"))));

    [Theory]
    [InlineData("solved", 3, null)]
    [InlineData("new", null, 3)]
    public void Event_at_the_stated_resolution_comes_after_it_when_it_found_the_ticket_solved(string from, int? reopenedOn, int? resolvedOn)
    {
        var facts = Derive(Day(2) with { ResolvedAtMs = At("2026-03-03") }, Changed(3, "open") with { From = from });
        Assert.Equal(reopenedOn is null ? [] : [reopenedOn.Value], facts.Reopens.Select(r => DayOf(r.AtMs)));
        Assert.Equal(resolvedOn, facts.OpenIntervals[^1].ToMs is { } to ? DayOf(to) : null);
    }

    [Theory]
    [InlineData(TicketStatus.Open, TicketStatus.Solved)]
    [InlineData(TicketStatus.Closed, TicketStatus.Closed)]
    [InlineData(null, TicketStatus.Solved)]
    public void Status_that_contradicts_the_timeline_is_what_the_timeline_says(TicketStatus? stated, TicketStatus expected) =>
        Assert.Equal(expected, Derive(Day(2) with { Status = stated, ResolvedAtMs = At("2026-03-05") }, Changed(3, "open")).Ticket!.Status);

    [Theory]
    [InlineData("pending", TicketStatus.Pending)]
    [InlineData("solved", TicketStatus.New)]
    [InlineData(null, TicketStatus.New)]
    public void Status_at_creation_is_the_from_of_the_first_change(string? from, TicketStatus expected)
    {
        var facts = Derive(Day(2), Changed(4, "open") with { From = from }, Changed(6, "on_hold") with { From = "new" });
        Assert.Equal([(2, expected), (4, TicketStatus.Open), (6, TicketStatus.OnHold)], facts.StatusIntervals.Select(p => (DayOf(p.FromMs), p.Status)));
        Assert.Equal(StatusNames.Name(expected), facts.StageVisits[0].Stage);
    }

    [Fact]
    public void Status_at_creation_counts_from_then_on() =>
        Assert.Equal(2 * 86_400_000, Derive(Day(2), Changed(4, "open") with { From = "pending" }, Solved(6)).Ticket!.RequesterWaitMs);

    private static Ticket Day(int day) => Ticket("T", Date(day)) with { Agent = "assignee" };

    private static TicketEvent Solved(int day, string? agent = null) => Changed(day, "solved", agent);

    private static TicketEvent Changed(int day, string to, string? agent = null) => Status("T", Date(day), to, agent);

    private static string Date(int day) => $"2026-03-{day:00}";

    private static OwnerFacts Derive(Ticket ticket, params TicketEvent[] events) =>
        FactDerivation.Derive(new Timeline(ticket, [.. events.Reverse()], []), DerivationRules.Default)!;

    private static IEnumerable<(int, string?, ResolutionOrder)> Resolutions(OwnerFacts facts) =>
        facts.Resolutions.Select(r => (DayOf(r.AtMs), r.Resolver, r.Order));

    private static IEnumerable<(int, int?)> Open(OwnerFacts facts) =>
        facts.OpenIntervals.Select(i => (DayOf(i.FromMs), i.ToMs is { } to ? DayOf(to) : (int?)null));

    private static int DayOf(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).Day;

    [Fact]
    public void Ticket_without_events_has_the_history_of_the_plain_way()
    {
        long?[] times = [null, 50, 100, 200, 300];
        foreach (var first in times)
        {
            foreach (var last in times)
            {
                foreach (var closed in times)
                {
                    var ticket = new Ticket { Id = "1", CreatedAtMs = 100, FirstResolvedAtMs = first, ResolvedAtMs = last, ClosedAtMs = closed };
                    var (fast, plain) = (StatusHistory.Of(ticket, [], "anna"), StatusHistory.OfEvents(ticket, [], "anna"));
                    Assert.Equal(plain.Resolutions, fast.Resolutions);
                    Assert.Equal(plain.Reopens, fast.Reopens);
                    Assert.Equal(plain.OpenIntervals, fast.OpenIntervals);
                }
            }
        }
    }
}

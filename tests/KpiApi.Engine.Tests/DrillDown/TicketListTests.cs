using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns;
using KpiApi.Engine.DrillDown;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Tests.Oracle;
using NodaTime;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.DrillDown;

public class TicketListTests
{
    private static readonly IReadOnlyList<(BusinessCalendar, OracleCalendar)> s_calendars = RandomCalendars.Of(DateTimeZone.Utc, At("2026-03-15"), 3);

    private static readonly Desk s_desk =
    [
        Ticket("1", "2026-03-03") with { Agent = "ann", Channel = "email", Account = "big", HandleMs = 5000 },
        Reply("1", "2026-03-04", "ann"),
        Ticket("2", "2026-03-01") with { Channel = "chat", Account = "small", ResolvedAtMs = At("2026-03-05") },
        Reply("2", "2026-03-02", "bob"),
        Reply("2", "2026-03-06", "bob"),
        Ticket("3", "2026-03-02") with { Account = "unknown", HandleMs = 0 },
        Status("3", "2026-03-03", "pending"),
        Account("big", null, value: 1000),
        Account("small", null, value: 10),
    ];

    [Theory]
    [InlineData(TicketOrder.CreatedAt, false, "2,3,1")]
    [InlineData(TicketOrder.CreatedAt, true, "1,3,2")]
    [InlineData(TicketOrder.LastResponseAt, false, "1,2,3")]
    [InlineData(TicketOrder.LastResponseAt, true, "2,1,3")]
    [InlineData(TicketOrder.HandleSeconds, false, "3,1,2")]
    [InlineData(TicketOrder.HandleSeconds, true, "1,3,2")]
    [InlineData(TicketOrder.AccountValue, false, "2,1,3")]
    [InlineData(TicketOrder.AccountValue, true, "1,2,3")]
    public void Tickets_are_in_the_order_asked_for_nulls_last(TicketOrder order, bool descending, string expected) =>
        Assert.Equal(expected, string.Join(',', All(s_desk, TicketState.All, order, descending, 10).Select(t => t.Id)));

    [Theory]
    [InlineData(TicketState.All, "2,3,1")]
    [InlineData(TicketState.Open, "3,1")]
    [InlineData(TicketState.Resolved, "2")]
    public void Tickets_are_those_in_the_state_asked_for(TicketState state, string expected) =>
        Assert.Equal(expected, string.Join(',', All(s_desk, state, TicketOrder.CreatedAt, false, 10).Select(t => t.Id)));

    [Fact]
    public void Ticket_tells_what_the_numbers_know_of_it()
    {
        var tickets = All(s_desk, TicketState.All, TicketOrder.CreatedAt, false, 10);
        Assert.Equal(["False solved", "True pending", "True new"], tickets.Select(ticket => $"{ticket.IsOpen} {ticket.Status}"));
        Assert.Equal(
            ("ann", "email", "big", At("2026-03-04"), At("2026-03-04"), 5000L, 10_000_000L),
            (tickets[2].Agent, tickets[2].Channel, tickets[2].Account, tickets[2].FirstResponseAtMs!.Value, tickets[2].LastResponseAtMs!.Value,
                tickets[2].HandleMs!.Value, tickets[2].AccountValueUnits!.Value));
    }

    [Fact]
    public void Filter_is_that_of_a_query()
    {
        var chat = new Filter(Dimension.Channel, ["chat", null], false);
        Assert.Equal("2,3", string.Join(',', Page(s_desk, TicketState.All, TicketOrder.CreatedAt, false, 10, null, chat).Tickets.Select(t => t.Id)));
        Assert.Equal("1", string.Join(',', Page(s_desk, TicketState.All, TicketOrder.CreatedAt, false, 10, null, chat with { Excluded = true }).Tickets.Select(t => t.Id)));
    }

    [Fact]
    public void Pages_of_random_desks_are_the_sorted_list_whatever_their_size()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            var desks = new RandomDesk(random, At("2026-03-15"), s_calendars);
            var desk = desks.Next();
            var histories = desk.Tickets.Select(t => new OracleHistory(t, desk.Events.Where(e => e.Ticket == t.Id), desk.Bots)).Where(h => h.IsCounted).ToList();
            var (state, order, descending) = ((TicketState)random.Next(3), (TicketOrder)random.Next(5), random.Next(2) == 0);
            var expected = histories.Where(h => state == TicketState.All || h.IsOpenJustBefore(long.MaxValue) == (state == TicketState.Open))
                .Select(h => (h.Ticket.Id, Key: Key(h, desk, desks.Rules, order)))
                .OrderBy(t => t.Key is null).ThenBy(t => descending ? -t.Key : t.Key).ThenBy(t => t.Id, StringComparer.Ordinal).Select(t => t.Id).ToList();
            for (var size = 1; size < 12; size++)
                Assert.Equal(expected, All(desk, state, order, descending, size).Select(t => t.Id));
            foreach (var ticket in All(desk, state, order, descending, 100))
            {
                var history = histories.Find(h => h.Ticket.Id == ticket.Id)!;
                Assert.Equal((Key(history, desk, desks.Rules, TicketOrder.LastResponseAt), Key(history, desk, desks.Rules, TicketOrder.DueAt)), (ticket.LastResponseAtMs, ticket.DueAtMs));
            }
        }
    }

    /// <summary>Far more than one chunk, so that most are left out.</summary>
    [Fact]
    public void Pages_of_many_tickets_are_the_sorted_list_whatever_is_left_out()
    {
        var tickets = Enumerable.Range(0, 40_000).Select(n => ManyFacts.Ticket(n, createdMs: At("2026-02-25") + n * 60_000L)).ToList();
        // The first to arrive is the newest.
        tickets[0] = ManyFacts.Ticket(0, createdMs: At("2026-04-30"));
        var snapshot = new FactWriter().Publish([.. tickets.Select(ManyFacts.Change)], 1);
        foreach (var (state, descending, agent) in ((TicketState, bool, string?)[])[(TicketState.All, true, null), (TicketState.All, false, "a7"), (TicketState.All, true, "a7"), (TicketState.Open, true, null), (TicketState.Open, false, "a7"), (TicketState.Resolved, true, "a7")])
        {
            var expected = tickets.Where(t => agent is null || t.Ticket!.Agent == agent).Where(t => state == TicketState.All || t.OpenIntervals.Any(i => i.ToMs is null) == (state == TicketState.Open))
                .OrderBy(t => descending ? -t.Ticket!.CreatedAtMs : t.Ticket!.CreatedAtMs).ThenBy(t => t.Key.Id, StringComparer.Ordinal).Select(t => t.Key.Id).Take(600).ToList();
            IReadOnlyList<Filter> filters = agent is null ? [] : [new Filter(Dimension.Agent, [agent], false)];
            var told = new List<string>();
            TicketCursor? next = null;
            do
            {
                (var page, next) = TicketList.Read(snapshot, new TicketListQuery(state, filters, TicketOrder.CreatedAt, descending, 200, next));
                told.AddRange(page.Select(ticket => ticket.Id));
            }
            while (next is not null && told.Count < 600);
            Assert.Equal(expected, told.Take(600));
        }
    }

    [Fact]
    public void Pages_fit_together_where_each_is_of_another_arrival_of_the_same_tickets()
    {
        var changes = s_desk.Changes().ToList();
        var told = new List<string>();
        TicketCursor? next = null;
        do
        {
            changes.Reverse();
            var fresh = new Desk { Ticket("0", "2026-03-01"), Ticket("4", "2026-03-09") }.Changes();
            var snapshot = new FactWriter().Publish([.. next is null ? [] : fresh, .. changes], 1);
            (var page, next) = TicketList.Read(snapshot, new TicketListQuery(TicketState.All, [], TicketOrder.CreatedAt, false, 1, next));
            told.AddRange(page.Select(t => t.Id));
        }
        while (next is not null);
        // What came before the page that was told already is not told; what comes later is.
        Assert.Equal(["2", "3", "1", "4"], told);
    }

    [Fact]
    public void Clock_that_is_due_first_is_told_while_it_runs_and_when_it_is_late()
    {
        var desk = new Desk(Rules(null, new SlaPolicy { Id = "P", FirstResponseMs = 3_600_000, NextReplyMs = 2 * 3_600_000, ResolutionMs = 86_400_000, PauseOn = [TicketStatus.Pending] }))
        {
            Ticket("new", "2026-03-02T08:00Z"),
            Ticket("late", "2026-03-01T08:00Z"), Reply("late", "2026-03-01T12:00Z", "ann"),
            Ticket("asks", "2026-03-02T08:00Z"), Reply("asks", "2026-03-02T08:10Z", "ann"), Event("asks", EventTypes.CustomerMessage, "2026-03-02T09:00Z") with { Actor = Actor.Customer, Public = true },
            Ticket("paused", "2026-03-02T08:00Z"), Reply("paused", "2026-03-02T08:10Z", "ann"), Status("paused", "2026-03-02T08:20Z", "pending"),
            Ticket("back", "2026-03-02T08:00Z"), Status("back", "2026-03-02T08:30Z", "solved"), Status("back", "2026-03-02T09:00Z", "open"), Event("back", EventTypes.CustomerMessage, "2026-03-02T09:00Z") with { Actor = Actor.Customer, Public = true },
            Ticket("solved", "2026-03-02T08:00Z"), Status("solved", "2026-03-02T12:00Z", "solved"),
        };
        Assert.Equal(
            ["late 2026-03-02T08:00:00Z Resolution", "new 2026-03-02T09:00:00Z FirstResponse", "asks 2026-03-02T11:00:00Z NextReply", "back 2026-03-02T11:00:00Z NextReply", "paused - -", "solved - -"],
            All(desk, TicketState.All, TicketOrder.DueAt, false, 10).Select(t => $"{t.Id} {(t.DueAtMs is { } due ? Instant.FromUnixTimeMilliseconds(due).ToString() : "-")} {t.DueTarget?.ToString() ?? "-"}"));
    }

    private static long? Key(OracleHistory h, Desk desk, OracleRules rules, TicketOrder order) => order switch
    {
        TicketOrder.CreatedAt => h.Ticket.CreatedAtMs,
        TicketOrder.HandleSeconds => h.HandleMs,
        TicketOrder.AccountValue => desk.Accounts.FirstOrDefault(a => a.Id == h.Ticket.Account)?.ValueUnits is > 0 and var units ? units : null,
        TicketOrder.DueAt => h.IsOpenJustBefore(long.MaxValue) ? Due(h, rules).Min() : null,
        _ => h.Answers.Select(a => (long?)a.AtMs).Append(h.FirstResponse?.At).Max(),
    };

    /// <summary>Of what nobody has done so far.</summary>
    private static IEnumerable<long?> Due(OracleHistory h, OracleRules rules)
    {
        if (h.Resolutions.Count == 0 && h.FirstResponse is null) yield return OracleSla.FirstResponse(h, rules)?.At;
        if (h.Resolutions.Count == 0) yield return OracleSla.Resolution(h, rules)?.At;
        if (OracleWork.Waits(h) is [_, .., { To: null }]) yield return OracleSla.NextReplies(h, rules).LastOrDefault()?.At;
    }

    private static List<ListedTicket> All(Desk desk, TicketState state, TicketOrder order, bool descending, int size)
    {
        var tickets = new List<ListedTicket>();
        TicketCursor? next = null;
        do
        {
            (var page, next) = Page(desk, state, order, descending, size, next);
            Assert.True(next is null || page.Count == size);
            tickets.AddRange(page);
        }
        while (next is not null);
        return tickets;
    }

    private static (IReadOnlyList<ListedTicket> Tickets, TicketCursor? Next) Page(
        Desk desk, TicketState state, TicketOrder order, bool descending, int size, TicketCursor? after, params Filter[] filters) =>
        TicketList.Read(desk.Snapshot, new TicketListQuery(state, filters, order, descending, size, after));
}

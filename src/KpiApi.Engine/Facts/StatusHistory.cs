namespace KpiApi.Engine.Facts;

/// <summary>When a ticket was resolved, reopened and open.</summary>
internal sealed class StatusHistory
{
    public required IReadOnlyList<Resolution> Resolutions { get; init; }
    public required IReadOnlyList<Reopen> Reopens { get; init; }
    public required IReadOnlyList<OpenInterval> OpenIntervals { get; init; }
    public bool IsOpen => OpenIntervals.Count > 0 && OpenIntervals[^1].ToMs is null;

    /// <param name="ticket">What it states wins over its events.</param>
    /// <param name="events">In order.</param>
    /// <param name="assignee">Credited where an event does not say who resolved.</param>
    public static StatusHistory Of(Ticket ticket, TicketEvent[] events, string? assignee) =>
        events.Length == 0 ? OfStated(ticket, assignee) : OfEvents(ticket, events, assignee);

    /// <summary>The plain way, for any ticket.</summary>
    internal static StatusHistory OfEvents(Ticket ticket, TicketEvent[] events, string? assignee)
    {
        var turns = FromEvents(ticket, events, assignee);
        ApplyStated(turns, ticket, assignee);
        return Walk(ticket, turns);
    }

    /// <summary>The fast way, for most tickets of an import: what <see cref="OfEvents"/> gives where there are none.</summary>
    private static StatusHistory OfStated(Ticket ticket, string? assignee)
    {
        var last = ticket.ResolvedAtMs ?? (ticket.FirstResolvedAtMs is null ? ticket.ClosedAtMs : null);
        if ((ticket.FirstResolvedAtMs ?? last) is not { } first)
            return new StatusHistory { Resolutions = [], Reopens = [], OpenIntervals = [new OpenInterval(ticket.CreatedAtMs, null)] };
        return new StatusHistory
        {
            Resolutions = last > first
                ? [new Resolution(first, assignee, ResolutionOrder.First), new Resolution(last.Value, assignee, ResolutionOrder.Last)]
                : [new Resolution(first, assignee, ResolutionOrder.Only)],
            Reopens = [],
            OpenIntervals = [new OpenInterval(ticket.CreatedAtMs, first)],
        };
    }

    /// <summary>Resolutions and reopens in turn, as the status events tell. What lies before creation did not happen to this ticket.</summary>
    private static List<Turn> FromEvents(Ticket ticket, TicketEvent[] events, string? assignee)
    {
        var turns = new List<Turn>();
        var resolved = false;
        foreach (var e in events)
        {
            if (e.Type != EventTypes.Status || e.AtMs < ticket.CreatedAtMs || e.To is null || StatusNames.Parse(e.To) is not { } status)
                continue;
            if (StatusNames.IsResolved(status) == resolved)
                continue;
            resolved = !resolved;
            turns.Add(new Turn(e.AtMs, resolved, e.Agent ?? assignee));
        }
        return turns;
    }

    private static void ApplyStated(List<Turn> turns, Ticket ticket, string? assignee)
    {
        var hasNone = ticket is { ResolvedAtMs: null, FirstResolvedAtMs: null } && !turns.Exists(t => t.Resolves);
        var last = ticket.ResolvedAtMs ?? (hasNone ? ticket.ClosedAtMs : null);
        if (last is { } lastMs)
            StateLast(turns, lastMs, assignee);
        if (ticket.FirstResolvedAtMs is { } firstMs)
            StateFirst(turns, firstMs, ticket.ResolvedAtMs is not null, assignee);
    }

    /// <summary>Moves the last resolution, or adds one where the events know none after the last reopen.</summary>
    private static void StateLast(List<Turn> turns, long atMs, string? assignee)
    {
        var last = turns.FindLastIndex(t => t.Resolves);
        var pending = last < turns.Count - 1 && turns[^1].AtMs < atMs;
        var resolver = last >= 0 && !pending ? turns[last].Agent : assignee;
        if (last >= 0 && !pending)
            turns.RemoveAt(last);
        turns.RemoveAll(t => t.Resolves && t.AtMs >= atMs);
        Insert(turns, new Turn(atMs, true, resolver));
    }

    /// <summary>Moves the first resolution; where the only one known is the later one that the ticket states, adds one before it.</summary>
    private static void StateFirst(List<Turn> turns, long atMs, bool lastIsStated, string? assignee)
    {
        var resolutions = turns.Count(t => t.Resolves);
        var first = turns.FindIndex(t => t.Resolves);
        var resolver = first >= 0 ? turns[first].Agent : assignee;
        if (first >= 0 && (resolutions > 1 || !lastIsStated || turns[first].AtMs <= atMs))
            turns.RemoveAt(first);
        turns.RemoveAll(t => t.AtMs < atMs || (t.Resolves && t.AtMs == atMs));
        Insert(turns, new Turn(atMs, true, resolver));
    }

    private static void Insert(List<Turn> turns, Turn turn)
    {
        var at = turns.FindIndex(t => t.AtMs > turn.AtMs);
        turns.Insert(at < 0 ? turns.Count : at, turn);
    }

    /// <summary>
    /// From turns to facts. A stated second resolution with no reopen known between counts as a resolution but closes no interval:
    /// when the ticket was open in between, nobody said, and open(end) = open(start) + backlog_change must hold.
    /// </summary>
    private static StatusHistory Walk(Ticket ticket, List<Turn> turns)
    {
        if (turns.Count == 0)
            return new StatusHistory { Resolutions = [], Reopens = [], OpenIntervals = [new OpenInterval(ticket.CreatedAtMs, null)] };

        var resolutions = new List<Resolution>();
        var reopens = new List<Reopen>();
        var intervals = new List<OpenInterval>();
        long? openFrom = ticket.CreatedAtMs;
        string? resolver = null;
        var count = turns.Count(t => t.Resolves);
        foreach (var turn in turns)
        {
            if (turn.Resolves)
            {
                resolutions.Add(new Resolution(turn.AtMs, turn.Agent, Order(resolutions.Count, count)));
                resolver = turn.Agent;
                if (openFrom is { } from)
                    intervals.Add(new OpenInterval(from, turn.AtMs));
                openFrom = null;
            }
            else if (openFrom is null)
            {
                reopens.Add(new Reopen(turn.AtMs, resolver));
                openFrom = turn.AtMs;
            }
        }
        if (openFrom is { } still)
            intervals.Add(new OpenInterval(still, null));
        return new StatusHistory { Resolutions = resolutions, Reopens = reopens, OpenIntervals = intervals };
    }

    private static ResolutionOrder Order(int index, int count) =>
        count == 1 ? ResolutionOrder.Only
        : index == 0 ? ResolutionOrder.First
        : index == count - 1 ? ResolutionOrder.Last
        : ResolutionOrder.Between;

    /// <summary>One change between open and resolved.</summary>
    private readonly record struct Turn(long AtMs, bool Resolves, string? Agent);
}

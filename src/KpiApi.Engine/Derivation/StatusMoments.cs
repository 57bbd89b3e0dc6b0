using KpiApi.Engine.Model;

namespace KpiApi.Engine.Derivation;

/// <summary>A moment at which something says whether a ticket is resolved.</summary>
/// <param name="AtMs">When.</param>
/// <param name="Teller">An event, or a time that the ticket states.</param>
/// <param name="Resolves">Into solved or closed, or else out of it.</param>
/// <param name="Agent">Who did it, where an event says so.</param>
internal readonly record struct StatusMoment(long AtMs, StatusTeller Teller, bool Resolves, string? Agent)
{
    /// <summary>The event says that the ticket was solved or closed before it.</summary>
    public bool LeavesResolved { get; init; }
}

internal enum StatusTeller : byte { Event, FirstResolvedAt, ResolvedAt, ClosedAt }

/// <summary>What a ticket's status events and stated times tell, in order.</summary>
internal static class StatusMoments
{
    public static List<StatusMoment> Of(Ticket ticket, TicketEvent[] events)
    {
        var moments = OfEvents(ticket, events);
        if (ticket.FirstResolvedAtMs is { } firstMs)
            Insert(moments, firstMs, StatusTeller.FirstResolvedAt);
        if (ticket.ResolvedAtMs is { } lastMs)
            Insert(moments, lastMs, StatusTeller.ResolvedAt);
        if (ticket.ClosedAtMs is { } closedMs)
            Insert(moments, closedMs, StatusTeller.ClosedAt);
        return moments;
    }

    /// <summary>What lies before creation did not happen to this ticket.</summary>
    private static List<StatusMoment> OfEvents(Ticket ticket, TicketEvent[] events)
    {
        var moments = new List<StatusMoment>();
        foreach (var e in events)
        {
            if (StatusEvents.Status(e, ticket) is not { } status)
                continue;
            var resolves = StatusNames.IsResolved(status);
            var leaves = !resolves && e.From is not null && StatusNames.Parse(e.From) is { } from && StatusNames.IsResolved(from);
            moments.Add(new StatusMoment(e.AtMs, StatusTeller.Event, resolves, e.Agent) { LeavesResolved = leaves });
        }
        return moments;
    }

    /// <summary>
    /// Between the events: among those of its instant it is the one that resolves; where there is none it comes before the first
    /// that finds the ticket solved, and otherwise after all.
    /// </summary>
    private static void Insert(List<StatusMoment> moments, long atMs, StatusTeller teller)
    {
        var at = moments.FindIndex(m => m.AtMs >= atMs);
        if (at < 0)
            at = moments.Count;
        var end = at;
        var resolving = -1;
        var leaving = -1;
        for (; end < moments.Count && moments[end].AtMs == atMs; end++)
        {
            if (resolving < 0 && moments[end].Resolves)
                resolving = end;
            if (leaving < 0 && moments[end].LeavesResolved)
                leaving = end;
        }
        moments.Insert(resolving >= 0 ? resolving + 1 : leaving >= 0 ? leaving : end, new StatusMoment(atMs, teller, true, null));
    }
}

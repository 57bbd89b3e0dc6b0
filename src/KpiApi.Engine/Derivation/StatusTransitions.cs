using KpiApi.Engine.Model;

namespace KpiApi.Engine.Derivation;

/// <summary>A change of a ticket into solved or closed, or out of it.</summary>
/// <param name="Origin">Where it comes from: an event, or a time that the ticket states.</param>
/// <param name="Resolves">Into solved or closed.</param>
/// <param name="Agent">Who did it, where an event says so.</param>
internal readonly record struct StatusTransition(long AtMs, TransitionOrigin Origin, bool Resolves, string? Agent)
{
    /// <summary>The event says that the ticket was solved or closed before it.</summary>
    public bool LeavesResolved { get; init; }
}

internal enum TransitionOrigin : byte { Event, FirstResolvedAt, ResolvedAt, ClosedAt }

/// <summary>A ticket's status transitions, in order, from its status events and stated times.</summary>
internal static class StatusTransitions
{
    public static List<StatusTransition> Of(Ticket ticket, TicketEvent[] events)
    {
        var transitions = OfEvents(ticket, events);
        if (ticket.FirstResolvedAtMs is { } firstMs)
            Insert(transitions, firstMs, TransitionOrigin.FirstResolvedAt);
        if (ticket.ResolvedAtMs is { } lastMs)
            Insert(transitions, lastMs, TransitionOrigin.ResolvedAt);
        if (ticket.ClosedAtMs is { } closedMs)
            Insert(transitions, closedMs, TransitionOrigin.ClosedAt);
        return transitions;
    }

    /// <summary>Events before creation are ignored.</summary>
    private static List<StatusTransition> OfEvents(Ticket ticket, TicketEvent[] events)
    {
        var transitions = new List<StatusTransition>();
        foreach (var e in events)
        {
            if (StatusEvents.Status(e, ticket) is not { } status)
                continue;
            var resolves = StatusNames.IsResolved(status);
            var leaves = !resolves && e.From is not null && StatusNames.Parse(e.From) is { } from && StatusNames.IsResolved(from);
            transitions.Add(new StatusTransition(e.AtMs, TransitionOrigin.Event, resolves, e.Agent) { LeavesResolved = leaves });
        }
        return transitions;
    }

    /// <summary>
    /// Between the events: among those of its instant it is the one that resolves; where there is none it comes before the first
    /// that finds the ticket solved, and otherwise after all.
    /// </summary>
    private static void Insert(List<StatusTransition> transitions, long atMs, TransitionOrigin origin)
    {
        var at = transitions.FindIndex(m => m.AtMs >= atMs);
        if (at < 0)
            at = transitions.Count;
        var end = at;
        var resolving = -1;
        var leaving = -1;
        for (; end < transitions.Count && transitions[end].AtMs == atMs; end++)
        {
            if (resolving < 0 && transitions[end].Resolves)
                resolving = end;
            if (leaving < 0 && transitions[end].LeavesResolved)
                leaving = end;
        }
        transitions.Insert(resolving >= 0 ? resolving + 1 : leaving >= 0 ? leaving : end, new StatusTransition(atMs, origin, true, null));
    }
}

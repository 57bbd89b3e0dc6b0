using KpiApi.Engine.Model;

namespace KpiApi.Engine.Derivation;

/// <summary>A ticket's resolutions, reopens and open intervals.</summary>
internal readonly struct StatusHistory
{
    public required Resolution[] Resolutions { get; init; }
    public required Reopen[] Reopens { get; init; }
    public required OpenInterval[] OpenIntervals { get; init; }
    public bool IsOpen => OpenIntervals.Length > 0 && OpenIntervals[^1].ToMs is null;

    /// <param name="ticket">Each time that it states is a moment between its events.</param>
    /// <param name="events">In order.</param>
    /// <param name="assignee">Credited where an event does not say who resolved.</param>
    public static StatusHistory Of(Ticket ticket, TicketEvent[] events, string? assignee) =>
        events.Length == 0 ? OfStated(ticket, assignee) : OfEvents(ticket, events, assignee);

    /// <summary>The general variant, for any ticket.</summary>
    internal static StatusHistory OfEvents(Ticket ticket, TicketEvent[] events, string? assignee) =>
        new StatusWalk(ticket.CreatedAtMs, assignee).Through(StatusTransitions.Of(ticket, events));

    /// <summary>
    /// The fast variant, for tickets without status events, as most imported ones are; equals <see cref="OfEvents"/>.
    /// </summary>
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
}

using KpiApi.Engine.Model;

namespace KpiApi.Engine.Derivation;

/// <summary>Reads a ticket's status from its events.</summary>
internal static class StatusEvents
{
    /// <summary>The status after an event that changed it; null for one of another type, or before the ticket was created.</summary>
    public static TicketStatus? Status(TicketEvent e, Ticket ticket) =>
        e.Type == EventTypes.Status && e.AtMs >= ticket.CreatedAtMs && e.To is not null ? StatusNames.Parse(e.To) : null;

    /// <summary>
    /// Before the first change, of which it is the <c>from</c>. A ticket is not created solved: a first event that finds it so
    /// is not the first thing that happened, and what was before is not known.
    /// </summary>
    public static TicketStatus AtCreation(Ticket ticket, TicketEvent[] events) =>
        Array.Find(events, e => Status(e, ticket) is not null) is { From: { } from } && StatusNames.Parse(from) is { } status && !StatusNames.IsResolved(status)
            ? status
            : TicketStatus.New;
}

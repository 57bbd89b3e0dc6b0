using KpiApi.Engine.Model;

namespace KpiApi.Engine.Derivation;

/// <summary>Current assignee, team and priority: stated by the ticket, else the last value set by its events.</summary>
internal readonly struct CurrentValues(Ticket ticket, TicketEvent[] events)
{
    public string? Agent { get; } = ticket.Agent ?? Last(events, EventTypes.Assignment);
    public string? Team { get; } = ticket.Team ?? Last(events, EventTypes.Team);
    public string? Priority { get; } = ticket.Priority ?? Last(events, EventTypes.Priority);

    private static string? Last(TicketEvent[] events, string type) => Array.FindLast(events, e => e.Type == type)?.To;
}

using KpiApi.Engine.Calendars;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Derivation;

/// <summary>Who had a ticket and when, and how it went from one to another, by its assignment events (metrics.md, section 2).</summary>
internal readonly struct HoldingDerivation
{
    private static readonly List<(long AtMs, string? Agent)> s_nobody = [];

    private readonly Ticket _ticket;
    private readonly TicketEvent[] _events;
    private readonly List<(long AtMs, string? Agent)> _holders;

    public HoldingDerivation(Ticket ticket, TicketEvent[] events)
    {
        (_ticket, _events, _holders) = (ticket, events, s_nobody);
        if (events.Length == 0)
            return;
        var first = Array.Find(events, e => e.Type == EventTypes.Assignment);
        _holders = [(ticket.CreatedAtMs, first is null ? ticket.Agent : first.From)];
        foreach (var e in events)
        {
            if (e.Type == EventTypes.Assignment)
                _holders.Add((Math.Max(e.AtMs, ticket.CreatedAtMs), e.To));
        }
    }

    /// <summary>The first event that gave the ticket to an agent; null where none did.</summary>
    public TicketEvent? FirstAssignment
    {
        get
        {
            foreach (var e in _events)
            {
                if (e is { Type: EventTypes.Assignment, To: not null } && e.AtMs >= _ticket.CreatedAtMs)
                    return e;
            }
            return null;
        }
    }

    /// <summary>In which an agent had the ticket while it was open; one of zero length is none.</summary>
    public Holding[] Holdings(OpenInterval[] open, BusinessCalendar? calendar)
    {
        if (_events.Length == 0)
            return OfStated(open, calendar);
        var holdings = new List<Holding>();
        foreach (var interval in open)
        {
            foreach (var (from, to, agent) in StatusIntervals.Cut(interval, _holders))
            {
                if (agent is not null && from != to)
                    holdings.Add(new Holding(from, to, agent) { BusinessMs = to is { } end ? calendar?.Between(from, end) : null });
            }
        }
        return [.. holdings];
    }

    /// <summary>The fast variant, for most tickets of an import: what the other gives where there are no events.</summary>
    private Holding[] OfStated(OpenInterval[] open, BusinessCalendar? calendar)
    {
        if (_ticket.Agent is not { } agent)
            return [];
        var (holdings, count) = (new Holding[open.Length], 0);
        foreach (var (from, to) in open)
        {
            if (from != to)
                holdings[count++] = new Holding(from, to, agent) { BusinessMs = to is { } end ? calendar?.Between(from, end) : null };
        }
        Array.Resize(ref holdings, count);
        return holdings;
    }

    /// <summary>From one agent to another, and from one team to another; credited to the agent who had the ticket before.</summary>
    public IReadOnlyList<Reassignment> Reassignments()
    {
        var (reassignments, createdAtMs) = (new List<Reassignment>(), _ticket.CreatedAtMs);
        var (holder, team, isHeldBefore, hasTeamBefore) = (_holders[0].Agent, (string?)null, false, false);
        foreach (var e in _events)
        {
            if (e.Type == EventTypes.Assignment)
            {
                Add(e, e.From ?? (isHeldBefore ? holder : null), e.From ?? holder);
                (holder, isHeldBefore) = (e.To, true);
            }
            else if (e.Type == EventTypes.Team)
            {
                Add(e, e.From ?? (hasTeamBefore ? team : null), holder);
                (team, hasTeamBefore) = (e.To, true);
            }
        }
        return reassignments;

        void Add(TicketEvent e, string? before, string? agent)
        {
            if (before is not null && e.To is not null && before != e.To && e.AtMs >= createdAtMs)
                reassignments.Add(new Reassignment(e.AtMs, agent));
        }
    }
}

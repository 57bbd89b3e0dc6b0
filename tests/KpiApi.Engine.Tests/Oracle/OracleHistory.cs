using KpiApi.Engine.Facts;

namespace KpiApi.Engine.Tests.Oracle;

/// <summary>A ticket's history straight from metrics.md, section 2, with nothing of the engine's derivation.</summary>
internal sealed class OracleHistory
{
    private readonly Ticket _ticket;
    private readonly List<TicketEvent> _events;
    private readonly ISet<string> _bots;

    public OracleHistory(Ticket ticket, IEnumerable<TicketEvent> events, ISet<string> bots)
    {
        _ticket = ticket;
        _bots = bots;
        _events = [.. events.OrderBy(e => e.AtMs).ThenBy(e => e.Id, StringComparer.Ordinal)];
        Turns = FromEvents();
        State();
    }

    /// <summary>Resolutions and reopens in order.</summary>
    public List<Turn> Turns { get; }

    public Ticket Ticket => _ticket;

    public bool IsCounted => _ticket.Status is not (TicketStatus.Merged or TicketStatus.Spam or TicketStatus.Deleted);

    public string? Agent => _ticket.Agent ?? _events.LastOrDefault(e => e.Type == "assignment")?.To;

    public string? Team => _ticket.Team ?? _events.LastOrDefault(e => e.Type == "team")?.To;

    public string? Priority => _ticket.Priority ?? _events.LastOrDefault(e => e.Type == "priority")?.To;

    public List<Turn> Resolutions => [.. Turns.Where(t => t.Resolves)];

    public IEnumerable<TicketEvent> Work => _events.Where(e => e.Actor == Actor.Agent && !(e.Agent is not null && _bots.Contains(e.Agent)));

    public (long At, string? By)? FirstResponse
    {
        get
        {
            var answers = Work.Where(e => e.Public && e.Type is "reply" or "call" or "chat").Where(e => e.AtMs >= _ticket.CreatedAtMs);
            var answer = _ticket.CreatedBy == CreatedBy.Agent ? answers.ElementAtOrDefault(1) : answers.FirstOrDefault();
            return (_ticket.FirstResponseAtMs ?? answer?.AtMs) is { } at ? (at, answer?.Agent ?? Agent) : null;
        }
    }

    public long? HandleMs => _ticket.HandleMs ?? (Work.Any(e => e.DurationMs is not null) ? Work.Sum(e => e.DurationMs ?? 0) : null);

    /// <summary>Creation, reopens and the resolutions that closed it, as +1 and −1.</summary>
    public IEnumerable<(long At, int Change)> Changes()
    {
        yield return (_ticket.CreatedAtMs, 1);
        var open = true;
        foreach (var turn in Turns)
        {
            if (turn.Resolves != open)
                continue;
            yield return (turn.At, open ? -1 : 1);
            open = !open;
        }
    }

    public bool IsOpenJustBefore(long at) => Changes().Where(c => c.At < at).Sum(c => c.Change) > 0;

    /// <summary>Who had the ticket at an instant, by the assignment events if there are any.</summary>
    public string? AssignedAt(long at)
    {
        var assignments = _events.Where(e => e.Type == "assignment").ToList();
        if (assignments.Count == 0)
            return Agent;
        return assignments.Any(e => e.AtMs <= at) ? assignments.Last(e => e.AtMs <= at).To : assignments[0].From;
    }

    private List<Turn> FromEvents()
    {
        var turns = new List<Turn>();
        foreach (var e in _events.Where(e => e.Type == "status" && e.AtMs >= _ticket.CreatedAtMs))
        {
            var resolves = e.To is "solved" or "closed";
            if (resolves != (turns.Count > 0 && turns[^1].Resolves))
                turns.Add(new Turn(e.AtMs, resolves, e.Agent ?? Agent));
        }
        return turns;
    }

    /// <summary>What the ticket states; the random histories state nothing that contradicts the order of their events.</summary>
    private void State()
    {
        var nothing = Turns.Count == 0 && _ticket is { ResolvedAtMs: null, FirstResolvedAtMs: null };
        if ((_ticket.ResolvedAtMs ?? (nothing ? _ticket.ClosedAtMs : null)) is { } last)
        {
            if (Turns.Count > 0 && Turns[^1].Resolves)
                Turns[^1] = Turns[^1] with { At = last };
            else
                Turns.Add(new Turn(last, true, Agent));
        }
        if (_ticket.FirstResolvedAtMs is not { } first)
            return;
        if (Turns.Count == 0)
            Turns.Add(new Turn(first, true, Agent));
        else if (Turns.Count == 1 && _ticket.ResolvedAtMs > first)
            Turns.Insert(0, new Turn(first, true, Turns[0].By));
        else
            Turns[0] = Turns[0] with { At = first };
    }

    internal readonly record struct Turn(long At, bool Resolves, string? By);
}

using System.Runtime.InteropServices;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Derivation;

/// <summary>The agent credited with a survey answer given at an instant.</summary>
internal sealed class Assignments
{
    private readonly StatusHistory _history;
    private readonly string? _only;
    private readonly List<(long AtMs, string? Agent)> _since = [];

    public Assignments(Ticket ticket, TicketEvent[] events, StatusHistory history)
    {
        _history = history;
        _only = ticket.Agent;
        foreach (var e in events)
        {
            if (e.Type != EventTypes.Assignment)
                continue;
            if (_since.Count == 0)
                _since.Add((long.MinValue, e.From));
            // Unassigning a ticket leaves it credited to its last agent.
            _since.Add((e.AtMs, e.To ?? e.From ?? _since[^1].Agent));
        }
    }

    /// <summary>
    /// Whoever was assigned then, by the assignment events: before the first one its <c>from</c>, and after the ticket was taken away the
    /// last one assigned. A ticket without such events has had one assignee all along. Where there is none, the resolver.
    /// </summary>
    public string? At(long atMs)
    {
        var assigned = _since.Count == 0 ? _only : _since[Instants.FirstAfter(atMs, CollectionsMarshal.AsSpan(_since), s => s.AtMs) - 1].Agent;
        var resolved = Instants.FirstAfter(atMs, _history.Resolutions, r => r.AtMs);
        return assigned ?? (resolved == 0 ? null : _history.Resolutions[resolved - 1].Resolver);
    }
}

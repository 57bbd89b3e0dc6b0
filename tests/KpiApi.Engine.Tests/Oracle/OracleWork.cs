using KpiApi.Engine.Model;

namespace KpiApi.Engine.Tests.Oracle;

/// <summary>A wait of a customer, as the definitions have it: who ended it, and whether by an answer.</summary>
internal sealed record OracleWait(long From, long? To, string? By, bool IsAnswered);

/// <summary>Reply waits, holdings and reassignments straight from metrics.md, by going through all that happened.</summary>
internal static class OracleWork
{
    public static List<OracleWait> Waits(OracleHistory h)
    {
        var ticket = h.Ticket;
        var stated = ticket.FirstResponseAtMs;
        // At one instant a stated answer comes first, then events in their order, then resolutions.
        var moments = h.Events.Select((e, i) => (e.AtMs, Place: i, Kind: h.Answers.Contains(e) && !(e.AtMs < stated) ? 'a' : IsMessage(e, ticket) ? 'm' : '-', By: e.Agent))
            .Concat(h.Resolutions.Select(r => (AtMs: r.At, Place: int.MaxValue, Kind: 'r', By: (string?)null)))
            .Concat(stated is { } at ? [(AtMs: at, Place: -1, Kind: 'a', By: h.FirstResponse!.Value.By)] : [])
            .OrderBy(m => m.AtMs).ThenBy(m => m.Place).ToList();
        var waits = new List<OracleWait>();
        var since = ticket.CreatedBy == CreatedBy.Customer ? ticket.CreatedAtMs : (long?)null;
        foreach (var m in moments.Where(m => m.AtMs >= ticket.CreatedAtMs))
        {
            if (m.Kind == 'm')
                since ??= m.AtMs;
            else if (m.Kind != '-' && since is { } from)
            {
                waits.Add(new(from, m.AtMs, m.Kind == 'a' ? m.By ?? h.Agent : null, m.Kind == 'a'));
                since = null;
            }
        }
        if (since is { } running)
            waits.Add(new(running, null, null, false));
        return waits;
    }

    /// <summary>Instant by instant: who had it, while it was open.</summary>
    public static IEnumerable<(long From, long To, string By)> Holdings(OracleHistory h)
    {
        var changes = h.Changes().ToList();
        for (var i = 0; i + 1 < changes.Count; i += 2)
            foreach (var holding in Holdings(h, changes[i].At, changes[i + 1].At))
                yield return holding;
        if (changes.Count % 2 == 1)
            foreach (var holding in Holdings(h, changes[^1].At, long.MaxValue))
                yield return holding;
    }

    public static IEnumerable<(long At, string? By)> Reassignments(OracleHistory h)
    {
        foreach (var (e, i) in h.Events.Select((e, i) => (e, i)).Where(e => e.e.Type is "assignment" or "team" && e.e.AtMs >= h.Ticket.CreatedAtMs))
        {
            var before = e.From ?? h.Events.Take(i).LastOrDefault(other => other.Type == e.Type)?.To;
            var assignments = h.Events.Where(other => other.Type == "assignment").ToList();
            var holder = assignments.Count == 0 ? h.Ticket.Agent : h.Events.Take(i).LastOrDefault(other => other.Type == "assignment") is { } last ? last.To : assignments[0].From;
            if (before is not null && e.To is not null && e.To != before)
                yield return (e.AtMs, e.Type == "assignment" ? before : holder);
        }
    }

    public static TicketEvent? FirstAssignment(OracleHistory h) => h.Events.FirstOrDefault(e => e.Type == "assignment" && e.To is not null && e.AtMs >= h.Ticket.CreatedAtMs);

    private static bool IsMessage(TicketEvent e, Ticket ticket) => e.Type == "customer_message" && e.Public && e.AtMs >= ticket.CreatedAtMs;

    /// <param name="to">Of the time it was open; the largest where it still is: what has not ended there is not told.</param>
    private static IEnumerable<(long From, long To, string By)> Holdings(OracleHistory h, long from, long to)
    {
        var cuts = h.Events.Where(e => e.Type == "assignment").Select(e => e.AtMs).Where(at => at > from && at < to).Distinct().Append(to).Order();
        var begun = from;
        foreach (var at in cuts)
        {
            if (at < to && Holder(h, at) == Holder(h, begun))
                continue;
            if (Holder(h, begun) is { } by && begun < at && at < long.MaxValue)
                yield return (begun, at, by);
            begun = at;
        }
    }

    /// <summary>From an instant on.</summary>
    private static string? Holder(OracleHistory h, long at)
    {
        var assignments = h.Events.Where(e => e.Type == "assignment").ToList();
        return assignments.Count == 0 ? h.Ticket.Agent : assignments.LastOrDefault(e => e.AtMs <= at) is { } last ? last.To : assignments[0].From;
    }
}

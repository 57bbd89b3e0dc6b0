using System.Runtime.InteropServices;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Derivation;

/// <summary>Splits a ticket's open time by status or by stage.</summary>
internal static class StatusIntervals
{
    public static StatusInterval[] ByStatus(Ticket ticket, TicketEvent[] events, OpenInterval[] intervals)
    {
        // The status never changed: each interval is one part.
        if (events.Length == 0)
            return Array.ConvertAll(intervals, interval => new StatusInterval(interval.FromMs, interval.ToMs, TicketStatus.New, IntervalEdges.Both));

        // Where stated times contradict the events, an open ticket can be solved by its events: it counts as open.
        var changes = new List<(long AtMs, TicketStatus Value)> { (ticket.CreatedAtMs, StatusEvents.AtCreation(ticket, events)) };
        foreach (var e in events)
        {
            if (StatusEvents.Status(e, ticket) is { } status)
                changes.Add((e.AtMs, StatusNames.IsResolved(status) ? TicketStatus.Open : status));
        }
        var parts = new List<StatusInterval>();
        foreach (var interval in intervals)
        {
            var first = parts.Count;
            foreach (var (from, to, status) in Cut(interval, changes))
                parts.Add(new StatusInterval(from, to, status, IntervalEdges.Neither));
            parts[first] = parts[first] with { Edges = IntervalEdges.Opens };
            parts[^1] = parts[^1] with { Edges = parts[^1].Edges == IntervalEdges.Opens ? IntervalEdges.Both : IntervalEdges.Closes };
        }
        return [.. parts];
    }

    public static StageVisit[] ByStage(Ticket ticket, TicketEvent[] events, OpenInterval[] intervals, StatusInterval[] statuses, BusinessCalendar? calendar)
    {
        var visits = Array.Exists(events, e => e.Type == EventTypes.Stage)
            ? Stages(ticket, events, intervals)
            : Array.ConvertAll(statuses, p => new StageVisit(StatusNames.Name(p.Status), p.FromMs, p.ToMs));
        visits = FactDerivation.All(visits, v => v.LeftAtMs != v.EnteredAtMs);
        return calendar is null ? visits : InBusinessTime(visits, calendar);
    }

    private static StageVisit[] InBusinessTime(StageVisit[] visits, BusinessCalendar calendar) =>
        Array.ConvertAll(visits, v => v with { BusinessMs = v.LeftAtMs is { } left ? calendar.Between(v.EnteredAtMs, left) : null });

    /// <summary>Name of the stage before the first stage event.</summary>
    private const string StartStage = "(start)";

    private static StageVisit[] Stages(Ticket ticket, TicketEvent[] events, OpenInterval[] intervals)
    {
        var changes = new List<(long AtMs, string Value)> { (ticket.CreatedAtMs, StartStage) };
        foreach (var e in events)
        {
            if (e is { Type: EventTypes.Stage, To: { } stage })
                changes.Add((Math.Max(e.AtMs, ticket.CreatedAtMs), stage));
        }
        return [.. intervals.SelectMany(i => Cut(i, changes)).Select(p => new StageVisit(p.Value, p.FromMs, p.ToMs))];
    }

    /// <summary>
    /// The stretches of an interval in one value, those without length left out (but never all of them). An event that changes nothing,
    /// open to open, ends no stretch.
    /// </summary>
    public static List<(long FromMs, long? ToMs, T Value)> Cut<T>(OpenInterval interval, List<(long AtMs, T Value)> changes)
    {
        var cut = new List<(long FromMs, long? ToMs, T Value)>();
        var from = interval.FromMs;
        // What was last changed before the interval goes on in it. Searched for, because a ticket may have been reopened thousands of times.
        var before = Math.Min(from, (interval.ToMs ?? long.MaxValue) - 1);
        var first = Math.Max(0, Instants.FirstAfter(before, CollectionsMarshal.AsSpan(changes), c => c.AtMs) - 1);
        var value = changes[0].Value;
        foreach (var change in CollectionsMarshal.AsSpan(changes)[first..])
        {
            if (change.AtMs >= interval.ToMs)
                break;
            if (change.AtMs > from)
            {
                Add(from, change.AtMs);
                from = change.AtMs;
            }
            value = change.Value;
        }
        Add(from, interval.ToMs);
        return cut;

        void Add(long fromMs, long? toMs)
        {
            if (cut.Count > 0 && EqualityComparer<T>.Default.Equals(cut[^1].Value, value))
                cut[^1] = (cut[^1].FromMs, toMs, value);
            else
                cut.Add((fromMs, toMs, value));
        }
    }
}

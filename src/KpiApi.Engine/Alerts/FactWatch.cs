using KpiApi.Engine.Columns;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Alerts;

/// <summary>
/// Finds what became true of tickets and surveys by looking at those that changed and at those that are due: what it finds is what a look at
/// all of them at each moment would. It knows what was reported, because each ticket or survey is reported once per alert. One thread at a time.
/// </summary>
/// <param name="maxAgeMs">What became true longer ago is not reported: history that is imported, a time in which nobody watched.</param>
public sealed class FactWatch(long maxAgeMs)
{
    private readonly HashSet<(string Alert, string Subject)> _reported = [];
    private readonly DueTimes _due = new();
    private IReadOnlyList<WatchedAlert> _alerts = [];

    /// <summary>The next instant at which something may be due.</summary>
    public long? NextDueMs => _due.NextMs;

    /// <summary>Tickets that may become due.</summary>
    public int Waiting => _due.Count;

    /// <summary>True when tickets have to be looked at as time passes.</summary>
    public bool IsTimed => _alerts.Any(alert => alert.Condition is TimedCondition);

    /// <summary>To be filled afterwards.</summary>
    public void Watch(IReadOnlyList<WatchedAlert> alerts) => _alerts = alerts;

    /// <summary>Begins anew with an alert: what it has reported is to be marked once more.</summary>
    public void Forget(string alert) => _reported.RemoveWhere(reported => reported.Alert == alert);

    public void MarkReported(string alert, string subject) => _reported.Add((alert, subject));

    /// <summary>Finds all tickets that may become due, those that have since the alerts were made included.</summary>
    public void Fill(FactSnapshot snapshot, long nowMs, CancellationToken cancel = default)
    {
        _due.Clear();
        List<(WatchedAlert Alert, TimedCondition Condition)> timed = [.. _alerts.Where(alert => alert.Condition is TimedCondition).Select(alert => (alert, (TimedCondition)alert.Condition))];
        if (timed.Count == 0)
            return;
        foreach (var (ticket, clocks) in TimedTickets.Read(snapshot, FirstMs(timed.Min(watched => watched.Alert.SinceMs), nowMs), cancel))
        {
            long? first = null;
            foreach (var (alert, condition) in timed)
            {
                foreach (var moment in condition.Moments(ticket, clocks))
                {
                    if (moment.AtMs > FirstMs(alert.SinceMs, nowMs) && !IsReported(alert, moment) && !(moment.AtMs >= first))
                        first = moment.AtMs;
                }
            }
            _due.Set(ticket, first);
        }
    }

    /// <summary>Takes the tickets that are due, to be evaluated.</summary>
    public List<string> TakeDue(long nowMs, int limit)
    {
        var due = new List<string>();
        while (due.Count < limit && _due.Take(nowMs) is { } ticket)
            due.Add(ticket);
        return due;
    }

    /// <summary>What is true of an owner and was not reported, and when it is to be looked at again.</summary>
    /// <param name="facts">Null when nothing of it counts.</param>
    /// <param name="snapshot">Knows what accounts have of their attributes.</param>
    public List<Occurrence> Evaluate(OwnerKey owner, OwnerFacts? facts, FactSnapshot snapshot, long nowMs)
    {
        var (found, next) = (new List<Occurrence>(), (long?)null);
        if (facts is not null)
        {
            var clocks = TicketClocks.Of(facts);
            foreach (var alert in _alerts)
                Evaluate(alert, facts, clocks, new Look(snapshot, nowMs, found), ref next);
        }
        if (owner.Kind == OwnerKind.Ticket)
            _due.Set(owner.Id, next);
        return found;
    }

    private void Evaluate(WatchedAlert alert, OwnerFacts facts, in TicketClocks clocks, Look look, ref long? next)
    {
        foreach (var moment in alert.Condition.Moments(facts, clocks))
        {
            if (moment.AtMs <= FirstMs(alert.SinceMs, look.NowMs) || IsReported(alert, moment))
                continue;
            if (moment.AtMs > look.NowMs && !moment.IsNow)
                next = Math.Min(next ?? long.MaxValue, moment.AtMs);
            else if ((facts.Ticket is null || FactFilters.Pass(alert.Filters, facts.Ticket, look.Snapshot)) && !look.Found.Exists(found => found.Alert == alert && found.Moment.Subject == moment.Subject))
                look.Found.Add(new(alert, moment));
        }
    }

    private bool IsReported(WatchedAlert alert, Moment moment) => _reported.Contains((alert.Id, moment.Subject));

    /// <summary>Moments up to it are too long ago.</summary>
    private long FirstMs(long sinceMs, long nowMs) => Math.Max(sinceMs, nowMs - maxAgeMs);

    private readonly record struct Look(FactSnapshot Snapshot, long NowMs, List<Occurrence> Found);
}

/// <summary>An alert about tickets or surveys.</summary>
/// <param name="SinceMs">Just before it was made: what became true by then is not reported.</param>
/// <param name="Filters">Of the tickets; none for surveys.</param>
public sealed record WatchedAlert(string Id, long SinceMs, FactCondition Condition, IReadOnlyList<Filter> Filters);

/// <summary>A condition has become true of a ticket or a survey.</summary>
public readonly record struct Occurrence(WatchedAlert Alert, Moment Moment);

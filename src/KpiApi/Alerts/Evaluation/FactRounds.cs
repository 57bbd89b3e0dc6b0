using KpiApi.Engine.Alerts;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;
using KpiApi.Settings;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Reading;
using KpiApi.Storage.Tables;

namespace KpiApi.Alerts.Evaluation;

/// <summary>
/// Alerts about tickets and surveys: reads what has changed since the round before, and what is due by the clock, and derives their facts as the feed
/// does. Of the store it reads no more than that.
/// </summary>
internal sealed class FactRounds(StoreQueries queries, FactFeed feed, AlertOptions options)
{
    /// <summary>Tickets whose timelines are in memory at once.</summary>
    private const int PageSize = 500;

    /// <summary>Versions of a round: what is due, and metrics, do not wait until an import is evaluated.</summary>
    private const int VersionsOfRound = 50;

    private readonly FactWatch _watch = new(options.MaxAgeMs);
    private readonly HashSet<string> _begun = new(StringComparer.Ordinal);
    private IReadOnlyList<WatchedAlert> _alerts = [];
    private DerivationRules? _rules;
    private long? _position;
    private long _lastMs;
    private bool _isFilled;

    /// <summary>The version of the store up to which all changes are evaluated.</summary>
    public long Position => _position ?? 0;

    /// <summary>A new alert, or one that is another now, with what it has reported.</summary>
    public void Begin(AlertSetting alert, IEnumerable<string> reported)
    {
        _watch.Forget(alert.Id);
        foreach (var subject in reported) _watch.MarkReported(alert.Id, subject);
        _begun.Remove(alert.Id);
    }

    /// <param name="alerts">Null for those that are none of this kind.</param>
    /// <param name="position">Of the holder before; null when there was none.</param>
    /// <param name="settings">Of the alerts.</param>
    public void Watch(IEnumerable<WatchedAlert?> alerts, long? position, IEnumerable<AlertSetting> settings)
    {
        _alerts = [.. alerts.OfType<WatchedAlert>()];
        _watch.Watch(_alerts);
        _isFilled = false;
        var made = settings.ToDictionary(alert => alert.Id, alert => alert.MadeVersion, StringComparer.Ordinal);
        // What was written since an alert was made, also before this process learned of it.
        var isFirst = _position is null;
        foreach (var alert in _alerts.Where(alert => _begun.Add(alert.Id)))
            _position = Math.Min(_position ?? long.MaxValue, made[alert.Id]);
        if (isFirst && position is { } before && _position is { } since) _position = Math.Max(before, since);
    }

    public void MarkReported(IEnumerable<Occurrence> found)
    {
        foreach (var (alert, moment) in found) _watch.MarkReported(alert.Id, moment.Subject);
    }

    /// <summary>Page by page; each is to be stored and marked before the next is asked for.</summary>
    public async IAsyncEnumerable<List<Occurrence>> FindAsync(FactSnapshot snapshot, long nowMs, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.Yield();
        var until = _alerts.Count == 0 ? snapshot.Version : Math.Min(snapshot.Version, Position + VersionsOfRound);
        if (_alerts.Count > 0)
        {
            foreach (var page in Changed(until, snapshot, nowMs).Where(page => page.Count > 0))
            {
                cancel.ThrowIfCancellationRequested();
                yield return page;
            }
        }

        _position = Math.Max(Position, until);
        if (!_isFilled || nowMs < _lastMs || !ReferenceEquals(_rules, feed.Rules)) Fill(snapshot, nowMs, cancel);
        _lastMs = nowMs;
        while (_watch.TakeDue(nowMs, PageSize) is { Count: > 0 } due)
        {
            cancel.ThrowIfCancellationRequested();
            if (Evaluate(due, snapshot, nowMs) is { Count: > 0 } page) yield return page;
        }
    }

    /// <summary>All tickets that may become due: at the start, when rules have changed or the clock went back, and when something was deleted or moved, of which only a hash is left.</summary>
    private void Fill(FactSnapshot snapshot, long nowMs, CancellationToken cancel)
    {
        (_rules, _isFilled) = (feed.Rules, true);
        _watch.Fill(snapshot, nowMs, cancel);
    }

    private IEnumerable<List<Occurrence>> Changed(long until, FactSnapshot snapshot, long nowMs)
    {
        var since = Position;
        if (since >= until) yield break;
        if (_watch.IsTimed && _isFilled && ChangesOthers(since, until)) _isFilled = false;
        foreach (var ids in Tickets(since, until).Chunk(PageSize))
            yield return Evaluate([.. ids.Distinct(StringComparer.Ordinal)], snapshot, nowMs);
        if (!_alerts.Any(alert => alert.Condition is NegativeAnswer)) yield break;
        foreach (var surveys in queries.ReadChanges(StoreTables.Surveys, since, until).Select(row => row.Row).Where(survey => survey.Ticket is null).Chunk(PageSize))
            yield return [.. surveys.SelectMany(survey => Evaluate(new Timeline(null, [], [survey]), snapshot, nowMs))];
    }

    private IEnumerable<string> Tickets(long since, long until)
    {
        var tickets = queries.ReadChanges(StoreTables.Tickets, since, until).Select(row => row.Row.Id);
        if (_watch.IsTimed) tickets = tickets.Concat(queries.ReadChanges(StoreTables.Events, since, until).Select(row => row.Row.Ticket));
        return _alerts.Any(alert => alert.Condition is NegativeAnswer)
            ? tickets.Concat(queries.ReadChanges(StoreTables.Surveys, since, until).Select(row => row.Row.Ticket).OfType<string>())
            : tickets;
    }

    /// <summary>Whether tickets can have become due that were not written themselves.</summary>
    private bool ChangesOthers(long since, long until) =>
        queries.ReadTombstones(since, until).Any(stone => stone.Row.Kind == RecordKind.Event)
        || (_alerts.Any(alert => alert.Filters.Any(filter => filter.Dimension.Kind == DimensionKind.AccountAttribute)) && queries.ReadChanges(StoreTables.Accounts, since, until).Any());

    private List<Occurrence> Evaluate(IReadOnlyCollection<string> tickets, FactSnapshot snapshot, long nowMs)
    {
        var (found, missing) = (new List<Occurrence>(), tickets.ToHashSet(StringComparer.Ordinal));
        foreach (var timeline in queries.Read(tickets))
        {
            missing.Remove(timeline.Key.Id);
            found.AddRange(Evaluate(timeline, snapshot, nowMs));
        }

        foreach (var gone in missing) _watch.Evaluate(new(OwnerKind.Ticket, gone), null, snapshot, nowMs);
        return found;
    }

    private List<Occurrence> Evaluate(Timeline timeline, FactSnapshot snapshot, long nowMs) =>
        _watch.Evaluate(timeline.Key, FactDerivation.Derive(timeline, feed.Rules), snapshot, nowMs);
}

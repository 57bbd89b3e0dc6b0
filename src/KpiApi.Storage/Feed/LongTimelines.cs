using System.Diagnostics;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;
using KpiApi.Storage.Reading;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Feed;

/// <summary>
/// Tickets with so many events that reading and deriving them takes a while: that is done beside the writer, so that what others write is
/// stored and visible meanwhile. What touched such a ticket is visible, and told to be so, when it has been derived. One thread at a time,
/// but for what says otherwise.
/// </summary>
internal sealed class LongTimelines(StoreQueries queries, LongTimelineCache cache)
{
    /// <summary>Fewer are read and derived within a few milliseconds.</summary>
    internal const int FromEvents = 4_000;

    /// <summary>In one round: their events are in memory until all of them are visible.</summary>
    private const int AtOnce = 8;

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Of each ticket the versions that have touched it and are not visible, ascending.</summary>
    private readonly Dictionary<string, List<long>> _unpublished = new(StringComparer.Ordinal);
    private volatile Task<Round>? _round;
    private long _oldest = long.MaxValue;

    /// <summary>When the last round ended, and how long it took: the next one begins so much later, since events of one ticket may come without end and cost others time.</summary>
    private long _ended;
    private TimeSpan _took;

    /// <summary>Called on any thread when a round is over.</summary>
    public Action Derived { get; set; } = () => { };

    /// <summary>Where rounds run.</summary>
    public TaskScheduler Scheduler { get; set; } = TaskScheduler.Default;

    /// <summary>The first version of which not everything is visible; for any thread.</summary>
    public long OldestUnpublished => Volatile.Read(ref _oldest);

    /// <summary>For any thread.</summary>
    public bool IsEmpty => OldestUnpublished == long.MaxValue;

    /// <summary>What a round has derived can be shown, or it failed; for any thread.</summary>
    public bool IsRoundOver => _round is { IsCompleted: true };

    /// <summary>The round under way, if there is one.</summary>
    public Task UnderWay => _round ?? Task.CompletedTask;

    /// <summary>Tickets of which not everything is visible.</summary>
    public IReadOnlyCollection<string> Unpublished => _unpublished.Keys;

    public void Observe(Timeline timeline)
    {
        if (timeline.Ticket is not { } ticket) return;
        if (timeline.Events.Count >= FromEvents) _known.Add(ticket.Id);
        else if (_known.Count > 0) _known.Remove(ticket.Id);
    }

    public void Observe(IEnumerable<string> longTickets) => _known.UnionWith(longTickets);

    /// <summary>Takes the long ones out of those whose timelines are to be read.</summary>
    public HashSet<string> ExtractFrom(HashSet<string> toRead)
    {
        if (_known.Count == 0) return [];
        var taken = toRead.Where(_known.Contains).ToHashSet(StringComparer.Ordinal);
        toRead.ExceptWith(taken);
        return taken;
    }

    /// <summary>A version has touched these, and they are not shown with it.</summary>
    public void Defer(IEnumerable<string> tickets, long version)
    {
        foreach (var ticket in tickets)
        {
            if (!_unpublished.TryGetValue(ticket, out var versions)) _unpublished.Add(ticket, versions = []);
            versions.Add(version);
        }

        UpdateOldest();
    }

    /// <summary>They are published up to date; what a round in progress has read of them is older.</summary>
    public void MarkPublished(IEnumerable<FactSource> shown)
    {
        if (_unpublished.Count == 0) return;
        foreach (var source in shown)
            if (source.Key.Kind == OwnerKind.Ticket) _unpublished.Remove(source.Key.Id);
    }

    /// <summary>True when a version has touched one of the tickets and that is not visible.</summary>
    public bool IsUnpublished(IReadOnlyCollection<string> tickets, long version) =>
        tickets.Any(ticket => _unpublished.TryGetValue(ticket, out var versions) && versions[0] <= version);

    /// <summary>What was read of them leaves memory.</summary>
    public void Forget() => cache.Clear();

    /// <summary>Derives what is not visible, unless that is being done.</summary>
    public void Begin(DerivationRules rules)
    {
        if (_round is not null || _unpublished.Count == 0) return;
        // Those that have waited longest.
        var tickets = _unpublished.OrderBy(ticket => ticket.Value[0]).Take(AtOnce).Select(ticket => ticket.Key).ToList();
        _round = Task.Factory.StartNew(() => Derive(tickets, rules), CancellationToken.None, TaskCreationOptions.LongRunning, Scheduler);
        // A round that failed is begun again by the next look at the store, not at once.
        _round.ContinueWith(_ => Derived(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.NotOnFaulted, TaskScheduler.Default);
    }

    /// <summary>What the round that is over has derived; to be shown with the next version.</summary>
    public List<FactSource> ExtractDerived()
    {
        if (_round is not { IsCompletedSuccessfully: true } over) return [];
        _round = null;
        var (sources, version) = over.Result;
        return sources.FindAll(source => IsWaitedFor(source, version));
    }

    /// <summary>Why the round that is over has derived nothing.</summary>
    public Exception? ExtractFailure()
    {
        if (_round is not { IsFaulted: true } failed) return null;
        _round = null;
        return failed.Exception.InnerException;
    }

    /// <summary>Updates <see cref="OldestUnpublished"/> after a publication.</summary>
    public void UpdateOldest() => Volatile.Write(ref _oldest, _unpublished.Count == 0 ? long.MaxValue : _unpublished.Values.Min(versions => versions[0]));

    /// <summary>What has touched it since it was read waits for the next round.</summary>
    private bool IsWaitedFor(FactSource source, long version)
    {
        if (source.Timeline is { } timeline) Observe(timeline);
        else _known.Remove(source.Key.Id);
        if (!_unpublished.TryGetValue(source.Key.Id, out var versions) || versions.RemoveAll(touched => touched <= version) == 0) return false;
        if (versions.Count == 0) _unpublished.Remove(source.Key.Id);
        return true;
    }

    /// <summary>Reads everything of one version and some of later ones; what changed meanwhile is read again.</summary>
    private Round Derive(List<string> tickets, DerivationRules rules)
    {
        if (_took - Stopwatch.GetElapsedTime(_ended) is { Ticks: > 0 } rest) Thread.Sleep(rest);
        var began = Stopwatch.GetTimestamp();
        var (version, sources) = (queries.ReadVersion(), new List<FactSource>());
        foreach (var ticket in tickets)
            sources.Add(cache.Read(ticket, version) is { } timeline ? FactSource.Derived(timeline, rules) : FactSource.Gone(new(OwnerKind.Ticket, ticket)));
        _ended = Stopwatch.GetTimestamp();
        _took = Stopwatch.GetElapsedTime(began, _ended);
        return new(sources, version);
    }

    private sealed record Round(List<FactSource> Sources, long Version);
}

using System.Collections.Immutable;
using KpiApi.Engine.Columns;

namespace KpiApi.Storage.Feed;

/// <summary>How far what queries see is behind the store, as far as this process knows without asking.</summary>
internal sealed class FeedStatus(FactWriter facts, LongTimelines longs, TimeProvider clock)
{
    private volatile ImmutableHashSet<long> _deriving = [];
    private long _storeVersion;
    private long _followedAt = clock.GetTimestamp();

    /// <summary>The highest that was read of the store or committed to it.</summary>
    public long StoreVersion => Interlocked.Read(ref _storeVersion);

    /// <summary>These versions hold changes of the rules by which facts are still to be derived.</summary>
    public void MarkRulesChanged(IEnumerable<long> versions) => _deriving = _deriving.Union(versions);

    /// <summary>Queries see the numbers of the newest rules.</summary>
    public void MarkRulesApplied() => _deriving = [];

    /// <summary>Of what queries see; not all of it need be there, see <see cref="IsVisible"/>.</summary>
    public long Version => facts.Current.Version;

    /// <summary>Told when queries see more than before, by the thread that publishes.</summary>
    public event Action? Published;

    /// <summary>True when queries see all that a version of the store has, and all before it.</summary>
    public bool IsVisible(long version) => facts.Current.Version >= version && longs.OldestUnpublished > version && !_deriving.Contains(version);

    /// <summary>Versions of the store that queries do not see yet.</summary>
    public long Lag => Math.Max(0, StoreVersion - facts.Current.Version);

    /// <summary>Since queries were last known to see all that the store has; it grows while the store is away.</summary>
    public TimeSpan Age => clock.GetElapsedTime(Interlocked.Read(ref _followedAt));

    /// <summary>The store has this version. One thread at a time.</summary>
    public void ObserveVersion(long version) => Interlocked.Exchange(ref _storeVersion, Math.Max(version, _storeVersion));

    public void NotifyPublished() => Published?.Invoke();

    /// <summary>Queries see all that the store had.</summary>
    /// <param name="at">The clock's timestamp when reading it began.</param>
    public void Followed(long at) => Interlocked.Exchange(ref _followedAt, at);
}

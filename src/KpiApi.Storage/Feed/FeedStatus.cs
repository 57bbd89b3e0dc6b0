using System.Collections.Immutable;
using KpiApi.Engine.Columns;

namespace KpiApi.Storage.Feed;

/// <summary>How far the visible facts lag behind the store, as far as this process knows without a query.</summary>
internal sealed class FeedStatus(FactWriter facts, LongTimelines longs, TimeProvider clock)
{
    private volatile ImmutableHashSet<long> _deriving = [];
    private long _storeVersion;
    private long _followedAt = clock.GetTimestamp();

    /// <summary>The highest version read from the store or committed to it.</summary>
    public long StoreVersion => Interlocked.Read(ref _storeVersion);

    /// <summary>Facts are not yet derived by the rules of these versions.</summary>
    public void MarkRulesChanged(IEnumerable<long> versions) => _deriving = _deriving.Union(versions);

    /// <summary>Queries see the numbers of the newest rules.</summary>
    public void MarkRulesApplied() => _deriving = [];

    /// <summary>Of what queries see; not all of it need be there, see <see cref="IsVisible"/>.</summary>
    public long Version => facts.Current.Version;

    /// <summary>Raised after each publication, on the publishing thread.</summary>
    public event Action? Published;

    /// <summary>True when queries see everything up to and including a version.</summary>
    public bool IsVisible(long version) => facts.Current.Version >= version && longs.OldestUnpublished > version && !_deriving.Contains(version);

    /// <summary>Versions of the store that queries do not see yet.</summary>
    public long Lag => Math.Max(0, StoreVersion - facts.Current.Version);

    /// <summary>Time since the visible facts were last known to be current; it grows while the store is away.</summary>
    public TimeSpan Age => clock.GetElapsedTime(Interlocked.Read(ref _followedAt));

    /// <summary>The store has reached this version. Not thread-safe.</summary>
    public void ObserveVersion(long version) => Interlocked.Exchange(ref _storeVersion, Math.Max(version, _storeVersion));

    public void NotifyPublished() => Published?.Invoke();

    /// <summary>The visible facts were current when the read began.</summary>
    /// <param name="at">The clock's timestamp when reading it began.</param>
    public void Followed(long at) => Interlocked.Exchange(ref _followedAt, at);
}

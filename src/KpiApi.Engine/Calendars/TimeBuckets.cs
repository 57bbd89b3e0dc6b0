using NodaTime;

namespace KpiApi.Engine.Calendars;

/// <summary>Cuts a period into numbered buckets. Made once a query, read by every thread of it.</summary>
public abstract class TimeBuckets
{
    public abstract int Count { get; }

    /// <summary>The bucket of each instant of the period; instants outside it have no meaning here.</summary>
    internal abstract void Assign(ReadOnlySpan<long> atMs, Span<int> buckets);

    /// <summary>The bucket that both instants of the period, and so all between them, lie in; null where that is not known.</summary>
    internal virtual int? Only(long firstMs, long lastMs) => null;

    /// <summary>Null when the buckets would be more than <paramref name="limit"/>.</summary>
    internal static TimeBuckets? Create(TimeRange period, BucketInterval interval, DateTimeZone zone, IsoDayOfWeek weekStart, int limit) =>
        BucketIntervalNames.IsFolded(interval)
            ? new FoldedBuckets(period, interval, zone)
            : BucketCuts.Of(period, interval, zone, weekStart, limit);
}

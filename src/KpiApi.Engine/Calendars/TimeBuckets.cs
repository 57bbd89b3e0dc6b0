using NodaTime;

namespace KpiApi.Engine.Calendars;

/// <summary>Cuts a period into numbered buckets. Made once a query, read by every thread of it.</summary>
internal abstract class TimeBuckets
{
    public abstract int Count { get; }

    /// <summary>The bucket of each instant of the period; instants outside it have no meaning here.</summary>
    public abstract void Assign(ReadOnlySpan<long> atMs, Span<int> buckets);

    /// <summary>Null when the buckets would be more than <paramref name="limit"/>.</summary>
    public static TimeBuckets? Create(Period period, Interval interval, DateTimeZone zone, IsoDayOfWeek weekStart, int limit) =>
        IntervalNames.IsFolded(interval)
            ? new FoldedBuckets(period, interval, zone)
            : RunningBuckets.Create(period, interval, zone, weekStart, limit);
}

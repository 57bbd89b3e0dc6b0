using NodaTime;

namespace KpiApi.Engine.Calendars;

/// <summary>A period with the buckets that it is cut into, and how it was cut, so that another can be cut alike.</summary>
/// <param name="Period">May end inside the last bucket or before it.</param>
internal sealed record BucketedPeriod(TimeRange Period, TimeBuckets Buckets, BucketInterval Interval, DateTimeZone Zone, IsoDayOfWeek WeekStart)
{
    /// <summary>The buckets of an interval that does not fold.</summary>
    public RunningBuckets Running => (RunningBuckets)Buckets;

    /// <summary>Another period, cut alike; null when it has more than <paramref name="limit"/> buckets.</summary>
    public BucketedPeriod? Over(TimeRange period, int limit) =>
        TimeBuckets.Create(period, Interval, Zone, WeekStart, limit) is { } buckets ? this with { Period = period, Buckets = buckets } : null;

    /// <summary>A part of it, with those of its buckets that the part touches, where they follow each other.</summary>
    public BucketedPeriod Within(TimeRange part) => Buckets is RunningBuckets running ? this with { Period = part, Buckets = running.Within(part) } : this;
}

using NodaTime;
using NodaTime.TimeZones;

namespace KpiApi.Engine.Calendars;

/// <summary>Buckets that follow each other: days, months, or one for the whole period. DST days have 23 or 25 hours.</summary>
public sealed class RunningBuckets : TimeBuckets
{
    private const long HourMs = 3_600_000;

    private readonly long[] _bounds;
    private readonly TimeRange _period;
    private readonly Lazy<BucketSlots> _slots;

    /// <summary>Where the first bucket is in the bounds, which may be those of more.</summary>
    private readonly int _first;

    private RunningBuckets(long[] bounds, TimeRange period)
        : this(bounds, 0, bounds.Length - 1, period, new(() => new BucketSlots(bounds)))
    {
    }

    private RunningBuckets(long[] bounds, int first, int count, TimeRange period, Lazy<BucketSlots> slots) =>
        (_bounds, _first, Count, _period, _slots) = (bounds, first, count, period, slots);

    public override int Count { get; }

    /// <summary>The natural start, also where the period begins later.</summary>
    public long StartMs(int bucket) => _bounds[_first + bucket];

    /// <summary>The natural end.</summary>
    public long EndMs(int bucket) => _bounds[_first + bucket + 1];

    /// <summary>The end as far as the period reaches: levels are taken just before it.</summary>
    internal long LevelAtMs(int bucket) => Math.Min(EndMs(bucket), _period.ToMs);

    /// <summary>The start as far as the period reaches.</summary>
    internal long BeginsAtMs(int bucket) => Math.Max(StartMs(bucket), _period.FromMs);

    /// <summary>True when the period begins or ends inside a bucket.</summary>
    public bool IsCut => StartMs(0) < _period.FromMs || EndMs(Count - 1) > _period.ToMs;

    internal static RunningBuckets? Cut(TimeRange period, BucketInterval interval, DateTimeZone zone, IsoDayOfWeek weekStart, int limit)
    {
        if (interval == BucketInterval.None)
            return new RunningBuckets([period.FromMs, period.ToMs], period);

        var bounds = new List<long>();
        var starts = interval == BucketInterval.Hour ? Hours(period, zone) : Dates(period, interval, zone, weekStart);
        foreach (var start in starts)
        {
            // A day that a zone skipped whole (Samoa, 2011-12-30) has no length and so no bucket.
            if (bounds.Count > 0 && start <= bounds[^1])
                continue;
            bounds.Add(start);
            if (start >= period.ToMs)
                return new RunningBuckets([.. bounds], period);
            if (bounds.Count > limit)
                return null;
        }
        return null;
    }

    internal override void Assign(ReadOnlySpan<long> atMs, Span<int> buckets)
    {
        if (Count == 1)
        {
            buckets[..atMs.Length].Clear();
            return;
        }
        _slots.Value.Find(atMs, buckets, _first);
    }

    internal override int? Only(long firstMs, long lastMs) => Find(firstMs) is var bucket && lastMs < EndMs(bucket) ? bucket : null;

    /// <summary>Those of them that a part of the period touches.</summary>
    internal RunningBuckets Within(TimeRange part)
    {
        var (first, last) = (Find(part.FromMs), Find(part.ToMs - 1));
        return new RunningBuckets(_bounds, _first + first, last - first + 1, part, _slots);
    }

    /// <summary>The bucket of an instant that lies in one.</summary>
    internal int Containing(long atMs) => Find(atMs);

    /// <summary>How many buckets have their level taken at or before an instant; 0 before the first, <see cref="Count"/> after the last.</summary>
    internal int LevelsUntil(long atMs)
    {
        if (atMs >= _period.ToMs)
            return Count;
        return atMs < StartMs(0) ? 0 : Find(atMs);
    }

    private int Find(long atMs) => Count == 1 ? 0 : _slots.Value.Find(atMs) - _first;

    /// <summary>An hour is an hour of the wall clock; the clock change adds or removes one.</summary>
    private static IEnumerable<long> Hours(TimeRange period, DateTimeZone zone)
    {
        var (atMs, now) = (period.FromMs, zone.GetZoneInterval(Instant.FromUnixTimeMilliseconds(period.FromMs)));
        while (true)
        {
            var (start, end) = HourAt(atMs, now, zone);
            yield return start;
            if (now.HasEnd && end >= now.End.ToUnixTimeMilliseconds())
                now = zone.GetZoneInterval(Instant.FromUnixTimeMilliseconds(end));
            atMs = end;
        }
    }

    /// <summary>
    /// Where the clock changes by a part of an hour (Lord Howe: 2:00 becomes 1:30), an hour ends there too, so that those after it
    /// begin on the full hour again.
    /// </summary>
    /// <param name="now">Of the instant.</param>
    private static (long Start, long End) HourAt(long atMs, ZoneInterval now, DateTimeZone zone)
    {
        var local = atMs + now.WallOffset.Milliseconds;
        var start = atMs - (local % HourMs + HourMs) % HourMs;
        var end = start + HourMs;
        if (now.HasStart && now.Start.ToUnixTimeMilliseconds() is var began && began > start && ChangesPartOfAnHour(now.Start, zone))
            start = began;
        if (now.HasEnd && now.End.ToUnixTimeMilliseconds() is var ends && ends < end && ChangesPartOfAnHour(now.End, zone))
            end = ends;
        return (start, end);
    }

    private static bool ChangesPartOfAnHour(Instant at, DateTimeZone zone) =>
        (zone.GetUtcOffset(at) - zone.GetUtcOffset(at - Duration.Epsilon)).Milliseconds % HourMs != 0;

    private static IEnumerable<long> Dates(TimeRange period, BucketInterval interval, DateTimeZone zone, IsoDayOfWeek weekStart)
    {
        var date = Instant.FromUnixTimeMilliseconds(period.FromMs).InZone(zone).Date;
        var first = interval switch
        {
            BucketInterval.Day => date,
            BucketInterval.Week => NamedPeriods.Week(date, weekStart),
            BucketInterval.Month => NamedPeriods.Month(date),
            BucketInterval.Quarter => NamedPeriods.Quarter(date),
            _ => NamedPeriods.Year(date),
        };
        for (var n = 0; ; n++)
            yield return TimeRange.StartOf(Plus(first, interval, n), zone);
    }

    private static LocalDate Plus(LocalDate date, BucketInterval interval, int n) => interval switch
    {
        BucketInterval.Day => date.PlusDays(n),
        BucketInterval.Week => date.PlusWeeks(n),
        BucketInterval.Month => date.PlusMonths(n),
        BucketInterval.Quarter => date.PlusMonths(3 * n),
        _ => date.PlusYears(n),
    };
}

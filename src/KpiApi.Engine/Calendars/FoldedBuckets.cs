using NodaTime;

namespace KpiApi.Engine.Calendars;

/// <summary>Hours of the day, days of the week, or both, by the wall clock of the zone at each instant.</summary>
public sealed class FoldedBuckets : TimeBuckets
{
    private const long HourMs = 3_600_000;

    /// <summary>A Monday before every instant: a few weeks before the year 1, which began with one.</summary>
    private const long FirstMondayMs = -62_135_596_800_000 - 10 * 7 * 24 * HourMs;

    private readonly BucketInterval _interval;
    private readonly (long UntilMs, long OffsetMs)[] _offsets;

    internal FoldedBuckets(TimeRange period, BucketInterval interval, DateTimeZone zone)
    {
        _interval = interval;
        var span = new Interval(Instant.FromUnixTimeMilliseconds(period.FromMs), Instant.FromUnixTimeMilliseconds(period.ToMs));
        _offsets = [.. zone.GetZoneIntervals(span).Select(z =>
            (z.HasEnd ? z.End.ToUnixTimeMilliseconds() : long.MaxValue, (long)z.WallOffset.Milliseconds))];
    }

    public override int Count => _interval switch { BucketInterval.HourOfDay => 24, BucketInterval.DayOfWeek => 7, _ => 7 * 24 };

    /// <summary>0–23, or null when the interval has no hours.</summary>
    public int? HourOfDay(int bucket) => _interval == BucketInterval.DayOfWeek ? null : bucket % 24;

    /// <summary>1–7 from Monday, or null when the interval has no days.</summary>
    public int? DayOfWeek(int bucket) => _interval switch
    {
        BucketInterval.HourOfDay => null,
        BucketInterval.DayOfWeek => bucket + 1,
        _ => bucket / 24 + 1,
    };

    internal override void Assign(ReadOnlySpan<long> atMs, Span<int> buckets)
    {
        var known = 0;
        for (var i = 0; i < atMs.Length; i++)
        {
            var at = atMs[i];
            while (at >= _offsets[known].UntilMs)
                known++;
            while (known > 0 && at < _offsets[known - 1].UntilMs)
                known--;
            // Hours since a Monday before all history, so that none is negative and 32 bits hold them.
            var hours = (uint)((at + _offsets[known].OffsetMs - FirstMondayMs) / HourMs);
            buckets[i] = (int)(_interval switch
            {
                BucketInterval.HourOfDay => hours % 24,
                BucketInterval.DayOfWeek => hours / 24 % 7,
                _ => hours % (7 * 24),
            });
        }
    }
}

using NodaTime;

namespace KpiApi.Engine.Calendars;

/// <summary>Hours of the day, days of the week, or both, by the wall clock of the zone at each instant.</summary>
public sealed class FoldedBuckets : TimeBuckets
{
    private const long HourMs = 3_600_000;
    private const long DayMs = 24 * HourMs;

    /// <summary>1970-01-01 was a Thursday: three days after a Monday.</summary>
    private const int EpochDayOfWeek = 3;

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
            var local = at + _offsets[known].OffsetMs;
            var day = Math.DivRem(local, DayMs, out var ofDay);
            if (ofDay < 0)
                (day, ofDay) = (day - 1, ofDay + DayMs);
            var hour = (int)(ofDay / HourMs);
            var weekday = (int)(((day + EpochDayOfWeek) % 7 + 7) % 7);
            buckets[i] = _interval switch
            {
                BucketInterval.HourOfDay => hour,
                BucketInterval.DayOfWeek => weekday,
                _ => weekday * 24 + hour,
            };
        }
    }
}

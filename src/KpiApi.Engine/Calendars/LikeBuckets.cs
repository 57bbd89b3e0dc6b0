using NodaTime;

namespace KpiApi.Engine.Calendars;

/// <summary>
/// Which earlier buckets are like each of a period: of a day the same weekday of the eight weeks before it, of an hour the same weekday and hour of
/// the wall clock, of a week the eight weeks, of a month the twelve months before it. Only such as are over; an hour that the clocks left out
/// is in none.
/// </summary>
public sealed class LikeBuckets
{
    private const int Weeks = 8;
    private const int Months = 12;
    private const int DaysOfWeek = 7;
    private const int HoursOfWeek = 168;

    private readonly RunningBuckets _buckets;
    private readonly int[][] _earlier;
    private readonly long _asOfMs;

    private LikeBuckets(RunningBuckets buckets, RunningBuckets history, int[][] earlier, long asOfMs) => (_buckets, History, _earlier, _asOfMs) = (buckets, history, earlier, asOfMs);

    /// <summary>The intervals that have them.</summary>
    public static IReadOnlyList<BucketInterval> Intervals { get; } = [BucketInterval.Hour, BucketInterval.Day, BucketInterval.Week, BucketInterval.Month];

    /// <summary>From the first of the earliest ones up to the last bucket of the period.</summary>
    public RunningBuckets History { get; }

    /// <summary>The buckets of <see cref="History"/> that are like a bucket of the period.</summary>
    public IReadOnlyList<int> Of(int bucket) => _earlier[bucket];

    /// <summary>True of a bucket that is over and lies in the period as a whole.</summary>
    public bool IsWhole(int bucket) =>
        _buckets.EndMs(bucket) <= _asOfMs && _buckets.BeginsAtMs(bucket) == _buckets.StartMs(bucket) && _buckets.LevelAtMs(bucket) == _buckets.EndMs(bucket);

    /// <summary>Buckets that are over: while they are as many, the same ones are judged by the same ones.</summary>
    public int Ended => Enumerable.Range(0, _buckets.Count).Count(b => _buckets.EndMs(b) <= _asOfMs) + Enumerable.Range(0, History.Count).Count(b => History.EndMs(b) <= _asOfMs);

    /// <summary>What <see cref="History"/> covers; null with one of the other intervals.</summary>
    internal static TimeRange? PeriodBefore(RunningBuckets buckets, BucketInterval interval, DateTimeZone zone)
    {
        if (!Intervals.Contains(interval))
            return null;
        var first = CalendarShift.Local(buckets.StartMs(0), zone).Date;
        return new TimeRange(TimeRange.StartOf(interval == BucketInterval.Month ? first.PlusMonths(-Months) : first.PlusWeeks(-Weeks), zone), buckets.StartMs(buckets.Count - 1));
    }

    /// <param name="history">Of <see cref="PeriodBefore"/>, cut alike.</param>
    internal static LikeBuckets Of(RunningBuckets buckets, RunningBuckets history, BucketInterval interval, DateTimeZone zone, long asOfMs)
    {
        var (step, count) = interval switch
        {
            BucketInterval.Hour => (HoursOfWeek, Weeks),
            BucketInterval.Day => (DaysOfWeek, Weeks),
            BucketInterval.Week => (1, Weeks),
            _ => (1, Months),
        };
        var byNumber = new Dictionary<long, int>();
        foreach (var (bucket, place) in new CalendarPlaces(history, interval, zone).All.Index())
        {
            // Of an hour that came twice the first.
            if (history.EndMs(bucket) <= asOfMs)
                byNumber.TryAdd(place.Number, bucket);
        }
        return new LikeBuckets(buckets, history, [.. new CalendarPlaces(buckets, interval, zone).All.Select(Earlier)], asOfMs);

        int[] Earlier(CalendarPlaces.Place place) => [.. Enumerable.Range(1, count).Select(n => byNumber.GetValueOrDefault(place.Number - n * step, -1)).Where(b => b >= 0)];
    }
}

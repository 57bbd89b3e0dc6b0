using KpiApi.Engine.Calendars;

namespace KpiApi.Engine.Queries;

/// <summary>What <c>include=expected</c> asks besides: the same question about the buckets before.</summary>
internal static class HistoryParser
{
    public const string Expected = "expected";

    /// <summary>Adds an error where buckets of the interval have none before them that are like them.</summary>
    public static void Check(ParameterReader reader, BucketInterval interval)
    {
        if (LikeBuckets.Intervals.Contains(interval))
            return;
        reader.Unknown("interval_not_allowed", "interval", BucketIntervalNames.Name(interval),
            $"What is expected is known of hours, days, weeks and months only, and not with interval={BucketIntervalNames.Name(interval)}.", LikeBuckets.Intervals.Select(BucketIntervalNames.Name));
    }

    /// <summary>Null when there are more than <paramref name="limit"/> buckets.</summary>
    /// <param name="query">With an interval that passed <see cref="Check"/>.</param>
    public static KpiQuery? With(KpiQuery query, int limit)
    {
        var buckets = (RunningBuckets)query.Buckets;
        var period = LikeBuckets.PeriodBefore(buckets, query.Interval, query.Zone)!.Value;
        if (TimeBuckets.Create(period, query.Interval, query.Zone, query.WeekStart, limit) is not RunningBuckets history)
            return null;
        return query with
        {
            History = query with { Period = period, Buckets = history, Previous = null, Pairs = null },
            Likes = LikeBuckets.Of(buckets, history, query.Interval, query.Zone, query.AsOf.ToUnixTimeMilliseconds()),
        };
    }
}

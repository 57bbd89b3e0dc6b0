using System.Collections.Concurrent;
using NodaTime;

namespace KpiApi.Engine.Calendars;

/// <summary>
/// Where buckets begin, remembered: the hours of three years take a millisecond to cut, and every question of one interval and zone has the same. A cut
/// covers all periods that were asked for, so that each is a stretch of it.
/// </summary>
internal static class BucketCuts
{
    /// <summary>Of one cut: hours of twenty years.</summary>
    private const int MostBuckets = 200_000;

    /// <summary>Of all cuts, eight bytes each; beyond it they are forgotten.</summary>
    private const int MostOfAll = 1 << 20;

    /// <summary>Cut further than asked for, as periods that end now grow.</summary>
    private const long AheadMs = 40L * 24 * 3_600_000;

    /// <summary>Near the year 9,900: the calendar ends with 9999.</summary>
    private const long LastMs = 250_000_000_000_000;

    private static readonly ConcurrentDictionary<(BucketInterval, DateTimeZone, IsoDayOfWeek), (TimeRange Period, RunningBuckets Cut)> s_cuts = new();

    /// <summary>Null when the buckets would be more than <paramref name="limit"/>.</summary>
    public static RunningBuckets? Of(TimeRange period, BucketInterval interval, DateTimeZone zone, IsoDayOfWeek weekStart, int limit)
    {
        if (interval == BucketInterval.None || period.FromMs >= period.ToMs || period.ToMs > LastMs)
            return RunningBuckets.Cut(period, interval, zone, weekStart, limit);
        var key = (interval, zone, weekStart);
        var isKnown = s_cuts.TryGetValue(key, out var known);
        if (!isKnown || known.Period.FromMs > period.FromMs || known.Period.ToMs < period.ToMs)
        {
            var wide = period with { ToMs = period.ToMs + AheadMs };
            if (isKnown)
                wide = new(Math.Min(wide.FromMs, known.Period.FromMs), Math.Max(wide.ToMs, known.Period.ToMs));
            if (RunningBuckets.Cut(wide, interval, zone, weekStart, MostBuckets) is not { } cut)
                return RunningBuckets.Cut(period, interval, zone, weekStart, limit);
            if (s_cuts.Sum(other => (long)other.Value.Cut.Count) + cut.Count > MostOfAll)
                s_cuts.Clear();
            s_cuts[key] = known = (wide, cut);
        }
        return known.Cut.Within(period) is { } within && within.Count <= limit ? within : null;
    }
}

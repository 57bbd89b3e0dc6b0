using System.Globalization;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Queries;
using NodaTime;

namespace KpiApi.Benchmarks.Execution.Duck;

/// <summary>
/// The buckets of a query in whole numbers, which take DuckDB a fraction of the time that <c>AT TIME ZONE</c> and <c>date_trunc</c> take:
/// where there are few, an instant is compared with their bounds; where there are many, its bucket is computed from its local time. Each bucket has a key,
/// and a later bucket has a larger one.
/// </summary>
internal sealed class DuckBuckets
{
    private const long HourMs = 3_600_000;
    private const long DayMs = 24 * HourMs;

    /// <summary>1970-01-01 was a Thursday, three days after a Monday.</summary>
    private const int FirstDay = 3;

    /// <summary>Up to which as many comparisons as their number has binary digits are faster than a division.</summary>
    private const int Few = 64;

    private readonly KpiQuery _query;
    private readonly (long UntilMs, long OffsetMs)[] _offsets;

    public DuckBuckets(KpiQuery query)
    {
        _query = query;
        var period = new Interval(Instant.FromUnixTimeMilliseconds(query.Period.FromMs), Instant.FromUnixTimeMilliseconds(query.Period.ToMs));
        _offsets = [.. query.Zone.GetZoneIntervals(period).Select(z => (z.HasEnd ? z.End.ToUnixTimeMilliseconds() : long.MaxValue, (long)z.WallOffset.Milliseconds))];
    }

    public bool AreMany => _query.Interval != BucketInterval.None;

    private RunningBuckets Running => (RunningBuckets)_query.Buckets;

    private bool HasBounds => _query.Buckets is RunningBuckets running
        && (running.Count <= Few || _query.Interval is BucketInterval.Month or BucketInterval.Quarter or BucketInterval.Year);

    /// <summary>The first column of a select; none without an interval.</summary>
    public IEnumerable<string> Column(string at) => AreMany ? [$"{Key(at)} AS {DuckSql.Bucket}"] : [];

    /// <summary>The key of an instant in the period.</summary>
    public string Key(string at) => HasBounds ? ByBounds(at, 0, Running.Count - 1) : ByOffset(at, 0, _offsets.Length - 1);

    /// <summary>The number of each bucket by its key.</summary>
    public Dictionary<long, int> Numbers() => Enumerable.Range(0, _query.Buckets.Count).ToDictionary(KeyOf);

    /// <summary>All, as a table of <c>bucket</c>, <c>begins_at</c> and <c>ends_at</c>, cut to the period.</summary>
    public string Listed() => Listed(Enumerable.Range(0, Running.Count));

    /// <summary>Of the others no level is known.</summary>
    public string ListedBegun() => Listed(Begun());

    /// <summary>The end of the last bucket that has begun; the start of the period when none has.</summary>
    public long LevelsEndMs() => Begun().Select(Running.LevelAtMs).DefaultIfEmpty(_query.Period.FromMs).Max();

    private string Listed(IEnumerable<int> listed)
    {
        var rows = listed.Select(b => string.Create(CultureInfo.InvariantCulture, $"({KeyOf(b)}, {Running.BeginsAtMs(b)}, {Running.LevelAtMs(b)})"));
        return $"(VALUES {string.Join(", ", rows)}) AS b({DuckSql.Bucket}, begins_at, ends_at)";
    }

    private IEnumerable<int> Begun() => Enumerable.Range(0, Running.Count).Where(bucket => Running.BeginsAtMs(bucket) < _query.AsOf.ToUnixTimeMilliseconds());

    private string ByBounds(string at, int first, int last)
    {
        if (first == last)
            return Text(first);
        var middle = (first + last) / 2;
        return $"CASE WHEN {at} < {Text(Running.EndMs(middle))} THEN {ByBounds(at, first, middle)} ELSE {ByBounds(at, middle + 1, last)} END";
    }

    private string ByOffset(string at, int first, int last)
    {
        if (first == last)
            return Counted(at, _offsets[first].OffsetMs == 0 ? at : $"({at} + {Text(_offsets[first].OffsetMs)})");
        var middle = (first + last) / 2;
        return $"CASE WHEN {at} < {Text(_offsets[middle].UntilMs)} THEN {ByOffset(at, first, middle)} ELSE {ByOffset(at, middle + 1, last)} END";
    }

    private string Counted(string at, string local) => _query.Interval switch
    {
        BucketInterval.Hour => $"{at} - {local} % {HourMs}",
        BucketInterval.Day => $"{local} // {DayMs}",
        BucketInterval.Week => $"({local} // {DayMs} + {FirstDay}) // 7",
        BucketInterval.HourOfDay => $"{local} // {HourMs} % 24",
        BucketInterval.DayOfWeek => $"({local} // {DayMs} + {FirstDay}) % 7",
        _ => $"({local} // {HourMs} + {FirstDay * 24}) % 168",
    };

    private long KeyOf(int bucket)
    {
        if (HasBounds || _query.Buckets is not RunningBuckets running)
            return bucket;
        var startMs = running.StartMs(bucket);
        var local = startMs + _query.Zone.GetUtcOffset(Instant.FromUnixTimeMilliseconds(startMs)).Milliseconds;
        return _query.Interval switch
        {
            BucketInterval.Hour => startMs - local % HourMs,
            BucketInterval.Day => local / DayMs,
            _ => (local / DayMs + FirstDay) / 7,
        };
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Results;

/// <summary>What is expected of each bucket, from those before it that are like it: metrics.md, section 4b.</summary>
/// <param name="query">With its history.</param>
/// <param name="history">That history, counted.</param>
internal sealed class Expectation(KpiQuery query, AggregatedQuery history, FactSnapshot snapshot)
{
    private const int LeastWithData = 4;

    /// <summary>Times this the median absolute deviation is the standard deviation of normally distributed numbers.</summary>
    private const decimal DeviationsOfMad = 1.4826m;
    private const int Deviations = 3;

    private readonly MetricValues _values = new(history);

    /// <summary>From here on a count of nothing is data: earlier nobody counted.</summary>
    private readonly long[] _firstFactMs = [.. query.Metrics.Select(m => snapshot.Span(m.Metric.Measure.Sources.Select(s => s.Table)).FirstMs ?? long.MaxValue)];

    /// <param name="value">Of the bucket.</param>
    /// <param name="key">Of the group.</param>
    public ExpectedRange Of(Evaluation value, ulong key, int bucket, int metric)
    {
        var earlier = Earlier(history.Groups.Find(key), bucket, metric);
        if (earlier.Length < LeastWithData)
            return ExpectedRange.Unknown;
        var choice = query.Metrics[metric];
        var (median, low, high) = Range(earlier, choice.Kind is MetricKind.Count or MetricKind.Level, choice.Bounds);
        // What runs, or lies in the period in part, can still grow.
        var unusual = value.Value.Unrounded() is not { } number ? (Unusual?)null
            : number > high ? Unusual.High
            : number < low && query.Likes!.IsWhole(bucket) ? Unusual.Low
            : null;
        return new(Rational.Round(median), Rational.Round(low), Rational.Round(high), unusual);
    }

    private decimal[] Earlier(int? group, int bucket, int metric)
    {
        var (likes, isSum, values) = (query.Likes!, query.Metrics[metric].IsSum, new List<decimal>());
        foreach (var like in likes.Of(bucket))
        {
            var isBefore = isSum && likes.History.EndMs(like) <= _firstFactMs[metric];
            if (!isBefore && _values.Cell(group, like, metric).Value.Unrounded() is { } number)
                values.Add(number);
        }
        return [.. values];
    }

    /// <param name="earlier">At least one.</param>
    /// <param name="isCount">Counts vary by the root of their number even where nothing changes.</param>
    internal static (decimal Median, decimal Low, decimal High) Range(decimal[] earlier, bool isCount, (decimal? Least, decimal? Most) bounds)
    {
        var median = Median(earlier);
        var spread = Deviations * DeviationsOfMad * Median([.. earlier.Select(x => Math.Abs(x - median))]);
        if (isCount)
            spread = Math.Max(spread, Deviations * (decimal)Math.Sqrt((double)median));
        var (low, high) = (median - spread, median + spread);
        // Ratings and amounts may be on a scale that goes below 0: then some have been there.
        if (bounds.Least is { } least && earlier.Min() >= least)
            low = Math.Max(low, least);
        if (bounds.Most is { } most)
            high = Math.Min(high, most);
        return (median, low, high);
    }

    private static decimal Median(decimal[] numbers)
    {
        var ordered = numbers.Order().ToArray();
        var middle = ordered.Length / 2;
        return ordered.Length % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
    }
}

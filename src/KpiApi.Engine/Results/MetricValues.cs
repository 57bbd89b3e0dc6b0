using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Results;

/// <summary>The metrics of one period, unrounded: of each cell, and of the whole.</summary>
internal sealed class MetricValues(AggregatedQuery counted)
{
    private static readonly Statistic s_sum = new(StatisticKind.Sum);

    private readonly KpiQuery _query = counted.Plan.Query;
    private readonly AggregatedQuery _ungrouped = counted.Ungrouped ?? counted;

    /// <param name="group">Null for a group that the period does not have: its cells are empty.</param>
    public Evaluation Cell(int? group, int bucket, int metric)
    {
        var choice = _query.Metrics[metric];
        if (IsUnknownYet(choice.Metric, StartMs(bucket)))
            return default;
        if (group is not { } known)
            return Empty(choice);
        var output = counted.Plan.Outputs[metric];
        // First the plain ones: a million rows may be ordered by them, and what divides is a large structure.
        return output.Denominator is null ? counted[output.Slot].Evaluate(Index(known, bucket), choice.Statistic) : Quotient(Divided(known, bucket, metric)!.Value, output);
    }

    /// <summary>Only the number of <see cref="Cell"/>.</summary>
    public Rational CellValue(int? group, int bucket, int metric)
    {
        var (choice, output) = (_query.Metrics[metric], counted.Plan.Outputs[metric]);
        return group is { } known && output.Denominator is null && !IsUnknownYet(choice.Metric, StartMs(bucket))
            ? counted[output.Slot].Value(Index(known, bucket), choice.Statistic) : Cell(group, bucket, metric).Value;
    }

    /// <summary>What a quotient divides by what; null for every other metric.</summary>
    public Division? Divided(int group, int bucket, int metric)
    {
        var (output, cell) = (counted.Plan.Outputs[metric], Index(group, bucket));
        return output.Denominator is { } denominator ? new(counted[output.Slot].Evaluate(cell, s_sum), counted[denominator].Evaluate(cell, s_sum), output.Factor) : null;
    }

    /// <summary>The same of the whole period.</summary>
    public Division? TotalDivided(int metric)
    {
        var output = _ungrouped.Plan.Outputs[metric];
        return output.Denominator is { } denominator ? new(_ungrouped[output.Slot].EvaluateTotal(s_sum), _ungrouped[denominator].EvaluateTotal(s_sum), output.Factor) : null;
    }

    /// <summary>Of the whole period, from the facts.</summary>
    public Evaluation Total(int metric)
    {
        var (choice, output) = (_query.Metrics[metric], _ungrouped.Plan.Outputs[metric]);
        if (IsUnknownYet(choice.Metric, _query.Period.FromMs))
            return default;
        return TotalDivided(metric) is { } division ? Quotient(division, output) : _ungrouped[output.Slot].EvaluateTotal(choice.Statistic);
    }

    /// <summary>Null where there is none, and unless the query asks for it.</summary>
    public Confidence? CellConfidence(Evaluation value, int? group, int bucket, int metric) => ConfidenceOf(value, counted.Plan.Outputs[metric],
        Variance(counted, metric) is not { } variance ? null : group is { } known ? variance.Moments(Index(known, bucket)) : default(Moments));

    public Confidence? TotalConfidence(Evaluation value, int metric) =>
        ConfidenceOf(value, _ungrouped.Plan.Outputs[metric], Variance(_ungrouped, metric)?.TotalMoments());

    private VarianceAccumulator? Variance(AggregatedQuery of, int metric) =>
        _query.WithConfidence && of.Plan.Outputs[metric].Variance is { } slot ? (VarianceAccumulator)of[slot] : null;

    /// <param name="moments">Of a mean; null for every other metric.</param>
    private Confidence? ConfidenceOf(Evaluation value, MetricOutput output, Moments? moments)
    {
        if (!_query.WithConfidence || output.Denominator is not null)
            return null;
        return moments is { } known ? Confidence.OfMean(known)
            : value.Nps is { } nps ? Confidence.OfNps(nps)
            : value.Ratio is { } ratio ? Confidence.OfRatio(ratio.Numerator, ratio.Denominator)
            : null;
    }

    /// <summary>A state in a bucket that has not begun.</summary>
    private bool IsUnknownYet(Metric metric, long startMs) =>
        metric.Measure is Measure.Level or Measure.Retention && startMs >= _query.AsOf.ToUnixTimeMilliseconds();

    private long StartMs(int bucket) => _query.Buckets is RunningBuckets running ? running.BeginsAtMs(bucket) : long.MinValue;

    private int Index(int group, int bucket) => group * counted.Plan.Layout.Buckets + bucket;

    /// <summary>Counts and sums of nothing are 0, everything else is no number.</summary>
    private static Evaluation Empty(MetricChoice choice)
    {
        return new Evaluation(choice.IsSum ? new Rational(0, 1) : default, 0)
        {
            Ratio = choice.Kind == MetricKind.Ratio ? new RatioParts(0, 0) : null,
            Nps = choice.Kind == MetricKind.Score ? new NpsParts(0, 0, 0) : null,
        };
    }

    private static Evaluation Quotient(Division division, MetricOutput output)
    {
        var (above, below) = (division.Numerator.Value.Unrounded() ?? 0, division.Denominator.Value.Unrounded() ?? 0);
        var isUnknown = below == 0 || (output.IsUnknownWithoutNumerator && division.Numerator.Count == 0);
        return new Evaluation(isUnknown ? default : Rational.Of(above * division.Factor / below), division.Denominator.Count)
        {
            Ratio = new RatioParts(Rational.Round(above), Rational.Round(below)),
        };
    }
}

/// <summary>One measure by another, times a factor; nothing is rounded.</summary>
internal readonly record struct Division(Evaluation Numerator, Evaluation Denominator, int Factor);

using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Results;

/// <summary>From the state of a cell to its value.</summary>
internal sealed class ValueFinisher(Counted counted)
{
    private readonly KpiQuery _query = counted.Plan.Query;

    /// <param name="group">Null for a group that the period does not have: its cells are empty.</param>
    public KpiValue Cell(int? group, int bucket, int metric)
    {
        var choice = _query.Metrics[metric];
        if (IsUnknownYet(choice.Metric, StartMs(bucket)))
            return new KpiValue(null, 0);
        if (group is not { } known)
            return Empty(choice);
        var cell = known * counted.Plan.Buckets + bucket;
        var output = counted.Plan.Outputs[metric];
        if (output.Denominator is { } denominator)
            return Divide(counted.Aggregates[output.Slot].Raw(cell), counted.Aggregates[denominator].Raw(cell), counted.Aggregates[denominator].Finish(cell, Statistic.Plain).Count, output);
        var value = counted.Aggregates[output.Slot].Finish(cell, choice.Statistic);
        return _query.WithConfidence ? WithConfidence(value, output, v => v.OfMean(cell)) : value;
    }

    /// <summary>Of the whole period, from the facts.</summary>
    public KpiValue Total(int metric)
    {
        var choice = _query.Metrics[metric];
        if (IsUnknownYet(choice.Metric, _query.Period.FromMs))
            return new KpiValue(null, 0);
        var output = counted.Plan.Outputs[metric];
        if (output.Denominator is { } denominator)
            return Divide(counted.Aggregates[output.Slot].RawTotal(), counted.Aggregates[denominator].RawTotal(), counted.Aggregates[denominator].Total(Statistic.Plain).Count, output);
        var value = counted.Aggregates[output.Slot].Total(choice.Statistic);
        return _query.WithConfidence ? WithConfidence(value, output, v => v.OfMeanTotal()) : value;
    }

    /// <summary>The value of a cell before rounding.</summary>
    public decimal? PreciseCell(int? group, int bucket, int metric)
    {
        var (choice, output) = (_query.Metrics[metric], counted.Plan.Outputs[metric]);
        if (group is not { } known || IsUnknownYet(choice.Metric, StartMs(bucket)))
            return Cell(group, bucket, metric).Value;
        var cell = known * counted.Plan.Buckets + bucket;
        return output.Denominator is { } denominator
            ? Divide(counted.Aggregates[output.Slot].Raw(cell), counted.Aggregates[denominator].Raw(cell), output)
            : counted.Aggregates[output.Slot].Precise(cell, choice.Statistic);
    }

    /// <summary>The value of the whole period before rounding.</summary>
    public decimal? PreciseTotal(int metric)
    {
        var (choice, output) = (_query.Metrics[metric], counted.Plan.Outputs[metric]);
        if (IsUnknownYet(choice.Metric, _query.Period.FromMs))
            return null;
        return output.Denominator is { } denominator
            ? Divide(counted.Aggregates[output.Slot].RawTotal(), counted.Aggregates[denominator].RawTotal(), output)
            : counted.Aggregates[output.Slot].PreciseTotal(choice.Statistic);
    }

    /// <summary>A state in a bucket that has not begun.</summary>
    private bool IsUnknownYet(Metric metric, long startMs) =>
        metric.Measure is Measure.Level or Measure.Retention && startMs >= _query.AsOf.ToUnixTimeMilliseconds();

    private long StartMs(int bucket) => _query.Buckets is RunningBuckets running ? running.BeginsAtMs(bucket) : long.MinValue;

    /// <summary>Counts and sums of nothing are 0, everything else is null.</summary>
    private static KpiValue Empty(MetricChoice choice)
    {
        var isZero = choice.Metric.Kind is MetricKind.Count or MetricKind.Sum or MetricKind.Level || choice.Statistic.Kind == StatisticKind.Sum;
        return new KpiValue(isZero ? 0 : null, 0)
        {
            Ratio = choice.Metric.Kind == MetricKind.Ratio ? new RatioParts(0, 0) : null,
            Nps = choice.Metric.Kind == MetricKind.Score ? new NpsParts(0, 0, 0) : null,
        };
    }

    private static KpiValue Divide(decimal numerator, decimal denominator, long count, OutputPlan output) =>
        new(Exact.Round(Divide(numerator, denominator, output)), count)
        {
            Ratio = new RatioParts(Exact.Round(numerator), Exact.Round(denominator)),
        };

    private static decimal? Divide(decimal numerator, decimal denominator, OutputPlan output) =>
        denominator == 0 ? null : numerator * output.Factor / denominator;

    private KpiValue WithConfidence(KpiValue value, OutputPlan output, Func<VarianceAggregate, Confidence?> ofMean) => value with
    {
        Confidence = output.Variance is { } slot ? ofMean((VarianceAggregate)counted.Aggregates[slot])
            : value.Nps is { } nps ? Confidence.OfNps(nps)
            : value.Ratio is { } ratio ? Confidence.OfRatio(ratio.Numerator, ratio.Denominator)
            : null,
    };
}

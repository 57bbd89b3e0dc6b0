using KpiApi.Engine.Calendars;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>
/// Amounts that belong to an interval and are cut to the buckets by time. Parts of them are fractions, so they are kept as decimals of
/// 28 digits; there are few such rows.
/// </summary>
internal sealed class ProrationAccumulator(Measure.Prorated measure) : IntervalAccumulator
{
    private decimal[] _sums = [];
    private long[] _counts = [];
    private decimal _total;
    private long _totalCount;

    public override void Reserve(int cells)
    {
        Grow(ref _sums, cells, 0m);
        Grow(ref _counts, cells, 0);
    }

    public override void Update(in IntervalBatch batch)
    {
        var amounts = measure.Amount is { } field ? batch.Longs(field) : [];
        for (var i = 0; i < batch.Rows.Length; i++)
        {
            batch.Cancel.ThrowIfCancellationRequested();
            var row = batch.Rows[i];
            var (from, to) = (batch.From[row], batch.To[row]);
            var amount = measure.Amount is null ? to - from : amounts[row];
            var counted = Add(batch.Groups[i] * batch.Buckets.Count, batch.Buckets, from, to, amount);
            _totalCount += counted ? 1 : 0;
        }
    }

    public override void Merge(Accumulator other, CellMap map)
    {
        var from = (ProrationAccumulator)other;
        _total += from._total;
        _totalCount += from._totalCount;
        for (var cell = 0; cell < from._counts.Length; cell++)
        {
            if (from._counts[cell] == 0)
                continue;
            _sums[map[cell]] += from._sums[cell];
            _counts[map[cell]] += from._counts[cell];
        }
    }

    public override bool HasData(int cell) => _counts[cell] != 0;

    public override Evaluation Evaluate(int cell, Statistic statistic) => new(Rational.Of(_sums[cell]), _counts[cell]);

    public override Evaluation EvaluateTotal(Statistic statistic) => new(Rational.Of(_total), _totalCount);

    private bool Add(int firstCell, RunningBuckets buckets, long from, long to, long amount)
    {
        var counted = false;
        for (var bucket = buckets.LevelsUntil(from); bucket < buckets.Count && buckets.BeginsAtMs(bucket) < to; bucket++)
        {
            var overlap = Math.Min(to, buckets.LevelAtMs(bucket)) - Math.Max(from, buckets.BeginsAtMs(bucket));
            if (overlap <= 0)
                continue;
            var part = (decimal)amount * overlap / (to - from) / measure.UnitsPerWhole;
            _sums[firstCell + bucket] += part;
            _counts[firstCell + bucket]++;
            _total += part;
            counted = true;
        }
        return counted;
    }
}

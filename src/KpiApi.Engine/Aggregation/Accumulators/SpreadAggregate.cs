using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>
/// Amounts that belong to an interval and are cut to the buckets by time. Parts of them are fractions, so they are kept as decimals of
/// 28 digits; there are few such rows.
/// </summary>
internal sealed class SpreadAggregate(Measure.Spread measure) : IntervalAggregate
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

    public override void Add(in IntervalBatch batch)
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

    public override void Merge(Aggregate other, CellMap map)
    {
        var from = (SpreadAggregate)other;
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

    public override KpiValue Finish(int cell, Statistic statistic) => new(Exact.Round(_sums[cell]), _counts[cell]);

    public override KpiValue Total(Statistic statistic) => new(Exact.Round(_total), _totalCount);

    public override decimal? Precise(int cell, Statistic statistic) => _sums[cell];

    public override decimal? PreciseTotal(Statistic statistic) => _total;

    public override decimal Raw(int cell) => _sums[cell];

    public override decimal RawTotal() => _total;

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

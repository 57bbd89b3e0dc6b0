using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>Smallest and largest of a number.</summary>
internal sealed class ExtremesAggregate(RowValue value) : Aggregate
{
    private long[] _mins = [];
    private long[] _maxs = [];
    private long[] _counts = [];

    public override void Reserve(int cells)
    {
        Grow(ref _mins, cells, long.MaxValue);
        Grow(ref _maxs, cells, long.MinValue);
        Grow(ref _counts, cells, 0);
    }

    public override void Add(in RowBatch batch)
    {
        var rows = batch.Rows;
        var cells = batch.Cells;
        var values = new ValueReader(batch, value);
        for (var i = 0; i < rows.Length; i++)
        {
            if (values.TryRead(rows[i], out var number))
                Add(cells[i], number, number, 1);
        }
    }

    public override void Merge(Aggregate other, CellMap map)
    {
        var from = (ExtremesAggregate)other;
        for (var cell = 0; cell < from._counts.Length; cell++)
        {
            if (from._counts[cell] != 0)
                Add(map[cell], from._mins[cell], from._maxs[cell], from._counts[cell]);
        }
    }

    public override bool HasData(int cell) => _counts[cell] != 0;

    public override KpiValue Finish(int cell, Statistic statistic) => Finish(_mins[cell], _maxs[cell], _counts[cell], statistic);

    public override KpiValue Total(Statistic statistic) =>
        Finish(_mins.DefaultIfEmpty().Min(), _maxs.DefaultIfEmpty().Max(), _counts.Sum(), statistic);

    public override decimal? Precise(int cell, Statistic statistic) =>
        _counts[cell] == 0 ? null : (decimal)(statistic.Kind == StatisticKind.Min ? _mins[cell] : _maxs[cell]) / value.UnitsPerWhole;

    public override decimal? PreciseTotal(Statistic statistic) =>
        _counts.Sum() == 0 ? null : (decimal)(statistic.Kind == StatisticKind.Min ? _mins.Min() : _maxs.Max()) / value.UnitsPerWhole;

    private void Add(int cell, long min, long max, long count)
    {
        _mins[cell] = Math.Min(_mins[cell], min);
        _maxs[cell] = Math.Max(_maxs[cell], max);
        _counts[cell] += count;
    }

    private KpiValue Finish(long min, long max, long count, Statistic statistic) =>
        new(count == 0 ? null : Exact.Quotient(statistic.Kind == StatisticKind.Min ? min : max, value.UnitsPerWhole), count);
}

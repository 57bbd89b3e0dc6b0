using KpiApi.Engine.Metrics;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Execution.Aggregates;

/// <summary>Mean and sum of a number.</summary>
internal sealed class SumAggregate(RowValue value) : Aggregate
{
    private long[] _sums = [];
    private long[] _counts = [];

    public override void Reserve(int cells)
    {
        Grow(ref _sums, cells, 0);
        Grow(ref _counts, cells, 0);
    }

    public override void Add(in RowBatch batch)
    {
        var rows = batch.Rows;
        var cells = batch.Cells;
        var (sums, counts) = (_sums, _counts);
        var values = new ValueReader(batch, value);
        for (var i = 0; i < rows.Length; i++)
        {
            if (!values.TryRead(rows[i], out var number))
                continue;
            sums[cells[i]] += number;
            counts[cells[i]]++;
        }
    }

    public override void Merge(Aggregate other, CellMap map)
    {
        var from = (SumAggregate)other;
        for (var cell = 0; cell < from._counts.Length; cell++)
        {
            if (from._counts[cell] == 0)
                continue;
            _sums[map[cell]] += from._sums[cell];
            _counts[map[cell]] += from._counts[cell];
        }
    }

    public override bool HasData(int cell) => _counts[cell] != 0;

    public override KpiValue Finish(int cell, Statistic statistic) => Finish(_sums[cell], _counts[cell], statistic);

    public override KpiValue Total(Statistic statistic)
    {
        Int128 sum = 0;
        foreach (var part in _sums)
            sum += part;
        return Finish(sum, _counts.Sum(), statistic);
    }

    public override decimal? Precise(int cell, Statistic statistic) => Precise(Raw(cell), _counts[cell], statistic);

    public override decimal? PreciseTotal(Statistic statistic) => Precise(RawTotal(), _counts.Sum(), statistic);

    private static decimal? Precise(decimal sum, long count, Statistic statistic) =>
        statistic.Kind == StatisticKind.Sum ? sum : count == 0 ? null : sum / count;

    /// <summary>The sum: means are not divided by anything.</summary>
    public override decimal Raw(int cell) => (decimal)_sums[cell] / value.UnitsPerWhole;

    public override decimal RawTotal() => _sums.Sum(s => (decimal)s) / value.UnitsPerWhole;

    /// <summary>A sum of nothing is 0, a mean of nothing is null.</summary>
    private KpiValue Finish(Int128 sum, long count, Statistic statistic) => statistic.Kind == StatisticKind.Sum
        ? new(Exact.Quotient(sum, value.UnitsPerWhole), count)
        : new(Exact.QuotientOrNull(sum, (Int128)count * value.UnitsPerWhole), count);
}

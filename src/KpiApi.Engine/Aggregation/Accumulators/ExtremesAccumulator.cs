using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>Smallest and largest of a number.</summary>
internal sealed class ExtremesAccumulator(RowValue value) : Accumulator
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

    public override void Update(in RowBatch batch) => Update(batch.Rows, batch.Cells, new ValueReader(batch, value));

    private void Update(ReadOnlySpan<int> rows, ReadOnlySpan<int> cells, ValueReader values)
    {
        var (mins, maxs, counts) = (_mins, _maxs, _counts);
        for (var i = 0; i < rows.Length; i++)
        {
            if (!values.TryRead(rows[i], out var number))
                continue;
            var cell = cells[i];
            mins[cell] = Math.Min(mins[cell], number);
            maxs[cell] = Math.Max(maxs[cell], number);
            counts[cell]++;
        }
    }

    public override void Merge(Accumulator other, CellMap map)
    {
        var from = (ExtremesAccumulator)other;
        for (var cell = 0; cell < from._counts.Length; cell++)
        {
            if (from._counts[cell] != 0)
                Add(map[cell], from._mins[cell], from._maxs[cell], from._counts[cell]);
        }
    }

    public override bool HasData(int cell) => _counts[cell] != 0;

    public override Evaluation Evaluate(int cell, Statistic statistic) => Evaluate(_mins[cell], _maxs[cell], _counts[cell], statistic);

    public override Evaluation EvaluateTotal(Statistic statistic) =>
        Evaluate(_mins.DefaultIfEmpty().Min(), _maxs.DefaultIfEmpty().Max(), _counts.Sum(), statistic);

    private void Add(int cell, long min, long max, long count)
    {
        _mins[cell] = Math.Min(_mins[cell], min);
        _maxs[cell] = Math.Max(_maxs[cell], max);
        _counts[cell] += count;
    }

    private Evaluation Evaluate(long min, long max, long count, Statistic statistic) =>
        count == 0 ? default : new(new Rational(statistic.Kind == StatisticKind.Min ? min : max, value.UnitsPerWhole), count);
}

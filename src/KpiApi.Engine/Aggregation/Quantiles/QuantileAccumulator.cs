using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Aggregation.Quantiles;

/// <summary>
/// Exact percentiles. Keeps every number with its cell, puts those of a cell together once, and then selects: partial order is enough,
/// a full sort is not needed.
/// </summary>
internal sealed class QuantileAccumulator(RowValue value) : Accumulator
{
    private int[] _cells = [];
    private long[] _values = [];
    private int _count;

    /// <summary>After completion: where the values of each cell end.</summary>
    private int[] _ends = [];
    private long[]? _all;

    public override void Reserve(int cells) => Grow(ref _ends, cells, 0);

    public override void Update(in RowBatch batch)
    {
        var rows = batch.Rows;
        var cells = batch.Cells;
        Grow(ref _cells, _count + rows.Length, 0);
        Grow(ref _values, _count + rows.Length, 0);
        var (toCells, toValues, count) = (_cells, _values, _count);
        var values = new ValueReader(batch, value);
        for (var i = 0; i < rows.Length; i++)
        {
            if (!values.TryRead(rows[i], out var number))
                continue;
            toCells[count] = cells[i];
            toValues[count++] = number;
        }
        _count = count;
    }

    public override void Merge(Accumulator other, CellMap map)
    {
        var from = (QuantileAccumulator)other;
        Grow(ref _cells, _count + from._count, 0);
        Grow(ref _values, _count + from._count, 0);
        from._values.AsSpan(0, from._count).CopyTo(_values.AsSpan(_count));
        for (var i = 0; i < from._count; i++)
            _cells[_count++] = map[from._cells[i]];
    }

    /// <summary>Counting sort by cell.</summary>
    public override void Complete(int buckets)
    {
        Array.Clear(_ends);
        foreach (var cell in _cells.AsSpan(0, _count))
            _ends[cell]++;
        var start = 0;
        for (var cell = 0; cell < _ends.Length; cell++)
            (start, _ends[cell]) = (start + _ends[cell], start);

        var sorted = new long[_count];
        for (var i = 0; i < _count; i++)
            sorted[_ends[_cells[i]]++] = _values[i];
        _values = sorted;
        _cells = [];
    }

    public override bool HasData(int cell) => !Values(cell).IsEmpty;

    public override Evaluation Evaluate(int cell, Statistic statistic) => Evaluate(Values(cell), statistic.Percent);

    public override Evaluation EvaluateTotal(Statistic statistic) => Evaluate(All, statistic.Percent);

    private long[] All => _all ??= [.. _values];

    private Evaluation Evaluate(Span<long> values, int percent) =>
        values.IsEmpty ? default : new(new Rational(Hundredths(values, percent), (Int128)100 * value.UnitsPerWhole), values.Length);

    private Span<long> Values(int cell)
    {
        var start = cell == 0 ? 0 : _ends[cell - 1];
        return _values.AsSpan(start, _ends[cell] - start);
    }

    /// <summary>
    /// SQL's PERCENTILE_CONT: rank p ÷ 100 × (n − 1), linear between its neighbours. In whole numbers, hundredths of the distance.
    /// </summary>
    private static Int128 Hundredths(Span<long> values, int percent)
    {
        var (rank, hundredths) = Math.DivRem((long)percent * (values.Length - 1), 100);
        OrderStatistics.Select(values, (int)rank);
        var low = (Int128)values[(int)rank];
        var high = hundredths == 0 ? low : OrderStatistics.Min(values[((int)rank + 1)..]);
        return low * 100 + (high - low) * hundredths;
    }
}

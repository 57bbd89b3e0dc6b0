using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>
/// Mean and sum of a number, exact however large it gets: three million tickets of a century each are more milliseconds than 64 bits hold.
/// Those that overflow carry, so the loop pays for it with one comparison a row.
/// </summary>
internal sealed class SumAccumulator(RowValue value) : Accumulator
{
    private long[] _sums = [];
    private long[] _counts = [];

    /// <summary>How often a cell's sum went beyond 64 bits, downwards negative; null while none did.</summary>
    private Dictionary<int, long>? _carries;

    public override void Reserve(int cells)
    {
        Grow(ref _sums, cells, 0);
        Grow(ref _counts, cells, 0);
    }

    public override void Update(in RowBatch batch)
    {
        var rows = batch.Rows;
        var cells = batch.Cells;
        var (sums, counts) = (_sums, _counts);
        var values = new ValueReader(batch, value);
        for (var i = 0; i < rows.Length; i++)
        {
            if (!values.TryRead(rows[i], out var number))
                continue;
            var sum = unchecked(sums[cells[i]] + number);
            if (Overflows(sums[cells[i]], number, sum))
                Carry(cells[i], Math.Sign(number));
            sums[cells[i]] = sum;
            counts[cells[i]]++;
        }
    }

    public override void Merge(Accumulator other, CellMap map)
    {
        var from = (SumAccumulator)other;
        for (var cell = 0; cell < from._counts.Length; cell++)
        {
            if (from._counts[cell] == 0)
                continue;
            var sum = unchecked(_sums[map[cell]] + from._sums[cell]);
            if (Overflows(_sums[map[cell]], from._sums[cell], sum))
                Carry(map[cell], Math.Sign(from._sums[cell]));
            _sums[map[cell]] = sum;
            _counts[map[cell]] += from._counts[cell];
        }
        foreach (var (cell, carries) in from._carries ?? [])
            Carry(map[cell], carries);
    }

    public override bool HasData(int cell) => _counts[cell] != 0;

    public override Evaluation Evaluate(int cell, Statistic statistic) => Evaluate(Sum(cell), _counts[cell], statistic);

    public override Evaluation EvaluateTotal(Statistic statistic) => Evaluate(Sum(), _counts.Sum(), statistic);

    protected override long HeldBytes => (_carries?.Count ?? 0) * 64L;

    /// <summary>A sum of nothing is 0, a mean of nothing is no number.</summary>
    private Evaluation Evaluate(Int128 sum, long count, Statistic statistic) =>
        new(new Rational(sum, (statistic.Kind == StatisticKind.Sum ? 1 : (Int128)count) * value.UnitsPerWhole), count);

    private Int128 Sum(int cell) => _sums[cell] + ((Int128)(_carries?.GetValueOrDefault(cell) ?? 0) << 64);

    private Int128 Sum()
    {
        Int128 sum = 0;
        foreach (var part in _sums)
            sum += part;
        return sum + ((Int128)(_carries?.Values.Sum() ?? 0) << 64);
    }

    /// <summary>Two numbers of one sign whose sum has the other.</summary>
    private static bool Overflows(long a, long b, long sum) => ((a ^ sum) & (b ^ sum)) < 0;

    private void Carry(int cell, long times)
    {
        _carries ??= [];
        _carries[cell] = _carries.GetValueOrDefault(cell) + times;
    }
}

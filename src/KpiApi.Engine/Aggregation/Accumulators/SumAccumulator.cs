using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>
/// Mean and sum of a number, exact however large it gets: three million tickets of a century each are more milliseconds than 64 bits hold.
/// Those that overflow carry; only where one could, the loop pays for it with one comparison a row.
/// </summary>
internal sealed class SumAccumulator(RowValue value) : Accumulator
{
    private State[] _states = [];

    /// <summary>No cell's sum is farther from 0: while that fits into 64 bits, no sum can overflow.</summary>
    private long _most;

    /// <summary>How often a cell's sum went beyond 64 bits, downwards negative; null while none did.</summary>
    private Dictionary<int, long>? _carries;

    public override void Reserve(int cells) => Grow(ref _states, cells, default);

    public override void Update(in RowBatch batch)
    {
        var rows = batch.Rows;
        var cells = batch.Cells[..rows.Length];
        var values = new ValueReader(batch, value);
        _most = Saturated(_most + (Int128)rows.Length * batch.Largest(value));
        if (batch.OnlyCell is { } only)
            UpdateOnly(only, rows, values);
        else if (_most < long.MaxValue)
            UpdateSmall(rows, cells, values);
        else
            UpdateAny(rows, cells, values);
    }

    /// <summary>None can overflow: about a quarter faster than looking whether one does.</summary>
    private void UpdateSmall(ReadOnlySpan<int> rows, ReadOnlySpan<int> cells, ValueReader values)
    {
        var states = _states;
        for (var i = 0; i < rows.Length; i++)
        {
            if (!values.TryRead(rows[i], out var number))
                continue;
            ref var state = ref states[cells[i]];
            state.Sum += number;
            state.Count++;
        }
    }

    private void UpdateAny(ReadOnlySpan<int> rows, ReadOnlySpan<int> cells, ValueReader values)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            if (!values.TryRead(rows[i], out var number))
                continue;
            ref var state = ref _states[cells[i]];
            var sum = unchecked(state.Sum + number);
            if (Overflows(state.Sum, number, sum))
                Carry(cells[i], Math.Sign(number));
            state.Sum = sum;
            state.Count++;
        }
    }

    private void UpdateOnly(int cell, ReadOnlySpan<int> rows, ValueReader values)
    {
        var state = _states[cell];
        foreach (var row in rows)
        {
            if (!values.TryRead(row, out var number))
                continue;
            var sum = unchecked(state.Sum + number);
            if (Overflows(state.Sum, number, sum))
                Carry(cell, Math.Sign(number));
            state.Sum = sum;
            state.Count++;
        }
        _states[cell] = state;
    }

    public override void Merge(Accumulator other, CellMap map)
    {
        var from = (SumAccumulator)other;
        for (var cell = 0; cell < from._states.Length; cell++)
        {
            if (from._states[cell] is not { Count: > 0 } added)
                continue;
            ref var state = ref _states[map[cell]];
            var sum = unchecked(state.Sum + added.Sum);
            if (Overflows(state.Sum, added.Sum, sum))
                Carry(map[cell], Math.Sign(added.Sum));
            (state.Sum, state.Count) = (sum, state.Count + added.Count);
        }
        _most = Saturated((Int128)_most + from._most);
        foreach (var (cell, carries) in from._carries ?? [])
            Carry(map[cell], carries);
    }

    public override bool HasData(int cell) => _states[cell].Count != 0;

    public override Evaluation Evaluate(int cell, Statistic statistic) => Evaluate(Sum(cell), _states[cell].Count, statistic);

    public override Evaluation EvaluateTotal(Statistic statistic) => Evaluate(Sum(), _states.Sum(state => state.Count), statistic);

    protected override long HeldBytes => (_carries?.Count ?? 0) * 64L;

    /// <summary>A sum of nothing is 0, a mean of nothing is no number.</summary>
    private Evaluation Evaluate(Int128 sum, long count, Statistic statistic) =>
        new(new Rational(sum, (statistic.Kind == StatisticKind.Sum ? 1 : (Int128)count) * value.UnitsPerWhole), count);

    private Int128 Sum(int cell) => _states[cell].Sum + ((Int128)(_carries?.GetValueOrDefault(cell) ?? 0) << 64);

    private Int128 Sum()
    {
        Int128 sum = 0;
        foreach (var state in _states)
            sum += state.Sum;
        return sum + ((Int128)(_carries?.Values.Sum() ?? 0) << 64);
    }

    private static long Saturated(Int128 number) => number > long.MaxValue ? long.MaxValue : (long)number;

    /// <summary>Two numbers of one sign whose sum has the other.</summary>
    private static bool Overflows(long a, long b, long sum) => ((a ^ sum) & (b ^ sum)) < 0;

    private void Carry(int cell, long times)
    {
        _carries ??= [];
        _carries[cell] = _carries.GetValueOrDefault(cell) + times;
    }

    /// <summary>Side by side, as both are written for each row.</summary>
    private struct State
    {
        public long Sum;
        public long Count;
    }
}

using System.Buffers;
using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Aggregation.Quantiles;

/// <summary>
/// Exact percentiles from numbers that are sorted part by part while they come, on every core, so that they need not be put together
/// at the end: ranks are searched in the sorted runs. What is sorted can be kept and used by later queries.
/// The fast form of <see cref="QuantileAccumulator"/>, which it equals.
/// </summary>
internal sealed class SortedQuantileAccumulator(RowValue value) : Accumulator
{
    /// <summary>Of a part without its numbers: objects and heads of arrays.</summary>
    private const int PartBytes = 256;

    /// <summary>Sorted at once: those of a block of chunks, so that it gets one part.</summary>
    private const int MostUnsorted = 1 << 19;

    private readonly List<(SortedNumbers Numbers, int[] Cells)> _parts = [];

    /// <summary>Numbers that are not sorted yet, with their cells; none in what is cached.</summary>
    private long[] _numbers = [];
    private int[] _cells = [];
    private int _unsorted;
    private bool[] _touched = [];
    private SortedRun[] _runs = [];

    /// <summary>After completion: where the runs of each cell end.</summary>
    private int[] _ends = [];
    private long[] _counts = [];

    protected override long HeldBytes => _parts.Sum(p => p.Numbers.SizeBytes + PartBytes);

    public override void Reserve(int cells) => Grow(ref _touched, cells, false);

    public override void Update(in RowBatch batch)
    {
        var rows = batch.Rows;
        var values = new ValueReader(batch, value);
        MakeRoom(rows.Length);
        var (touched, count) = (_touched, 0);
        var cells = batch.Cells[..rows.Length];
        var ofCells = _cells.AsSpan(_unsorted, rows.Length);
        var numbers = _numbers.AsSpan(_unsorted, rows.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            if (!values.TryRead(rows[i], out var number))
                continue;
            touched[cells[i]] = true;
            ofCells[count] = cells[i];
            numbers[count++] = number;
        }
        _unsorted += count;
    }

    public override void Merge(Accumulator other, CellMap map)
    {
        var from = (SortedQuantileAccumulator)other;
        from.SortRest();
        foreach (var (numbers, cells) in from._parts)
            Add(numbers, Array.ConvertAll(cells, cell => map[cell]));
    }

    /// <summary>Puts all runs together into one a cell, for those who keep it.</summary>
    public override void Compact()
    {
        SortRest();
        var total = _parts.Sum(p => p.Numbers.Count);
        if (_parts.Count < 2)
            return;
        var (cells, numbers, count) = (new int[total], new long[total], 0);
        foreach (var (part, ofCells) in _parts)
        {
            for (var index = 0; index < ofCells.Length; index++)
            {
                var run = part.Run(index);
                for (var place = run.Start; place < run.End; place++)
                    (cells[count], numbers[count++]) = (ofCells[index], run.Value(place));
            }
        }
        _parts.Clear();
        AddSorted(cells, numbers, count);
    }

    /// <summary>Puts the runs of a cell side by side.</summary>
    public override void Complete(int buckets)
    {
        SortRest();
        (_ends, _counts) = (new int[_touched.Length], new long[_touched.Length]);
        foreach (var (_, cells) in _parts)
        {
            foreach (var cell in cells)
                _ends[cell]++;
        }
        var start = 0;
        for (var cell = 0; cell < _ends.Length; cell++)
            (start, _ends[cell]) = (start + _ends[cell], start);
        _runs = new SortedRun[start];
        foreach (var (numbers, cells) in _parts)
        {
            for (var index = 0; index < cells.Length; index++)
            {
                var run = numbers.Run(index);
                _runs[_ends[cells[index]]++] = run;
                _counts[cells[index]] += run.Count;
            }
        }
    }

    public override bool HasData(int cell) => _touched[cell];

    public override Evaluation Evaluate(int cell, Statistic statistic) => Evaluate(Runs(cell), _counts[cell], statistic.Percent);

    public override Evaluation EvaluateTotal(Statistic statistic) => Evaluate(All(), _counts.Sum(), statistic.Percent);

    private void MakeRoom(int rows)
    {
        if (_unsorted + rows > MostUnsorted)
            SortRest();
        if (_unsorted + rows <= Math.Min(_cells.Length, _numbers.Length))
            return;
        var (cells, numbers) = (_cells, _numbers);
        var room = _unsorted == 0 ? rows : Math.Max(_unsorted + rows, MostUnsorted);
        (_cells, _numbers) = (ArrayPool<int>.Shared.Rent(room), ArrayPool<long>.Shared.Rent(room));
        cells.AsSpan(0, _unsorted).CopyTo(_cells);
        numbers.AsSpan(0, _unsorted).CopyTo(_numbers);
        Return(cells, numbers);
    }

    private void SortRest()
    {
        if (_unsorted == 0)
            return;
        AddSorted(_cells, _numbers, _unsorted);
        Return(_cells, _numbers);
        (_cells, _numbers, _unsorted) = ([], [], 0);
    }

    private static void Return(int[] cells, long[] numbers)
    {
        if (cells.Length == 0)
            return;
        ArrayPool<int>.Shared.Return(cells);
        ArrayPool<long>.Shared.Return(numbers);
    }

    private void AddSorted(int[] cells, long[] numbers, int count)
    {
        foreach (var sorted in SortedNumbers.Of(cells, numbers, count))
            Add(sorted, sorted.Cells);
    }

    private void Add(SortedNumbers numbers, int[] cells)
    {
        _parts.Add((numbers, cells));
        foreach (var cell in cells)
            _touched[cell] = true;
    }

    private ReadOnlySpan<SortedRun> Runs(int cell)
    {
        var start = cell == 0 ? 0 : _ends[cell - 1];
        return _runs.AsSpan(start, _ends[cell] - start);
    }

    private SortedRun[] All() => [.. _parts.Select(p => p.Numbers.All)];

    private Evaluation Evaluate(ReadOnlySpan<SortedRun> runs, long count, int percent) =>
        count == 0 ? default : new(new Rational(Hundredths(runs, count, percent), (Int128)100 * value.UnitsPerWhole), count);

    /// <summary>
    /// SQL's PERCENTILE_CONT: rank p ÷ 100 × (n − 1), linear between its neighbours. In whole numbers, hundredths of the distance.
    /// </summary>
    private static Int128 Hundredths(ReadOnlySpan<SortedRun> runs, long count, int percent)
    {
        var (rank, hundredths) = Math.DivRem(percent * (count - 1), 100);
        var (low, high) = RankSearch.Pair(runs, rank);
        return (Int128)low * 100 + ((Int128)high - low) * hundredths;
    }
}

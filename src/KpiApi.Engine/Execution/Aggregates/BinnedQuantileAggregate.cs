using System.Numerics;
using System.Runtime.CompilerServices;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Execution.Aggregates;

/// <summary>
/// Exact percentiles of few cells with many numbers: counts them in bins while they come, so that at the end only the numbers of the bins
/// that hold a wanted rank are looked at again. The fast form of <see cref="QuantileAggregate"/>, which it equals.
/// </summary>
/// <param name="percents">All that will be asked of it.</param>
internal sealed class BinnedQuantileAggregate(RowValue value, IReadOnlyCollection<int> percents) : Aggregate
{
    /// <summary>Up to so many cells the bins stay in a core's cache.</summary>
    public const int MaxCells = 256;

    /// <summary>
    /// Bins grow with the numbers, like the digits of a floating-point number: 64 between a power of two and the next, so a bin
    /// is at most 1.6% wide wherever durations lie.
    /// </summary>
    private const int BinBits = 6;
    private const int Bins = (64 - BinBits + 1) << BinBits;
    private const int SegmentLength = 1 << 16;

    private readonly List<(int[] Cells, long[] Values)> _segments = [];
    private int _inLast = SegmentLength;
    private int[] _bins = [];
    private long[] _counts = [];
    private Dictionary<(int Cell, int Percent), decimal> _found = [];

    /// <summary>The cell that stands for all cells.</summary>
    private const int All = -1;

    public override void Reserve(int cells)
    {
        Grow(ref _counts, cells, 0);
        Grow(ref _bins, cells * Bins, 0);
    }

    public override void Add(in RowBatch batch)
    {
        var rows = batch.Rows;
        var values = new ValueReader(batch, value);
        var bins = _bins;
        for (var i = 0; i < rows.Length; i++)
        {
            if (!values.TryRead(rows[i], out var number))
                continue;
            var cell = batch.Cells[i];
            if (_inLast == SegmentLength)
                AddSegment();
            var (cells, numbers) = _segments[^1];
            cells[_inLast] = cell;
            numbers[_inLast++] = number;
            bins[cell * Bins + Bin(number)]++;
            _counts[cell]++;
        }
    }

    /// <summary>Few cells are always numbered alike, so the map changes nothing.</summary>
    public override void Merge(Aggregate other, CellMap map)
    {
        var from = (BinnedQuantileAggregate)other;
        for (var i = 0; i < from._bins.Length; i++)
            _bins[i] += from._bins[i];
        for (var cell = 0; cell < from._counts.Length; cell++)
            _counts[cell] += from._counts[cell];
        if (from._segments.Count == 0)
            return;
        from.TrimLast();
        TrimLast();
        _segments.AddRange(from._segments);
    }

    /// <summary>Finds the bins of the ranks, gathers what lies in them, and puts only that in order.</summary>
    public override void Complete(int buckets)
    {
        TrimLast();
        var wanted = new WantedBins(_counts.Length, Bins);
        foreach (var percent in percents)
        {
            for (var cell = 0; cell < _counts.Length; cell++)
                wanted.Add(cell, percent, _bins.AsSpan(cell * Bins, Bins), _counts[cell]);
        }
        var all = new int[Bins];
        for (var i = 0; i < _bins.Length; i++)
            all[i % Bins] += _bins[i];
        foreach (var percent in percents)
            wanted.Add(All, percent, all, _counts.Sum());
        foreach (var (cells, values) in _segments)
            wanted.Gather(cells, values);
        _found = wanted.Find();
        _segments.Clear();
    }

    public override bool HasData(int cell) => _counts[cell] != 0;

    public override KpiValue Finish(int cell, Statistic statistic) => Finish(cell, statistic, _counts[cell]);

    public override KpiValue Total(Statistic statistic) => Finish(All, statistic, _counts.Sum());

    public override decimal? Precise(int cell, Statistic statistic) => Precise(cell, statistic, _counts[cell]);

    public override decimal? PreciseTotal(Statistic statistic) => Precise(All, statistic, _counts.Sum());

    private decimal? Precise(int cell, Statistic statistic, long count) =>
        count == 0 ? null : _found[(cell, statistic.Percent)] / 100 / value.UnitsPerWhole;

    /// <summary>Never falls when the number grows; what is not above 0 shares the first bin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Bin(long number)
    {
        if (number < 1 << BinBits)
            return (int)Math.Max(number, 0);
        var exponent = BitOperations.Log2((ulong)number);
        return ((exponent - BinBits + 1) << BinBits) + (int)(number >> (exponent - BinBits) & ((1 << BinBits) - 1));
    }

    private KpiValue Finish(int cell, Statistic statistic, long count) =>
        count == 0 ? new(null, 0) : new(Exact.Quotient((Int128)_found[(cell, statistic.Percent)], (Int128)100 * value.UnitsPerWhole), count);

    private void AddSegment()
    {
        _segments.Add((new int[SegmentLength], new long[SegmentLength]));
        _inLast = 0;
    }

    /// <summary>Cuts the last segment to what is in it, so that others can follow.</summary>
    private void TrimLast()
    {
        if (_segments.Count > 0 && _inLast < SegmentLength)
            _segments[^1] = (_segments[^1].Cells[.._inLast], _segments[^1].Values[.._inLast]);
        _inLast = SegmentLength;
    }
}

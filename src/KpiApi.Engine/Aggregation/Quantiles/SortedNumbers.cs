using System.Buffers;
using System.Numerics;

namespace KpiApi.Engine.Aggregation.Quantiles;

/// <summary>
/// Numbers with their cells, sorted twice: all together, and cell by cell. Immutable. Stored as distances from the smallest in the
/// coarsest unit that all are multiples of, in 4 bytes.
/// </summary>
internal sealed class SortedNumbers
{
    private const long Second = 1000;

    private readonly uint[] _all;
    private readonly uint[] _byCell;
    private readonly int[] _ends;
    private readonly long _base;
    private readonly long _unit;

    private SortedNumbers(uint[] all, uint[] byCell, int[] cells, int[] ends, long smallest, long unit) =>
        (_all, _byCell, Cells, _ends, _base, _unit) = (all, byCell, cells, ends, smallest, unit);

    /// <summary>The cells that have numbers, ascending.</summary>
    public int[] Cells { get; }

    public int Count => _all.Length;

    public long SizeBytes => (_all.Length + (ReferenceEquals(_all, _byCell) ? 0L : _byCell.Length)) * sizeof(uint) + Cells.Length * 2L * sizeof(int);

    public SortedRun All => new(_all, 0, _all.Length, _base, _unit);

    /// <summary>The numbers of one cell, by its place in <see cref="Cells"/>.</summary>
    public SortedRun Run(int index) => new(_byCell, index == 0 ? 0 : _ends[index - 1], _ends[index], _base, _unit);

    /// <summary>One of them, or more where 4 bytes do not reach from the smallest number to the largest.</summary>
    public static IEnumerable<SortedNumbers> Of(int[] cells, long[] values, int count)
    {
        for (var rest = count; rest > 0;)
        {
            var (smallest, unit) = Scale(values.AsSpan(0, rest));
            var keys = ArrayPool<ulong>.Shared.Rent(rest);
            var within = TakeKeys(cells, values, rest, smallest, unit, keys);
            yield return Sort(keys, within, smallest, unit);
            ArrayPool<ulong>.Shared.Return(keys);
            rest -= within;
        }
    }

    private static (long Smallest, long Unit) Scale(ReadOnlySpan<long> values)
    {
        var smallest = long.MaxValue;
        foreach (var value in values)
            smallest = Math.Min(smallest, value);
        foreach (var value in values)
        {
            if ((value - smallest) % Second != 0)
                return (smallest, 1);
        }
        return (smallest, Second);
    }

    /// <summary>Makes keys of the numbers that 4 bytes reach and moves the others to the front; returns how many keys there are.</summary>
    private static int TakeKeys(int[] cells, long[] values, int count, long smallest, long unit, ulong[] keys)
    {
        var (taken, left) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var distance = (ulong)(values[i] - smallest) / (ulong)unit;
            if (distance <= uint.MaxValue)
                keys[taken++] = (ulong)(uint)cells[i] << 32 | distance;
            else
                (cells[left], values[left++]) = (cells[i], values[i]);
        }
        return taken;
    }

    private static SortedNumbers Sort(ulong[] rented, int count, long smallest, long unit)
    {
        var keys = rented.AsSpan(0, count);
        ulong lows = 0, highs = 0;
        foreach (var key in keys)
            (lows, highs) = (lows | (uint)key, highs | key >> 32);
        var scratch = ArrayPool<ulong>.Shared.Rent(count);
        RadixSort.Sort(keys, scratch, 0, BitOperations.Log2(lows) + 1);
        var all = Codes(keys);
        if (highs != 0)
            RadixSort.Sort(keys, scratch, 32, 32 + BitOperations.Log2(highs) + 1);
        ArrayPool<ulong>.Shared.Return(scratch);
        var (cells, ends) = Runs(keys);
        return new SortedNumbers(all, cells.Length == 1 ? all : Codes(keys), cells, ends, smallest, unit);
    }

    private static uint[] Codes(ReadOnlySpan<ulong> keys)
    {
        var codes = new uint[keys.Length];
        for (var i = 0; i < codes.Length; i++)
            codes[i] = (uint)keys[i];
        return codes;
    }

    private static (int[] Cells, int[] Ends) Runs(ReadOnlySpan<ulong> keys)
    {
        var (cells, ends) = (new List<int>(), new List<int>());
        for (var i = 0; i < keys.Length; i++)
        {
            var cell = (int)(keys[i] >> 32);
            if (cells.Count == 0 || cells[^1] != cell)
            {
                cells.Add(cell);
                ends.Add(i);
            }
            ends[^1] = i + 1;
        }
        return ([.. cells], [.. ends]);
    }
}

/// <summary>Sorted numbers: a stretch of an array of distances.</summary>
internal readonly record struct SortedRun(uint[] Codes, int Start, int End, long Base, long Unit)
{
    public int Count => End - Start;

    public long First => Value(Start);

    public long Last => Value(End - 1);

    /// <summary>By its place in the array.</summary>
    public long Value(int index) => Base + Codes[index] * Unit;

    /// <summary>The place after the last number that is not above <paramref name="value"/>, searched between two places.</summary>
    public int After(long value, int from, int to)
    {
        if (value < Base)
            return from;
        var code = (ulong)(value - Base) / (ulong)Unit;
        while (from < to)
        {
            var middle = (int)((uint)(from + to) >> 1);
            if (Codes[middle] <= code)
                from = middle + 1;
            else
                to = middle;
        }
        return from;
    }
}

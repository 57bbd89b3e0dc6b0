using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace KpiApi.Engine.Aggregation.Quantiles;

/// <summary>
/// Numbers with their cells, sorted twice: all together, and cell by cell. Immutable. Stored as distances from the smallest in the
/// coarsest unit that all are multiples of, in 4 bytes.
/// </summary>
internal sealed class SortedNumbers
{
    private const long Second = 1000;
    private const int MostBits = 32;

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
            var (cellBits, scale) = (BitLength(Highest(cells.AsSpan(0, rest))), Scale.Of(values.AsSpan(0, rest)));
            var (sorted, within) = cellBits + scale.Bits <= MostBits
                ? Sort<uint>(cells, values, rest, scale, cellBits)
                : Sort<ulong>(cells, values, rest, scale, cellBits);
            yield return sorted;
            rest -= within;
        }
    }

    /// <summary>Sorts the numbers that 4 bytes reach, and moves the others to the front; tells how many it sorted.</summary>
    /// <typeparam name="T">Of keys, the cell above the number: four bytes of most chunks, whose sorting moves half as much.</typeparam>
    private static (SortedNumbers Sorted, int Count) Sort<T>(int[] cells, long[] values, int count, Scale scale, int cellBits)
        where T : unmanaged, IBinaryInteger<T>
    {
        var (rented, scratch) = (ArrayPool<T>.Shared.Rent(count), ArrayPool<T>.Shared.Rent(count));
        var keys = rented.AsSpan(0, scale.Unit == Second ? TakeKeys(cells, values, count, scale, rented, Second) : TakeKeys(cells, values, count, scale, rented, 1));
        RadixSort.Sort(keys, scratch, 0, scale.Bits);
        var all = Codes(keys, scale.Bits);
        if (cellBits > 0)
            RadixSort.Sort(keys, scratch, scale.Bits, scale.Bits + cellBits);
        var (ofCells, ends) = Runs(keys, scale.Bits);
        var sorted = new SortedNumbers(all, ofCells.Length == 1 ? all : Codes(keys, scale.Bits), ofCells, ends, scale.Smallest, scale.Unit);
        ArrayPool<T>.Shared.Return(rented);
        ArrayPool<T>.Shared.Return(scratch);
        return (sorted, keys.Length);
    }

    /// <summary>Makes keys of the numbers that 4 bytes reach and moves the others to the front; returns how many keys there are.</summary>
    /// <param name="unit">That of the scale, as a constant: dividing by one takes a third of the time.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TakeKeys<T>(int[] cells, long[] values, int count, Scale scale, T[] keys, [ConstantExpected] long unit)
        where T : unmanaged, IBinaryInteger<T>
    {
        var (taken, left) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var distance = (ulong)(values[i] - scale.Smallest) / (ulong)unit;
            if (distance <= uint.MaxValue)
                keys[taken++] = T.CreateTruncating((ulong)(uint)cells[i] << scale.Bits | distance);
            else
                (cells[left], values[left++]) = (cells[i], values[i]);
        }
        return taken;
    }

    private static uint Highest(ReadOnlySpan<int> cells)
    {
        var highest = 0U;
        foreach (var cell in cells)
            highest = Math.Max(highest, (uint)cell);
        return highest;
    }

    private static int BitLength(ulong number) => 64 - BitOperations.LeadingZeroCount(number);

    private static uint[] Codes<T>(ReadOnlySpan<T> keys, int bits)
        where T : unmanaged, IBinaryInteger<T>
    {
        var (codes, mask) = (new uint[keys.Length], uint.MaxValue >> (MostBits - bits));
        for (var i = 0; i < codes.Length; i++)
            codes[i] = uint.CreateTruncating(keys[i]) & mask;
        return codes;
    }

    private static (int[] Cells, int[] Ends) Runs<T>(ReadOnlySpan<T> keys, int bits)
        where T : unmanaged, IBinaryInteger<T>
    {
        var (cells, ends, last) = (new List<int>(), new List<int>(), -1);
        for (var i = 0; i < keys.Length; i++)
        {
            var cell = int.CreateTruncating(ulong.CreateTruncating(keys[i]) >> bits);
            if (cell == last)
                continue;
            if (last >= 0)
                ends.Add(i);
            cells.Add(last = cell);
        }
        ends.Add(keys.Length);
        return ([.. cells], [.. ends]);
    }

    /// <summary>How numbers become distances of 4 bytes.</summary>
    /// <param name="Bits">1 to 32, that the largest distance within 4 bytes has.</param>
    private readonly record struct Scale(long Smallest, long Unit, int Bits)
    {
        public static Scale Of(ReadOnlySpan<long> values)
        {
            var (smallest, largest, areSeconds) = (long.MaxValue, long.MinValue, true);
            foreach (var value in values)
                (smallest, largest) = (Math.Min(smallest, value), Math.Max(largest, value));
            for (var i = 0; i < values.Length && areSeconds; i++)
                areSeconds = (ulong)(values[i] - smallest) % (ulong)Second == 0;
            var unit = areSeconds ? Second : 1;
            return new(smallest, unit, Math.Clamp(BitLength((ulong)(largest - smallest) / (ulong)unit), 1, MostBits));
        }
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

using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace KpiApi.Engine.Aggregation.Quantiles;

/// <summary>
/// Numbers with their cells, sorted twice: all together, and cell by cell. Immutable. Stored as distances from the smallest in the
/// coarsest unit that all are multiples of, in 4 bytes.
/// </summary>
internal sealed class SortedNumbers
{
    private const long Second = 1000;
    private const int MostBits = 32;

    /// <summary>So many are looked at before all are.</summary>
    private const int Few = 64;

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
            var cellBits = BitLength(Highest(cells.AsSpan(0, rest)));
            // Most are whole seconds. Whether all are is seen on the way, and where 4 bytes may not reach none may move before it is known.
            var seconds = Scale.Of(values.AsSpan(0, rest), Second);
            var (sorted, within) = AreWhole(values.AsSpan(0, seconds.IsReached ? Math.Min(rest, Few) : rest), seconds) ? Sort(cells, values, rest, seconds, cellBits) : default;
            (sorted, within) = sorted is null ? Sort(cells, values, rest, Scale.Of(values.AsSpan(0, rest), 1), cellBits) : (sorted, within);
            yield return sorted!;
            rest -= within;
        }
    }

    private static (SortedNumbers? Sorted, int Count) Sort(int[] cells, long[] values, int count, Scale scale, int cellBits) => cellBits + scale.Bits <= MostBits
        ? Sort<uint>(cells, values, count, scale, cellBits)
        : Sort<ulong>(cells, values, count, scale, cellBits);

    /// <summary>Sorts the numbers that 4 bytes reach, and moves the others to the front; tells how many it sorted. Null where not all are multiples of the unit.</summary>
    /// <typeparam name="T">Of keys, the cell above the number: four bytes of most chunks, whose sorting moves half as much.</typeparam>
    private static (SortedNumbers? Sorted, int Count) Sort<T>(int[] cells, long[] values, int count, Scale scale, int cellBits)
        where T : unmanaged, IBinaryInteger<T>
    {
        var (rented, rentedToo) = (ArrayPool<T>.Shared.Rent(count), ArrayPool<T>.Shared.Rent(count));
        try
        {
            var taken = scale.Unit == Second ? TakeKeys(cells, values, count, scale, rented, Second) : TakeKeys(cells, values, count, scale, rented, 1);
            if (taken < 0)
                return default;
            var keys = rented.AsSpan(0, taken);
            var scratch = rentedToo.AsSpan(0, taken);
            RadixSort.Sort(ref keys, ref scratch, 0, scale.Bits);
            var all = Codes<T>(keys, scale.Bits);
            if (cellBits > 0)
                RadixSort.Sort(ref keys, ref scratch, scale.Bits, scale.Bits + cellBits);
            var (ofCells, ends) = cellBits == 0 ? ([0], [taken]) : Runs<T>(keys, scale.Bits);
            return (new SortedNumbers(all, ofCells.Length == 1 ? all : Codes<T>(keys, scale.Bits), ofCells, ends, scale.Smallest, scale.Unit), taken);
        }
        finally
        {
            ArrayPool<T>.Shared.Return(rented);
            ArrayPool<T>.Shared.Return(rentedToo);
        }
    }

    /// <summary>Makes keys of the numbers that 4 bytes reach and moves the others to the front; returns how many keys there are, and −1 where not all are multiples of the unit.</summary>
    /// <param name="unit">That of the scale, as a constant: dividing by one takes a third of the time.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TakeKeys<T>(int[] cells, long[] values, int count, Scale scale, T[] keys, [ConstantExpected] long unit)
        where T : unmanaged, IBinaryInteger<T>
    {
        var (taken, left, over) = (0, 0, 0UL);
        for (var i = 0; i < count; i++)
        {
            var distance = (ulong)(values[i] - scale.Smallest);
            var units = distance / (ulong)unit;
            over |= distance - units * (ulong)unit;
            if (units <= uint.MaxValue)
                keys[taken++] = T.CreateTruncating((ulong)(uint)cells[i] << scale.Bits | units);
            else
                (cells[left], values[left++]) = (cells[i], values[i]);
        }
        return over == 0 ? taken : -1;
    }

    private static bool AreWhole(ReadOnlySpan<long> values, Scale scale)
    {
        foreach (var value in values)
        {
            if ((ulong)(value - scale.Smallest) % (ulong)scale.Unit != 0)
                return false;
        }
        return true;
    }

    private static uint Highest(ReadOnlySpan<int> cells)
    {
        var (most, highest, i) = (Vector256<int>.Zero, 0, 0);
        for (; i <= cells.Length - Vector256<int>.Count; i += Vector256<int>.Count)
            most = Vector256.Max(most, Vector256.Create(cells[i..]));
        for (var lane = 0; lane < Vector256<int>.Count; lane++)
            highest = Math.Max(highest, most[lane]);
        for (; i < cells.Length; i++)
            highest = Math.Max(highest, cells[i]);
        return (uint)highest;
    }

    private static int BitLength(ulong number) => 64 - BitOperations.LeadingZeroCount(number);

    private static uint[] Codes<T>(ReadOnlySpan<T> keys, int bits)
        where T : unmanaged, IBinaryInteger<T>
    {
        var (codes, mask) = (GC.AllocateUninitializedArray<uint>(keys.Length), uint.MaxValue >> (MostBits - bits));
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
    /// <param name="IsReached">4 bytes reach the largest number.</param>
    private readonly record struct Scale(long Smallest, long Unit, int Bits, bool IsReached)
    {
        public static Scale Of(ReadOnlySpan<long> values, long unit)
        {
            var (least, most, i) = (Vector256.Create(long.MaxValue), Vector256.Create(long.MinValue), 0);
            for (; i <= values.Length - Vector256<long>.Count; i += Vector256<long>.Count)
                (least, most) = (Vector256.Min(least, Vector256.Create(values[i..])), Vector256.Max(most, Vector256.Create(values[i..])));
            var (smallest, largest) = (long.MaxValue, long.MinValue);
            for (var lane = 0; lane < Vector256<long>.Count; lane++)
                (smallest, largest) = (Math.Min(smallest, least[lane]), Math.Max(largest, most[lane]));
            for (; i < values.Length; i++)
                (smallest, largest) = (Math.Min(smallest, values[i]), Math.Max(largest, values[i]));
            var bits = BitLength((ulong)(largest - smallest) / (ulong)unit);
            return new(smallest, unit, Math.Clamp(bits, 1, MostBits), bits <= MostBits);
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

using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Snapshots;

namespace KpiApi.Engine.Columns.Encodings;

/// <summary>
/// Immutable whole numbers (instants, durations, score units), each stored as its distance from the smallest in 0, 1, 2, 4 or 8 bytes.
/// Values that are all multiples of the field's coarse unit (whole seconds, whole points) are stored in that unit.
/// </summary>
internal sealed partial class LongColumn
{
    /// <summary>Stands for null: later than every period, so a test for "in the period" needs no second one for null.</summary>
    public const long Null = long.MaxValue;

    private readonly Array _data;
    private readonly long _unit;
    private ulong _stretches;

    private LongColumn(Array data, int length, long unit, long min, long max, bool hasNulls) =>
        (_data, Length, _unit, Min, Max, HasNulls) = (data, length, unit, min, max, hasNulls);

    public int Length { get; }

    /// <summary>Of the values that are not null; <see cref="Min"/> is above <see cref="Max"/> when there are none.</summary>
    public long Min { get; }
    public long Max { get; }
    public bool HasNulls { get; }

    /// <summary>See <see cref="ZoneMap.StretchesOf"/>; computed lazily; a race repeats the work.</summary>
    public ulong Stretches => _stretches != 0 || Min > Max ? _stretches : _stretches = FindStretches();

    public int SizeBytes => Buffer.ByteLength(_data);

    public static LongColumn Encode(ReadOnlySpan<long> values, long coarseUnit)
    {
        var (min, max, coarse, nulls) = Measure(values, coarseUnit);
        if (min > max || (min == max && !nulls))
            return new LongColumn(Array.Empty<byte>(), values.Length, 1, min, max, nulls);

        var unit = coarse ? coarseUnit : 1;
        Array packed = Width(max - min, unit) switch
        {
            sizeof(byte) => Pack<byte>(values, min, unit),
            sizeof(ushort) => Pack<ushort>(values, min, unit),
            sizeof(uint) => Pack<uint>(values, min, unit),
            _ => Pack<ulong>(values, min, unit),
        };
        return new LongColumn(packed, values.Length, unit, min, max, nulls);
    }

    /// <summary>Writes every value to the front of <paramref name="destination"/>.</summary>
    public void Decode(Span<long> destination) => DecodeRows(0, destination[..Length]);

    /// <summary>Writes the rows whose value lies in [from, to) to the front of <paramref name="rows"/>, ascending, and returns how many they are.</summary>
    public int Select(long from, long to, Span<int> rows)
    {
        if (Min > Max || Max < from || Min >= to || from >= to)
            return 0;
        // As distances: the first that counts, and the first that no longer does. Null is above both.
        var first = from <= Min ? 0 : ((ulong)(from - Min) + (ulong)_unit - 1) / (ulong)_unit;
        var end = to > Max ? (ulong)(Max - Min) / (ulong)_unit + 1 : ((ulong)(to - Min) + (ulong)_unit - 1) / (ulong)_unit;
        return _data switch
        {
            byte[] { Length: > 0 } data => Select(data, (byte)first, (byte)(end - first), rows),
            ushort[] data => Select(data, (ushort)first, (ushort)(end - first), rows),
            uint[] data => Select(data, (uint)first, (uint)(end - first), rows),
            ulong[] data => Select(data, first, end - first, rows),
            _ => AllRows(rows[..Length]),
        };
    }

    /// <summary>Writes the rows whose value is at least <paramref name="from"/> or null to the front of <paramref name="rows"/>, ascending, and returns how many they are.</summary>
    public int SelectFrom(long from, Span<int> rows)
    {
        if (Min > Max || from <= Min)
            return AllRows(rows[..Length]);
        if (from > Max && !HasNulls)
            return 0;
        // Null is the largest number of each width, so no distance counts before it and null always does.
        var first = from > Max ? ulong.MaxValue : ((ulong)(from - Min) + (ulong)_unit - 1) / (ulong)_unit;
        return _data switch
        {
            byte[] { Length: > 0 } data => SelectFrom(data, (byte)Math.Min(first, byte.MaxValue), rows),
            ushort[] data => SelectFrom(data, (ushort)Math.Min(first, ushort.MaxValue), rows),
            uint[] data => SelectFrom(data, (uint)Math.Min(first, uint.MaxValue), rows),
            ulong[] data => SelectFrom(data, first, rows),
            _ => AllRows(rows[..Length]),
        };
    }

    /// <summary>Writes the values of some rows to their places in <paramref name="destination"/>.</summary>
    /// <param name="rows">Places in the destination.</param>
    /// <param name="sources">For each of these places the row to take; empty when it is the same.</param>
    public void Decode(ReadOnlySpan<int> rows, ReadOnlySpan<int> sources, Span<long> destination)
    {
        switch (_data)
        {
            case byte[] { Length: > 0 } data: Unpack(data, rows, sources, destination); break;
            case ushort[] data: Unpack(data, rows, sources, destination); break;
            case uint[] data: Unpack(data, rows, sources, destination); break;
            case ulong[] data: Unpack(data, rows, sources, destination); break;
            default:
                foreach (var row in rows)
                    destination[row] = Min > Max ? Null : Min;
                break;
        }
    }

    public void Write(BlockWriter to)
    {
        to.Write(Length);
        to.Write(Min);
        to.Write(Max);
        to.Write(HasNulls ? 1 : 0);
        to.Write(_unit);
        to.Write(_data.Length == 0 ? 0 : Buffer.ByteLength(_data) / _data.Length);
        to.WriteElements(_data);
    }

    public static LongColumn Read(ref BlockReader from)
    {
        var (length, min, max, hasNulls, unit) = (from.Read<int>(), from.Read<long>(), from.Read<long>(), from.Read<int>() == 1, from.Read<long>());
        Array data = from.Read<int>() switch
        {
            0 => Array.Empty<byte>(),
            sizeof(byte) => from.ReadElements<byte>(length),
            sizeof(ushort) => from.ReadElements<ushort>(length),
            sizeof(uint) => from.ReadElements<uint>(length),
            _ => from.ReadElements<ulong>(length),
        };
        return new LongColumn(data, length, unit, min, max, hasNulls);
    }

    private static Extent Measure(ReadOnlySpan<long> values, long coarseUnit)
    {
        long min = long.MaxValue, max = long.MinValue;
        bool coarse = true, nulls = false;
        foreach (var value in values)
        {
            if (value == Null)
            {
                nulls = true;
                continue;
            }
            min = Math.Min(min, value);
            max = Math.Max(max, value);
            coarse = coarse && value % coarseUnit == 0;
        }
        return new Extent(min, max, coarse, nulls);
    }

    /// <summary>Bytes that the distances need; the largest number of each width is kept for null.</summary>
    private static int Width(long span, long unit) => ((ulong)span / (ulong)unit) switch
    {
        < byte.MaxValue => sizeof(byte),
        < ushort.MaxValue => sizeof(ushort),
        < uint.MaxValue => sizeof(uint),
        _ => sizeof(ulong),
    };

    private static T[] Pack<T>(ReadOnlySpan<long> values, long min, long unit)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var packed = new T[values.Length];
        Pack(values, packed.AsSpan(), min, unit);
        return packed;
    }

    /// <summary>Null becomes the largest number of the width, which no distance reaches.</summary>
    private static void Pack<T>(ReadOnlySpan<long> values, Span<T> packed, long min, long unit)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        for (var i = 0; i < values.Length; i++)
            packed[i] = values[i] == Null ? T.MaxValue : T.CreateTruncating((ulong)(values[i] - min) / (ulong)unit);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Unpack<T>(ReadOnlySpan<T> packed, Span<long> destination)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var (min, unit) = (Min, _unit);
        for (var i = 0; i < destination.Length; i++)
            destination[i] = packed[i] == T.MaxValue ? Null : min + long.CreateTruncating(packed[i]) * unit;
    }

    private ulong FindStretches()
    {
        var values = ArrayPool<long>.Shared.Rent(Length);
        Decode(values);
        var stretches = ZoneMap.StretchesOf(values.AsSpan(0, Length));
        ArrayPool<long>.Shared.Return(values);
        return stretches;
    }

    private static int AllRows(Span<int> rows)
    {
        for (var row = 0; row < rows.Length; row++)
            rows[row] = row;
        return rows.Length;
    }

    /// <param name="first">At least 1.</param>
    private static int SelectFrom<T>(T[] packed, T first, Span<int> rows)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => Select(packed, first, T.MaxValue - first + T.One, rows);

    /// <summary>Many rows at a time: mostly none of them counts, or all do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Select<T>(T[] packed, T first, T width, Span<int> rows)
        where T : unmanaged, IBinaryInteger<T>
    {
        var (firsts, widths, count, row) = (Vector256.Create(first), Vector256.Create(width), 0, 0);
        var all = uint.MaxValue >> (32 - Vector256<T>.Count);
        for (; row <= packed.Length - Vector256<T>.Count; row += Vector256<T>.Count)
        {
            var within = Vector256.LessThan(Vector256.LoadUnsafe(ref packed[row]) - firsts, widths).ExtractMostSignificantBits();
            if (within == all)
            {
                for (var lane = 0; lane < Vector256<T>.Count; lane++)
                    rows[count + lane] = row + lane;
                count += Vector256<T>.Count;
                continue;
            }
            for (; within != 0; within &= within - 1)
                rows[count++] = row + BitOperations.TrailingZeroCount(within);
        }
        for (; row < packed.Length; row++)
        {
            rows[count] = row;
            count += packed[row] - first < width ? 1 : 0;
        }
        return count;
    }

    private void Unpack<T>(T[] packed, ReadOnlySpan<int> rows, ReadOnlySpan<int> sources, Span<long> destination)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        foreach (var row in rows)
        {
            var value = packed[sources.IsEmpty ? row : sources[row]];
            destination[row] = value == T.MaxValue ? Null : Min + long.CreateTruncating(value) * _unit;
        }
    }

    /// <summary>Of values that are not null; <see cref="Min"/> is above <see cref="Max"/> when there are none.</summary>
    private readonly record struct Extent(long Min, long Max, bool IsCoarse, bool HasNulls);
}

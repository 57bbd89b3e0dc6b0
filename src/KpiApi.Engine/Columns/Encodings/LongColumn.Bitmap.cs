using System.Numerics;
using System.Runtime.Intrinsics;

namespace KpiApi.Engine.Columns.Encodings;

/// <summary>Tests of all rows at once, as the values are stored.</summary>
internal sealed partial class LongColumn
{
    /// <summary>Clears the rows whose value is null or lies outside [from, to).</summary>
    public void KeepWithin(long from, long to, RowBitmap bitmap)
    {
        if (Min > Max || Max < from || Min >= to || from >= to)
        {
            bitmap.Clear();
            return;
        }
        if (from <= Min && to > Max && !HasNulls)
            return;
        // As distances: the first that counts, and the first that no longer does. Null is above both.
        var first = from <= Min ? 0 : ((ulong)(from - Min) + (ulong)_unit - 1) / (ulong)_unit;
        var end = to > Max ? (ulong)(Max - Min) / (ulong)_unit + 1 : ((ulong)(to - Min) + (ulong)_unit - 1) / (ulong)_unit;
        if (first < end)
            Keep(first, end - first, bitmap);
        else
            bitmap.Clear();
    }

    /// <summary>Clears the rows whose value is before <paramref name="from"/>; null is after everything.</summary>
    public void KeepFrom(long from, RowBitmap bitmap)
    {
        if (Min > Max || from <= Min)
            return;
        if (from > Max && !HasNulls)
        {
            bitmap.Clear();
            return;
        }
        // Null is the largest number of each width, so no distance counts before it and null always does.
        Keep(from > Max ? ulong.MaxValue : ((ulong)(from - Min) + (ulong)_unit - 1) / (ulong)_unit, null, bitmap);
    }

    /// <summary>Writes the rows whose value is at least <paramref name="from"/> or null to the front of <paramref name="rows"/>, ascending, and returns how many they are.</summary>
    public int SelectFrom(long from, Span<int> rows)
    {
        using var bitmap = RowBitmap.All(Length);
        KeepFrom(from, bitmap);
        return bitmap.List(rows);
    }

    /// <param name="first">Distance of the first that counts; one that is too large for the column's width stands for null.</param>
    /// <param name="width">How many distances count from there; null for all.</param>
    private void Keep(ulong first, ulong? width, RowBitmap bitmap)
    {
        switch (_data)
        {
            case byte[] { Length: > 0 } data: Keep(data, first, width, bitmap.Words); break;
            case ushort[] data: Keep(data, first, width, bitmap.Words); break;
            case uint[] data: Keep(data, first, width, bitmap.Words); break;
            case ulong[] data: Keep(data, first, width, bitmap.Words); break;
        }
    }

    private static void Keep<T>(T[] packed, ulong firstDistance, ulong? distances, Span<ulong> words)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var first = T.CreateSaturating(firstDistance);
        // So that the distance from the first to the last is compared, which fits where their number does not.
        var span = distances is { } count ? T.CreateTruncating(count - 1) : T.MaxValue - first;
        var (firsts, spans) = (Vector256.Create(first), Vector256.Create(span));
        var whole = packed.Length / RowBitmap.WordRows;
        for (var word = 0; word < whole; word++)
        {
            var bits = 0UL;
            for (var lane = 0; lane < RowBitmap.WordRows; lane += Vector256<T>.Count)
            {
                var of = Vector256.LoadUnsafe(ref packed[word * RowBitmap.WordRows + lane]);
                bits |= (ulong)Vector256.LessThanOrEqual(of - firsts, spans).ExtractMostSignificantBits() << lane;
            }
            words[word] &= bits;
        }
        for (var row = whole * RowBitmap.WordRows; row < packed.Length; row++)
        {
            if (packed[row] - first > span)
                words[whole] &= ~(1UL << row);
        }
    }

    /// <summary>Decodes a stretch, four values at a time.</summary>
    private void Unpack<T>(ReadOnlySpan<T> packed, Span<long> destination)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var i = 0;
        for (; i <= destination.Length - Vector256<T>.Count; i += Vector256<T>.Count)
        {
            var of = Vector256.Create(packed[i..]);
            if (typeof(T) == typeof(byte))
                Unpack(of.AsByte(), destination[i..]);
            else if (typeof(T) == typeof(ushort))
                Unpack(of.AsUInt16(), ushort.MaxValue, destination[i..]);
            else if (typeof(T) == typeof(uint))
                Unpack(of.AsUInt32(), uint.MaxValue, destination[i..]);
            else
                Unpack(of.AsUInt64(), ulong.MaxValue, destination[i..]);
        }
        for (; i < destination.Length; i++)
            destination[i] = packed[i] == T.MaxValue ? Null : Min + long.CreateTruncating(packed[i]) * _unit;
    }

    private void Unpack(Vector256<byte> packed, Span<long> destination)
    {
        var (low, high) = Vector256.Widen(packed);
        Unpack(low, byte.MaxValue, destination);
        Unpack(high, byte.MaxValue, destination[Vector256<ushort>.Count..]);
    }

    private void Unpack(Vector256<ushort> packed, ulong nullCode, Span<long> destination)
    {
        var (low, high) = Vector256.Widen(packed);
        Unpack(low, nullCode, destination);
        Unpack(high, nullCode, destination[Vector256<uint>.Count..]);
    }

    private void Unpack(Vector256<uint> packed, ulong nullCode, Span<long> destination)
    {
        var (low, high) = Vector256.Widen(packed);
        Unpack(low, nullCode, destination);
        Unpack(high, nullCode, destination[Vector256<ulong>.Count..]);
    }

    private void Unpack(Vector256<ulong> packed, ulong nullCode, Span<long> destination)
    {
        var values = packed.AsInt64() * Vector256.Create(_unit) + Vector256.Create(Min);
        Vector256.ConditionalSelect(Vector256.Equals(packed, Vector256.Create(nullCode)).AsInt64(), Vector256.Create(Null), values).CopyTo(destination);
    }
}

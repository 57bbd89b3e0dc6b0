using System.Buffers;
using System.Numerics;
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

    private ulong FindStretches()
    {
        var values = ArrayPool<long>.Shared.Rent(Length);
        Decode(values);
        var stretches = ZoneMap.StretchesOf(values.AsSpan(0, Length));
        ArrayPool<long>.Shared.Return(values);
        return stretches;
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

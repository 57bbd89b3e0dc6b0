using System.Numerics;
using System.Runtime.CompilerServices;
using KpiApi.Engine.Columns.Snapshots;

namespace KpiApi.Engine.Columns;

/// <summary>
/// Immutable whole numbers (instants, durations, score units), each stored as its distance from the smallest in 0, 1, 2, 4 or 8 bytes.
/// Values that are all multiples of the field's coarse unit (whole seconds, whole points) are stored in that unit.
/// </summary>
internal sealed class LongColumn
{
    /// <summary>Stands for null: later than every period, so a test for "in the period" needs no second one for null.</summary>
    public const long Null = long.MaxValue;

    private readonly Array _data;
    private readonly long _unit;

    private LongColumn(Array data, int length, long unit, long min, long max, bool hasNulls) =>
        (_data, Length, _unit, Min, Max, HasNulls) = (data, length, unit, min, max, hasNulls);

    public int Length { get; }

    /// <summary>Of the values that are not null; <see cref="Min"/> is above <see cref="Max"/> when there are none.</summary>
    public long Min { get; }
    public long Max { get; }
    public bool HasNulls { get; }

    public int SizeBytes => Buffer.ByteLength(_data);

    public static LongColumn Encode(ReadOnlySpan<long> values, long coarseUnit)
    {
        var (min, max, coarse, nulls) = Measure(values, coarseUnit);
        if (min > max || (min == max && !nulls))
            return new LongColumn(Array.Empty<byte>(), values.Length, 1, min, max, nulls);

        var unit = coarse ? coarseUnit : 1;
        var widest = (ulong)(max - min) / (ulong)unit;
        return widest switch
        {
            < byte.MaxValue => new LongColumn(Pack<byte>(values, min, unit), values.Length, unit, min, max, nulls),
            < ushort.MaxValue => new LongColumn(Pack<ushort>(values, min, unit), values.Length, unit, min, max, nulls),
            < uint.MaxValue => new LongColumn(Pack<uint>(values, min, unit), values.Length, unit, min, max, nulls),
            _ => new LongColumn(Pack<ulong>(values, min, unit), values.Length, unit, min, max, nulls),
        };
    }

    /// <summary>Writes every value to the front of <paramref name="destination"/>.</summary>
    public void Decode(Span<long> destination)
    {
        destination = destination[..Length];
        switch (_data)
        {
            case byte[] { Length: > 0 } data: Unpack(data, destination); break;
            case ushort[] data: Unpack(data, destination); break;
            case uint[] data: Unpack(data, destination); break;
            case ulong[] data: Unpack(data, destination); break;
            default: destination.Fill(Min > Max ? Null : Min); break;
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

    private static (long Min, long Max, bool Coarse, bool Nulls) Measure(ReadOnlySpan<long> values, long coarseUnit)
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
        return (min, max, coarse, nulls);
    }

    /// <summary>Null becomes the largest number of the width, which no distance reaches.</summary>
    private static T[] Pack<T>(ReadOnlySpan<long> values, long min, long unit)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var packed = new T[values.Length];
        for (var i = 0; i < values.Length; i++)
            packed[i] = values[i] == Null ? T.MaxValue : T.CreateTruncating((ulong)(values[i] - min) / (ulong)unit);
        return packed;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Unpack<T>(T[] packed, Span<long> destination)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var (min, unit) = (Min, _unit);
        for (var i = 0; i < destination.Length; i++)
            destination[i] = packed[i] == T.MaxValue ? Null : min + long.CreateTruncating(packed[i]) * unit;
    }
}

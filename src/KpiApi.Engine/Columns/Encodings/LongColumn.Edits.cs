using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace KpiApi.Engine.Columns.Encodings;

/// <summary>The column after a change of some rows.</summary>
internal sealed partial class LongColumn
{
    /// <summary>The plain variant: every value decoded and encoded again.</summary>
    public LongColumn Rewrite(RowEdit edit, ReadOnlySpan<long> fresh, long coarseUnit)
    {
        var (old, values) = (ArrayPool<long>.Shared.Rent(Length), ArrayPool<long>.Shared.Rent(edit.NewRows));
        Decode(old);
        edit.Compose(old, fresh, values);
        var column = Encode(values.AsSpan(0, edit.NewRows), coarseUnit);
        ArrayPool<long>.Shared.Return(old);
        ArrayPool<long>.Shared.Return(values);
        return column;
    }

    /// <summary>
    /// The fast variant: packed rows that stay are copied as they are, only fresh ones are encoded. Gives to the bit what
    /// <see cref="Rewrite"/> gives, itself when nothing changes, and null where it would have to look at every value to know:
    /// when the smallest, the unit or the width may be another.
    /// </summary>
    public LongColumn? Splice(RowEdit edit, ReadOnlySpan<long> fresh, long coarseUnit)
    {
        var pooled = ArrayPool<long>.Shared.Rent(edit.RemovedRows);
        var removed = pooled.AsSpan(0, edit.RemovedRows);
        DecodeRemoved(edit, removed);
        var spliced = edit.KeepsPlaces && removed.SequenceEqual(fresh) ? this
            : edit.NewRows == 0 || Length == 0 ? null
            : Splice(edit, fresh, Measure(fresh, coarseUnit), Measure(removed, coarseUnit));
        ArrayPool<long>.Shared.Return(pooled);
        return spliced;
    }

    private LongColumn? Splice(RowEdit edit, ReadOnlySpan<long> fresh, Extent added, Extent lost)
    {
        if (Buffer.ByteLength(_data) == 0)
            return IsOnly(added) ? new LongColumn(_data, edit.NewRows, _unit, Min, Max, HasNulls) : null;
        var unitMayChange = _unit > 1 ? !added.IsCoarse : !lost.IsCoarse && added.IsCoarse;
        if (unitMayChange || added.Min < Min)
            return null;
        return _data switch
        {
            byte[] data => Splice(data, edit, fresh, added, lost),
            ushort[] data => Splice(data, edit, fresh, added, lost),
            uint[] data => Splice(data, edit, fresh, added, lost),
            var data => Splice((ulong[])data, edit, fresh, added, lost),
        };
    }

    /// <summary>Every row has the same value, or none has any.</summary>
    private bool IsOnly(Extent added) => Min > Max
        ? added.Min > added.Max
        : !added.HasNulls && added.Min >= Min && added.Max <= Max;

    private LongColumn? Splice<T>(T[] packed, RowEdit edit, ReadOnlySpan<long> fresh, Extent added, Extent lost)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var max = Math.Max(Max, added.Max);
        if (Width(max - Min, _unit) != Unsafe.SizeOf<T>())
            return null;

        var data = GC.AllocateUninitializedArray<T>(edit.NewRows);
        var rest = data.AsSpan();
        foreach (var stretch in edit.Stretches)
        {
            if (stretch.IsFresh)
                Pack(fresh.Slice(stretch.Start, stretch.Count), rest, Min, _unit);
            else
                packed.AsSpan(stretch.Start, stretch.Count).CopyTo(rest);
            rest = rest[stretch.Count..];
        }

        // Whether another row has what the removed ones had: a search over packed values, which is quick.
        if (lost.Min == Min && !data.Contains(T.Zero))
            return null;
        if (lost.Max == Max && added.Max < Max && !data.Contains(T.CreateTruncating((ulong)(Max - Min) / (ulong)_unit)))
            return null;
        var hasNulls = added.HasNulls || (HasNulls && (!lost.HasNulls || data.Contains(T.MaxValue)));
        return Min == max && !hasNulls ? null : new LongColumn(data, data.Length, _unit, Min, max, hasNulls);
    }

    private void DecodeRemoved(RowEdit edit, Span<long> destination)
    {
        foreach (var stretch in edit.Removed)
        {
            DecodeRows(stretch.Start, destination[..stretch.Count]);
            destination = destination[stretch.Count..];
        }
    }

    private void DecodeRows(int start, Span<long> destination)
    {
        switch (_data)
        {
            case byte[] { Length: > 0 } data: Unpack(data.AsSpan(start), destination); break;
            case ushort[] data: Unpack(data.AsSpan(start), destination); break;
            case uint[] data: Unpack(data.AsSpan(start), destination); break;
            case ulong[] data: Unpack(data.AsSpan(start), destination); break;
            default: destination.Fill(Min > Max ? Null : Min); break;
        }
    }
}

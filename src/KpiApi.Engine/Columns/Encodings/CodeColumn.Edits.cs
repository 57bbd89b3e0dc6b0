using System.Buffers;
using System.Numerics;

namespace KpiApi.Engine.Columns.Encodings;

/// <summary>The column after a change of some rows.</summary>
internal sealed partial class CodeColumn
{
    /// <summary>The plain variant: every code decoded and encoded again.</summary>
    public CodeColumn Rewrite(RowEdit edit, ReadOnlySpan<int> fresh)
    {
        var (old, codes) = (ArrayPool<int>.Shared.Rent(Length), ArrayPool<int>.Shared.Rent(edit.NewRows));
        Decode(old);
        edit.Compose(old, fresh, codes);
        var column = Encode(codes.AsSpan(0, edit.NewRows));
        ArrayPool<int>.Shared.Return(old);
        ArrayPool<int>.Shared.Return(codes);
        return column;
    }

    /// <summary>
    /// The fast variant: packed rows that stay are copied as they are, only fresh ones are encoded. Gives to the bit what
    /// <see cref="Rewrite"/> gives, itself when nothing changes, and null where the width may be another.
    /// </summary>
    public CodeColumn? Splice(RowEdit edit, ReadOnlySpan<int> fresh)
    {
        if (edit.KeepsPlaces && IsInPlace(edit, fresh))
            return this;
        if (edit.NewRows == 0 || Length == 0)
            return null;
        return _data switch
        {
            byte[] { Length: > 0 } data => Splice(data, edit, fresh, -1, byte.MaxValue),
            ushort[] data => Splice(data, edit, fresh, byte.MaxValue, ushort.MaxValue),
            int[] data => Splice(data, edit, fresh, ushort.MaxValue, int.MaxValue),
            _ => fresh.ContainsAnyExcept(_only) ? null : new CodeColumn(_data, edit.NewRows, _only),
        };
    }

    /// <summary>
    /// The first row at or after <paramref name="from"/> whose code is not below <paramref name="code"/>, of a column whose codes ascend. Looks
    /// near first, in steps that double, so that asking for one code after the other does not cross the whole column each time.
    /// </summary>
    public int LowerBound(int code, int from) => _data switch
    {
        byte[] { Length: > 0 } data => LowerBound<byte>(data, code, from),
        ushort[] data => LowerBound<ushort>(data, code, from),
        int[] data => LowerBound<int>(data, code, from),
        _ => code <= _only ? from : Length,
    };

    private static int LowerBound<T>(ReadOnlySpan<T> ascending, int code, int from)
        where T : unmanaged, IBinaryInteger<T>
    {
        var (low, step) = (from, 1);
        for (; low + step <= ascending.Length && int.CreateTruncating(ascending[low + step - 1]) < code; step *= 2)
            low += step;
        var high = Math.Min(low + step - 1, ascending.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (int.CreateTruncating(ascending[middle]) < code)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>Appends the codes of some rows.</summary>
    public void CopyTo(ReadOnlySpan<Stretch> rows, List<int> destination)
    {
        foreach (var stretch in rows)
        {
            for (var row = stretch.Start; row < stretch.Start + stretch.Count; row++)
                destination.Add(this[row]);
        }
    }

    private int this[int row] => _data switch
    {
        byte[] { Length: > 0 } data => data[row],
        ushort[] data => data[row],
        int[] data => data[row],
        _ => _only,
    };

    private bool IsInPlace(RowEdit edit, ReadOnlySpan<int> fresh)
    {
        foreach (var stretch in edit.Removed)
        {
            for (var i = 0; i < stretch.Count; i++)
            {
                if (this[stretch.Start + i] != fresh[i])
                    return false;
            }
            fresh = fresh[stretch.Count..];
        }
        return true;
    }

    /// <param name="narrower">The largest code that fewer bytes would hold.</param>
    /// <param name="largest">The largest code that these bytes hold.</param>
    private static CodeColumn? Splice<T>(T[] packed, RowEdit edit, ReadOnlySpan<int> fresh, int narrower, int largest)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (fresh.ContainsAnyExceptInRange(0, largest))
            return null;

        var data = GC.AllocateUninitializedArray<T>(edit.NewRows);
        var rest = data.AsSpan();
        foreach (var stretch in edit.Stretches)
        {
            if (stretch.IsFresh)
                Pack(fresh.Slice(stretch.Start, stretch.Count), rest);
            else
                packed.AsSpan(stretch.Start, stretch.Count).CopyTo(rest);
            rest = rest[stretch.Count..];
        }

        // Rows that went may have been the only ones with a large code, or with another than the rest.
        if (edit.RemovedRows > 0 && (!data.ContainsAnyExcept(data[0])
            || (narrower >= 0 && !data.ContainsAnyExceptInRange(T.Zero, T.CreateTruncating(narrower)))))
            return null;
        return new CodeColumn(data, data.Length, 0);
    }
}

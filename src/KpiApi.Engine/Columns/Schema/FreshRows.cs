using KpiApi.Engine.Columns.Encodings;

namespace KpiApi.Engine.Columns.Schema;

/// <summary>Rows of some owners of a chunk, of one table, column by column.</summary>
internal sealed class FreshRows
{
    private readonly LongField[] _longFields;
    private readonly CodeField[] _codeFields;
    private readonly IdField[] _idFields;
    private readonly int[] _owners;
    private readonly ReadOnlyMemory<int> _counts;
    private readonly long[][] _longs;
    private readonly int[][] _codes;
    private readonly IdColumn[] _ids;
    private readonly int _rows;

    /// <param name="rows">How many of each array count.</param>
    /// <param name="owners">For each row its owner's place in the chunk, ascending.</param>
    /// <param name="counts">For each owner how many rows it has.</param>
    public FreshRows(LongField[] longFields, CodeField[] codeFields, IdField[] idFields, int rows, int[] owners, ReadOnlyMemory<int> counts, long[][] longs, int[][] codes, IdColumn[] ids)
    {
        (_longFields, _codeFields, _idFields) = (longFields, codeFields, idFields);
        (_rows, _owners, _counts, _longs, _codes, _ids) = (rows, owners, counts, longs, codes, ids);
    }

    /// <summary>For each row its owner's place in the chunk.</summary>
    public ReadOnlySpan<int> Owners => _owners.AsSpan(0, _rows);

    /// <summary>For each owner how many rows it has.</summary>
    public ReadOnlySpan<int> Counts => _counts.Span;

    public long SizeBytes => sizeof(int) * (long)(_owners.Length + _counts.Length) + _longs.Sum(column => sizeof(long) * (long)column.Length) + _codes.Sum(column => sizeof(int) * (long)column.Length)
        + _ids.Sum(column => (long)column.SizeBytes);

    public ReadOnlySpan<long> Longs(LongField field) => _longs[Array.IndexOf(_longFields, field)].AsSpan(0, _rows);

    public ReadOnlySpan<int> Codes(CodeField field) => _codes[Array.IndexOf(_codeFields, field)].AsSpan(0, _rows);

    public IdColumn Ids(IdField field) => _ids[Array.IndexOf(_idFields, field)];

    /// <summary>The same in memory of its own.</summary>
    public FreshRows Copy() => new(_longFields, _codeFields, _idFields, _rows, Owners.ToArray(), _counts.ToArray(),
        Array.ConvertAll(_longs, column => column.AsSpan(0, _rows).ToArray()), Array.ConvertAll(_codes, column => column.AsSpan(0, _rows).ToArray()), _ids);

    /// <summary>The rows after a change of some, in memory of its own.</summary>
    /// <param name="edit">Which rows go, and where others come in their place.</param>
    /// <param name="fresh">The rows that come.</param>
    /// <param name="owners">All owners from then on, ascending.</param>
    public FreshRows After(RowEdit edit, FreshRows fresh, ReadOnlySpan<int> owners)
    {
        var ownerOfRow = Compose(edit, Owners, fresh.Owners);
        return new FreshRows(_longFields, _codeFields, _idFields, edit.NewRows, ownerOfRow, CountRows(ownerOfRow, owners),
            [.. _longFields.Select(field => Compose(edit, Longs(field), fresh.Longs(field)))],
            [.. _codeFields.Select(field => Compose(edit, Codes(field), fresh.Codes(field)))],
            [.. _idFields.Select(field => Ids(field).Splice(edit, fresh.Ids(field)))]);
    }

    private static T[] Compose<T>(RowEdit edit, ReadOnlySpan<T> before, ReadOnlySpan<T> fresh)
    {
        var composed = new T[edit.NewRows];
        edit.Compose(before, fresh, composed);
        return composed;
    }

    private static int[] CountRows(ReadOnlySpan<int> ownerOfRow, ReadOnlySpan<int> owners)
    {
        var (counts, row) = (new int[owners.Length], 0);
        for (var i = 0; i < owners.Length; i++)
        {
            for (; row < ownerOfRow.Length && ownerOfRow[row] == owners[i]; row++)
                counts[i]++;
        }
        return counts;
    }
}

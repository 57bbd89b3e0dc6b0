using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Derivation;

namespace KpiApi.Engine.Columns.Schema;

/// <summary>
/// The rows of one table that a chunk gets anew, column by column. An owner's rows are written to all columns at once, while its facts
/// are near: who writes a column at a time fetches the facts of thousands of owners once for each.
/// </summary>
internal abstract class FreshTable(LongField[] longFields, CodeField[] codeFields, IdField[] idFields)
{
    private readonly IdColumn.Builder[] _ids = [.. idFields.Select(_ => new IdColumn.Builder())];
    private int[] _owners = [];
    private int[] _counts = [];
    private int _changes;
    private int _rows;

    protected long[][] LongColumns { get; } = [.. longFields.Select(_ => Array.Empty<long>())];

    protected int[][] CodeColumns { get; } = [.. codeFields.Select(_ => Array.Empty<int>())];

    protected IReadOnlyList<IdColumn.Builder> IdColumns => _ids;

    /// <summary>What has been added, until the next <see cref="Clear"/>: the same memory.</summary>
    public FreshRows Rows => new(longFields, codeFields, idFields, _rows, _owners, _counts.AsMemory(0, _changes), LongColumns, CodeColumns, [.. _ids.Select(builder => builder.Build())]);

    public void Clear()
    {
        (_rows, _changes) = (0, 0);
        foreach (var builder in _ids)
            builder.Clear();
    }

    /// <summary>The rows of one owner more, whose names get a row more each.</summary>
    public abstract void Add(int owner, OwnerFacts facts, NameDictionaryBuilders names);

    /// <returns>The first of the rows, which are still to be written.</returns>
    protected int AddRows(int owner, int count)
    {
        if (_changes == _counts.Length)
            Array.Resize(ref _counts, Math.Max(16, 2 * _changes));
        _counts[_changes++] = count;
        MakeRoom(_rows + count);
        _owners.AsSpan(_rows, count).Fill(owner);
        _rows += count;
        return _rows - count;
    }

    private void MakeRoom(int rows)
    {
        if (rows <= _owners.Length)
            return;
        var size = Math.Max(rows, Math.Max(16, 2 * _owners.Length));
        Array.Resize(ref _owners, size);
        for (var i = 0; i < LongColumns.Length; i++)
            Array.Resize(ref LongColumns[i], size);
        for (var i = 0; i < CodeColumns.Length; i++)
            Array.Resize(ref CodeColumns[i], size);
    }
}

/// <summary>The rows of a table whose rows are <typeparamref name="TRow"/>s.</summary>
internal sealed class FreshTable<TRow>(TableFields<TRow> fields) : FreshTable(
    [.. fields.Longs.Select(column => column.Field)], [.. fields.Codes.Select(column => column.Field), .. fields.Attributes], [.. fields.RowIds.Select(column => column.Field)])
{
    private readonly Func<TRow, long?>[] _longs = [.. fields.Longs.Select(column => column.Value)];
    private readonly Func<TRow, NameDictionaryBuilders, int>[] _codes = [.. fields.Codes.Select(column => column.Code)];
    private readonly Func<TRow, string>[] _ids = [.. fields.RowIds.Select(column => column.Id)];

    public override void Add(int owner, OwnerFacts facts, NameDictionaryBuilders names)
    {
        TRow? room = default;
        var rows = fields.Rows(facts, ref room);
        var first = AddRows(owner, rows.Length);
        if (rows.Length == 0)
            return;
        for (var i = 0; i < _longs.Length; i++)
        {
            var value = _longs[i];
            var column = LongColumns[i].AsSpan(first, rows.Length);
            for (var row = 0; row < column.Length; row++)
                column[row] = value(rows[row]) ?? LongColumn.Null;
        }
        for (var i = 0; i < _codes.Length; i++)
        {
            var code = _codes[i];
            var column = CodeColumns[i].AsSpan(first, rows.Length);
            for (var row = 0; row < column.Length; row++)
                column[row] = code(rows[row], names);
        }
        for (var i = 0; i < _ids.Length; i++)
        {
            foreach (var row in rows)
                IdColumns[i].Add(_ids[i](row));
        }
        if (fields.Attributes.Count > 0)
            AddAttributes(first, rows.Length, facts, names);
    }

    /// <summary>Columns of slots that no attribute has stay what they are at first, without any value.</summary>
    private void AddAttributes(int first, int count, OwnerFacts facts, NameDictionaryBuilders names)
    {
        var (slots, values) = (fields.Slots(names.Attributes), fields.AttributeValues(facts));
        for (var slot = 0; slot < slots.Count; slot++)
        {
            var value = values?.GetValueOrDefault(slots[slot]);
            foreach (ref var code in CodeColumns[_codes.Length + slot].AsSpan(first, count))
                code = value is null ? 0 : names[fields.Attributes[slot].DictionaryId].Add(value);
        }
    }
}

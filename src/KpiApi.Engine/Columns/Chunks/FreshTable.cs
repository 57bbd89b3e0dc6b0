using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Derivation;

namespace KpiApi.Engine.Columns.Chunks;

/// <summary>
/// The rows of one table that a chunk gets anew, column by column. An owner's rows are written to all columns at once, while its facts
/// are near: who writes a column at a time fetches the facts of thousands of owners once for each.
/// </summary>
internal sealed class FreshTable
{
    private readonly FactTable _table;
    private readonly LongField[] _longFields;
    private readonly CodeField[] _codeFields;
    private readonly IdField[] _idFields;
    private readonly long[][] _longs;
    private readonly int[][] _codes;
    private readonly IdColumn.Builder[] _ids;
    private int[] _owners = [];
    private int[] _counts = [];
    private int _changes;

    public FreshTable(FactTable table)
    {
        _table = table;
        _longFields = [.. FactSchema.Longs.Where(field => field.Table == table)];
        _codeFields = [.. FactSchema.Codes.Where(field => field.Table == table)];
        _idFields = [.. FactSchema.Ids.Where(field => field.Table == table)];
        _longs = [.. _longFields.Select(_ => Array.Empty<long>())];
        _codes = [.. _codeFields.Select(_ => Array.Empty<int>())];
        _ids = [.. _idFields.Select(_ => new IdColumn.Builder())];
    }

    public int Rows { get; private set; }

    /// <summary>For each row its owner's place in the chunk.</summary>
    public ReadOnlySpan<int> Owners => _owners.AsSpan(0, Rows);

    /// <summary>For each owner added how many rows it has.</summary>
    public ReadOnlySpan<int> Counts => _counts.AsSpan(0, _changes);

    public IReadOnlyList<LongField> LongFields => _longFields;

    public IReadOnlyList<CodeField> CodeFields => _codeFields;

    public IReadOnlyList<IdField> IdFields => _idFields;

    /// <summary>The column of a field by its place in <see cref="LongFields"/>.</summary>
    public ReadOnlySpan<long> Longs(int field) => _longs[field].AsSpan(0, Rows);

    /// <summary>The column of a field by its place in <see cref="CodeFields"/>.</summary>
    public ReadOnlySpan<int> Codes(int field) => _codes[field].AsSpan(0, Rows);

    /// <summary>The column of a field by its place in <see cref="IdFields"/>.</summary>
    public IdColumn Ids(int field) => _ids[field].Build();

    public void Clear()
    {
        (Rows, _changes) = (0, 0);
        foreach (var builder in _ids)
            builder.Clear();
    }

    public void Add(int owner, OwnerFacts facts, NameDictionaryBuilders names)
    {
        var count = FactSchema.RowCount(_table, facts);
        if (_changes == _counts.Length)
            Array.Resize(ref _counts, Math.Max(16, 2 * _changes));
        _counts[_changes++] = count;
        if (count == 0)
            return;
        MakeRoom(Rows + count);
        _owners.AsSpan(Rows, count).Fill(owner);
        for (var i = 0; i < _longFields.Length; i++)
            _longFields[i].Write(facts, _longs[i].AsSpan(Rows, count));
        for (var i = 0; i < _codeFields.Length; i++)
            _codeFields[i].Write(facts, names, _codes[i].AsSpan(Rows, count));
        for (var i = 0; i < _idFields.Length; i++)
            _idFields[i].Write(facts, _ids[i]);
        Rows += count;
    }

    private void MakeRoom(int rows)
    {
        if (rows <= _owners.Length)
            return;
        var size = Math.Max(rows, Math.Max(16, 2 * _owners.Length));
        Array.Resize(ref _owners, size);
        for (var i = 0; i < _longs.Length; i++)
            Array.Resize(ref _longs[i], size);
        for (var i = 0; i < _codes.Length; i++)
            Array.Resize(ref _codes[i], size);
    }
}

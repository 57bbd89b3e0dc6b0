using System.Buffers;
using KpiApi.Engine.Facts;

namespace KpiApi.Engine.Columns;

/// <summary>
/// Makes a chunk from another: some owners replaced, others appended. Columns whose rows stay are shared, of the others the packed rows
/// that stay are copied; only where that is not possible a column is decoded and encoded again.
/// </summary>
/// <param name="vocabularies">Take up new names.</param>
/// <param name="splices">False: the plain way, always decoded and encoded again.</param>
internal sealed class ChunkEditor(Vocabularies vocabularies, bool splices = true)
{
    /// <param name="chunk">Stays as it is.</param>
    /// <param name="replaced">By place in the chunk, ascending.</param>
    /// <param name="appended">New owners, with room for them.</param>
    public FactChunk Edit(FactChunk chunk, IReadOnlyList<(int Owner, OwnerFacts Facts)> replaced, IReadOnlyList<OwnerFacts> appended)
    {
        var changes = new List<(int Owner, OwnerFacts Facts)>(replaced.Count + appended.Count);
        changes.AddRange(replaced);
        for (var i = 0; i < appended.Count; i++)
            changes.Add((chunk.OwnerCount + i, appended[i]));

        var longs = new LongColumn[FactSchema.Longs.Count];
        var codes = new CodeColumn[FactSchema.Codes.Count];
        var rowIds = new IdColumn[FactSchema.Ids.Count];
        var owners = new CodeColumn[FactSchema.Tables.Count];
        foreach (var table in FactSchema.Tables)
        {
            using var edit = new TableEdit(chunk, table, changes);
            owners[(int)table] = Edited(chunk.Owners(table), edit.Rows, edit.Owners());
            foreach (var field in FactSchema.Longs)
            {
                if (field.Table == table)
                    longs[field.Ordinal] = Edited(chunk.Long(field), edit.Rows, edit.Longs(field), field.CoarseUnit);
            }
            foreach (var field in FactSchema.Codes)
            {
                if (field.Table == table)
                    codes[field.Ordinal] = Edited(chunk.Codes(field), edit.Rows, edit.Codes(field, vocabularies[field.Domain]));
            }
            foreach (var field in FactSchema.Ids)
            {
                if (field.Table == table)
                    rowIds[field.Ordinal] = chunk.RowIds(field).Splice(edit.Rows, edit.Ids(field));
            }
        }
        return new FactChunk(Keys(chunk, appended), longs, codes, rowIds, owners);
    }

    private static IdColumn Keys(FactChunk chunk, IReadOnlyList<OwnerFacts> appended)
    {
        var keys = new IdColumn.Builder(appended.Count);
        Span<byte> utf8 = stackalloc byte[OwnerIndex.MaxStackKey];
        foreach (var owner in appended)
            keys.Add(OwnerIndex.KeyUtf8(owner.Key, utf8));
        return chunk.Ids.Append(keys.Build());
    }

    private LongColumn Edited(LongColumn column, RowEdit edit, ReadOnlySpan<long> fresh, long coarseUnit) =>
        (splices ? column.Splice(edit, fresh, coarseUnit) : null) ?? column.Rewrite(edit, fresh, coarseUnit);

    private CodeColumn Edited(CodeColumn column, RowEdit edit, ReadOnlySpan<int> fresh) =>
        (splices ? column.Splice(edit, fresh) : null) ?? column.Rewrite(edit, fresh);

    /// <summary>The fresh rows of one table, column by column; what a column gives holds until the next.</summary>
    private readonly ref struct TableEdit : IDisposable
    {
        private readonly List<(int Owner, OwnerFacts Facts)> _changes;
        private readonly int[] _rows;
        private readonly long[] _longs;
        private readonly int[] _codes;

        public TableEdit(FactChunk chunk, FactTable table, List<(int Owner, OwnerFacts Facts)> changes)
        {
            _changes = changes;
            _rows = ArrayPool<int>.Shared.Rent(changes.Count);
            var owners = ArrayPool<int>.Shared.Rent(changes.Count);
            for (var i = 0; i < changes.Count; i++)
                (owners[i], _rows[i]) = (changes[i].Owner, FactSchema.RowCount(table, changes[i].Facts));
            Rows = new RowEdit(chunk.Owners(table), owners.AsSpan(0, changes.Count), _rows.AsSpan(0, changes.Count));
            ArrayPool<int>.Shared.Return(owners);
            _longs = ArrayPool<long>.Shared.Rent(Rows.FreshRows);
            _codes = ArrayPool<int>.Shared.Rent(Rows.FreshRows);
        }

        public RowEdit Rows { get; }

        public ReadOnlySpan<int> Owners()
        {
            var at = 0;
            for (var i = 0; i < _changes.Count; at += _rows[i++])
                _codes.AsSpan(at, _rows[i]).Fill(_changes[i].Owner);
            return _codes.AsSpan(0, at);
        }

        public ReadOnlySpan<long> Longs(LongField field)
        {
            var at = 0;
            for (var i = 0; i < _changes.Count; at += _rows[i++])
            {
                if (_rows[i] > 0)
                    field.Write(_changes[i].Facts, _longs.AsSpan(at, _rows[i]));
            }
            return _longs.AsSpan(0, at);
        }

        public ReadOnlySpan<int> Codes(CodeField field, Vocabulary vocabulary)
        {
            var at = 0;
            for (var i = 0; i < _changes.Count; at += _rows[i++])
            {
                if (_rows[i] > 0)
                    field.Write(_changes[i].Facts, vocabulary, _codes.AsSpan(at, _rows[i]));
            }
            return _codes.AsSpan(0, at);
        }

        public IdColumn Ids(IdField field)
        {
            var builder = new IdColumn.Builder(Rows.FreshRows);
            foreach (var (_, facts) in _changes)
                field.Write(facts, builder);
            return builder.Build();
        }

        public void Dispose()
        {
            ArrayPool<int>.Shared.Return(_rows);
            ArrayPool<long>.Shared.Return(_longs);
            ArrayPool<int>.Shared.Return(_codes);
        }
    }
}

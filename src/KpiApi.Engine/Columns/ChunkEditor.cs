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
        var changes = new List<(int Owner, OwnerFacts Facts)>(replaced);
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
        var ids = chunk.Ids.Append([.. appended.Select(o => OwnerIndex.KeyText(o.Key))]);
        return new FactChunk(ids, longs, codes, rowIds, owners);
    }

    private LongColumn Edited(LongColumn column, RowEdit edit, ReadOnlySpan<long> fresh, long coarseUnit) =>
        (splices ? column.Splice(edit, fresh, coarseUnit) : null) ?? column.Rewrite(edit, fresh, coarseUnit);

    private CodeColumn Edited(CodeColumn column, RowEdit edit, ReadOnlySpan<int> fresh) =>
        (splices ? column.Splice(edit, fresh) : null) ?? column.Rewrite(edit, fresh);

    /// <summary>The fresh rows of one table, column by column; what a column gives holds until the next.</summary>
    private readonly ref struct TableEdit : IDisposable
    {
        private readonly List<(int Owner, OwnerFacts Facts, int Rows)> _changes = [];
        private readonly long[] _longs;
        private readonly int[] _codes;

        public TableEdit(FactChunk chunk, FactTable table, List<(int Owner, OwnerFacts Facts)> changes)
        {
            foreach (var (owner, facts) in changes)
                _changes.Add((owner, facts, FactSchema.RowCount(table, facts)));
            Rows = new RowEdit(chunk.Owners(table), _changes.Select(c => (c.Owner, c.Rows)));
            _changes.RemoveAll(c => c.Rows == 0);
            _longs = ArrayPool<long>.Shared.Rent(Rows.FreshRows);
            _codes = ArrayPool<int>.Shared.Rent(Rows.FreshRows);
        }

        public RowEdit Rows { get; }

        public ReadOnlySpan<int> Owners()
        {
            var at = 0;
            foreach (var (owner, _, rows) in _changes)
            {
                _codes.AsSpan(at, rows).Fill(owner);
                at += rows;
            }
            return _codes.AsSpan(0, at);
        }

        public ReadOnlySpan<long> Longs(LongField field)
        {
            var at = 0;
            foreach (var (_, facts, rows) in _changes)
            {
                field.Write(facts, _longs.AsSpan(at, rows));
                at += rows;
            }
            return _longs.AsSpan(0, at);
        }

        public ReadOnlySpan<int> Codes(CodeField field, Vocabulary vocabulary)
        {
            var at = 0;
            foreach (var (_, facts, rows) in _changes)
            {
                field.Write(facts, vocabulary, _codes.AsSpan(at, rows));
                at += rows;
            }
            return _codes.AsSpan(0, at);
        }

        public IdColumn Ids(IdField field)
        {
            var builder = new IdColumn.Builder();
            foreach (var (_, facts, _) in _changes)
                field.Write(facts, builder);
            return builder.Build();
        }

        public void Dispose()
        {
            ArrayPool<long>.Shared.Return(_longs);
            ArrayPool<int>.Shared.Return(_codes);
        }
    }
}

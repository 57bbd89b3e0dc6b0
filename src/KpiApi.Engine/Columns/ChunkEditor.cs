using System.Buffers;
using KpiApi.Engine.Facts;

namespace KpiApi.Engine.Columns;

/// <summary>Makes a chunk from another: some owners replaced, others appended. Time and memory grow with the chunk, not with the data.</summary>
internal sealed class ChunkEditor(Vocabularies vocabularies)
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
            owners[(int)table] = edit.Owners();
            foreach (var field in FactSchema.Longs)
            {
                if (field.Table == table)
                    longs[field.Ordinal] = edit.Long(field);
            }
            foreach (var field in FactSchema.Codes)
            {
                if (field.Table == table)
                    codes[field.Ordinal] = edit.Codes(field, vocabularies[field.Domain]);
            }
            foreach (var field in FactSchema.Ids)
            {
                if (field.Table == table)
                    rowIds[field.Ordinal] = edit.Ids(field);
            }
        }
        var ids = chunk.Ids.Append([.. appended.Select(o => OwnerIndex.KeyText(o.Key))]);
        return new FactChunk(ids, longs, codes, rowIds, owners);
    }

    /// <summary>The rows of one table after the change, as stretches of old rows and owners written anew.</summary>
    private readonly ref struct TableEdit : IDisposable
    {
        private readonly FactChunk _chunk;
        private readonly List<Stretch> _stretches = [];
        private readonly int _oldRows;
        private readonly int _newRows;
        private readonly long[] _oldLongs;
        private readonly long[] _newLongs;
        private readonly int[] _oldCodes;
        private readonly int[] _newCodes;

        public TableEdit(FactChunk chunk, FactTable table, List<(int Owner, OwnerFacts Facts)> changes)
        {
            _chunk = chunk;
            _oldRows = chunk.RowCount(table);
            _oldCodes = ArrayPool<int>.Shared.Rent(_oldRows);
            chunk.Owners(table).Decode(_oldCodes);
            var from = 0;
            foreach (var (owner, facts) in changes)
            {
                var start = LowerBound(owner, from);
                var end = LowerBound(owner + 1, start);
                var count = FactSchema.RowCount(table, facts);
                if (start > from)
                    _stretches.Add(new Stretch(from, start - from, null, 0));
                _stretches.Add(new Stretch(0, count, facts, owner));
                _newRows += start - from + count;
                from = end;
            }
            _stretches.Add(new Stretch(from, _oldRows - from, null, 0));
            _newRows += _oldRows - from;
            _oldLongs = ArrayPool<long>.Shared.Rent(_oldRows);
            _newLongs = ArrayPool<long>.Shared.Rent(_newRows);
            _newCodes = ArrayPool<int>.Shared.Rent(_newRows);
        }

        /// <summary>Call first: it needs the old owners that the constructor decoded.</summary>
        public CodeColumn Owners()
        {
            var at = 0;
            foreach (var s in _stretches)
            {
                var rows = _newCodes.AsSpan(at, s.Count);
                if (s.Facts is null)
                    _oldCodes.AsSpan(s.Start, s.Count).CopyTo(rows);
                else
                    rows.Fill(s.Owner);
                at += s.Count;
            }
            return CodeColumn.Encode(_newCodes.AsSpan(0, _newRows));
        }

        public LongColumn Long(LongField field)
        {
            _chunk.Long(field).Decode(_oldLongs);
            var at = 0;
            foreach (var s in _stretches)
            {
                var rows = _newLongs.AsSpan(at, s.Count);
                if (s.Facts is null)
                    _oldLongs.AsSpan(s.Start, s.Count).CopyTo(rows);
                else
                    field.Write(s.Facts, rows);
                at += s.Count;
            }
            return LongColumn.Encode(_newLongs.AsSpan(0, _newRows), field.CoarseUnit);
        }

        public CodeColumn Codes(CodeField field, Vocabulary vocabulary)
        {
            _chunk.Codes(field).Decode(_oldCodes);
            var at = 0;
            foreach (var s in _stretches)
            {
                var rows = _newCodes.AsSpan(at, s.Count);
                if (s.Facts is null)
                    _oldCodes.AsSpan(s.Start, s.Count).CopyTo(rows);
                else
                    field.Write(s.Facts, vocabulary, rows);
                at += s.Count;
            }
            return CodeColumn.Encode(_newCodes.AsSpan(0, _newRows));
        }

        public IdColumn Ids(IdField field)
        {
            var builder = new IdColumn.Builder();
            foreach (var s in _stretches)
            {
                if (s.Facts is null)
                    builder.Add(_chunk.RowIds(field), s.Start, s.Count);
                else
                    field.Write(s.Facts, builder);
            }
            return builder.Build();
        }

        public void Dispose()
        {
            ArrayPool<long>.Shared.Return(_oldLongs);
            ArrayPool<long>.Shared.Return(_newLongs);
            ArrayPool<int>.Shared.Return(_oldCodes);
            ArrayPool<int>.Shared.Return(_newCodes);
        }

        /// <summary>The first old row at or after <paramref name="from"/> whose owner is not below <paramref name="owner"/>.</summary>
        private int LowerBound(int owner, int from)
        {
            var (low, high) = (from, _oldRows);
            while (low < high)
            {
                var middle = (low + high) >>> 1;
                if (_oldCodes[middle] < owner)
                    low = middle + 1;
                else
                    high = middle;
            }
            return low;
        }

        /// <summary>Old rows copied, or (with facts) an owner's rows written.</summary>
        private readonly record struct Stretch(int Start, int Count, OwnerFacts? Facts, int Owner);
    }
}

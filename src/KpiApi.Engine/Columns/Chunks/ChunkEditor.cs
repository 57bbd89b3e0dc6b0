using System.Runtime.InteropServices;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Derivation;

namespace KpiApi.Engine.Columns.Chunks;

/// <summary>
/// Makes a chunk from another: some owners replaced, others appended. Columns whose rows stay are shared, of the others the packed rows
/// that stay are copied; only where that is not possible a column is decoded and encoded again. Used for one chunk after the other.
/// </summary>
/// <param name="names">Get new names, and count the rows of each.</param>
/// <param name="splices">False: the plain variant, always decoded and encoded again.</param>
internal sealed class ChunkEditor(NameDictionaryBuilders names, bool splices = true)
{
    /// <summary>The domains whose names come from the data: only their rows are counted.</summary>
    private static readonly DictionaryId[] s_counted = [.. DictionaryIds.All.Where(domain => domain != DictionaryId.Fixed && FixedNames.Of(domain).Count == 0)];

    private readonly FreshTable[] _tables = FactSchema.MakeFresh();
    private readonly IdColumn.Builder _newKeys = new();
    private readonly List<int> _owners = [];
    private readonly Dictionary<DictionaryId, List<int>> _removedCodes = s_counted.ToDictionary(domain => domain, _ => new List<int>());
    private FactChunk _chunk = FactChunk.Empty;

    /// <summary>False when no owner can be appended any more.</summary>
    public bool HasRoom => _chunk.OwnerCount + _newKeys.Count < FactChunk.Capacity;

    /// <param name="chunk">Stays as it is.</param>
    public void Open(FactChunk chunk)
    {
        _chunk = chunk;
        _newKeys.Clear();
        _owners.Clear();
        foreach (var table in _tables)
            table.Clear();
    }

    /// <param name="owner">The place in the chunk; in ascending order, and before any is appended.</param>
    /// <param name="facts">From now on.</param>
    public void Replace(int owner, OwnerFacts facts)
    {
        _owners.Add(owner);
        foreach (var table in _tables)
            table.Add(owner, facts, names);
    }

    /// <summary>A new owner, with room for it.</summary>
    public void Append(OwnerFacts facts)
    {
        Span<byte> room = stackalloc byte[OwnerIndex.MaxStackKey];
        Replace(_chunk.OwnerCount + _newKeys.Count, facts);
        _newKeys.Add(OwnerIndex.KeyUtf8(facts.Key, room));
    }

    /// <summary>The new chunk. Several editors may make theirs at once: names are counted before and after.</summary>
    public FactChunk Close()
    {
        var longs = new LongColumn[FactSchema.Longs.Count];
        var codes = new CodeColumn[FactSchema.Codes.Count];
        var rowIds = new IdColumn[FactSchema.Ids.Count];
        var owners = new CodeColumn[FactSchema.Tables.Count];
        foreach (var table in FactSchema.Tables)
        {
            var (fresh, before) = (_tables[(int)table], _chunk.Owners(table));
            var edit = new RowEdit(before, CollectionsMarshal.AsSpan(_owners), fresh.Counts);
            owners[(int)table] = Edited(before, edit, fresh.Owners);
            for (var i = 0; i < fresh.LongFields.Count; i++)
                longs[fresh.LongFields[i].Ordinal] = Edited(_chunk.Long(fresh.LongFields[i]), edit, fresh.Longs(i), fresh.LongFields[i].UnitsPerWhole);
            for (var i = 0; i < fresh.CodeFields.Count; i++)
            {
                var (field, column) = (fresh.CodeFields[i], _chunk.Codes(fresh.CodeFields[i]));
                codes[field.Ordinal] = Edited(column, edit, fresh.Codes(i));
                if (_removedCodes.TryGetValue(field.DictionaryId, out var removed))
                    column.CopyTo(edit.Removed, removed);
            }
            for (var i = 0; i < fresh.IdFields.Count; i++)
                rowIds[fresh.IdFields[i].Ordinal] = _chunk.RowIds(fresh.IdFields[i]).Splice(edit, fresh.Ids(i));
        }
        return new FactChunk(_chunk.Ids.Append(_newKeys.Build()), longs, codes, rowIds, owners);
    }

    /// <summary>Takes the rows that went off the counts of their names. One editor after the other, when all have closed.</summary>
    public void CountRemovedRows()
    {
        foreach (var (domain, codes) in _removedCodes)
        {
            foreach (var code in codes)
                names[domain].Remove(code);
            codes.Clear();
        }
    }

    private LongColumn Edited(LongColumn column, RowEdit edit, ReadOnlySpan<long> fresh, long coarseUnit) =>
        (splices ? column.Splice(edit, fresh, coarseUnit) : null) ?? column.Rewrite(edit, fresh, coarseUnit);

    private CodeColumn Edited(CodeColumn column, RowEdit edit, ReadOnlySpan<int> fresh) =>
        (splices ? column.Splice(edit, fresh) : null) ?? column.Rewrite(edit, fresh);
}

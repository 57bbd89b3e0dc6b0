using System.Runtime.InteropServices;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Derivation;

namespace KpiApi.Engine.Columns.Chunks;

/// <summary>Makes a chunk from another: some owners replaced, others appended. Used for one chunk after the other.</summary>
/// <param name="names">Get new names, and count the rows of each.</param>
/// <param name="splices">False: the plain variant, always decoded and encoded again.</param>
internal sealed class ChunkEditor(NameDictionaryBuilders names, bool splices = true)
{
    /// <summary>The domains whose names come from the data: only their rows are counted.</summary>
    private static readonly DictionaryId[] s_counted = [.. DictionaryIds.All.Where(domain => domain != DictionaryId.Fixed && FixedNames.Of(domain).Count == 0)];

    /// <summary>Their fields, table by table.</summary>
    private static readonly CodeField[][] s_countedFields =
        [.. FactSchema.Tables.Select(table => FactSchema.Codes.Where(field => field.Table == table && s_counted.Contains(field.DictionaryId)).ToArray())];

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

    /// <summary>
    /// The new chunk. Where a few owners were replaced and none appended, its columns are made when somebody asks for them. Several editors may make theirs at once:
    /// names are counted before and after.
    /// </summary>
    public FactChunk Close()
    {
        var owners = CollectionsMarshal.AsSpan(_owners);
        var rows = Array.ConvertAll(_tables, table => table.Rows);
        var madeLater = splices && _newKeys.Count == 0 && _owners.Count + (_chunk.Pending?.OwnerCount ?? 0) <= PendingChanges.MostOwners;
        PendingChanges changes;
        if (_chunk.Pending is { } pending)
            changes = pending.With(owners, rows, (table, earlier, edit) => Remove(table, pending, earlier, edit));
        else
        {
            changes = new PendingChanges(_chunk, owners.ToArray(), madeLater ? Array.ConvertAll(rows, table => table.Copy()) : rows, splices);
            foreach (var table in FactSchema.Tables)
                Remove(table, changes.Before, changes.Edit(table));
        }
        var chunk = new FactChunk(_chunk.Ids.Append(_newKeys.Build()), changes);
        if (!madeLater)
            chunk.MakeColumns();
        return chunk;
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

    /// <summary>Rows that changes not yet made had, and rows of the chunk.</summary>
    private void Remove(FactTable table, PendingChanges pending, RowEdit earlier, RowEdit edit)
    {
        Remove(table, pending.Before, edit);
        foreach (var field in s_countedFields[(int)table])
        {
            foreach (var stretch in earlier.Removed)
                _removedCodes[field.DictionaryId].AddRange(pending.Rows(table).Codes(field).Slice(stretch.Start, stretch.Count));
        }
    }

    private void Remove(FactTable table, FactChunk chunk, RowEdit edit)
    {
        foreach (var field in s_countedFields[(int)table])
            chunk.Codes(field).CopyTo(edit.Removed, _removedCodes[field.DictionaryId]);
    }
}

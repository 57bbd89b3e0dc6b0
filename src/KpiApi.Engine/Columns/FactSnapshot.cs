using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Columns;

/// <summary>All facts as of one version of the store: immutable, so a query that holds one sees nothing change.</summary>
public sealed class FactSnapshot
{
    private readonly Lazy<int> _largestTable;
    private readonly FactSpans _factSpans;
    private readonly AccountLookups _accountLookups;

    /// <param name="version">Of the store.</param>
    /// <param name="before">The snapshot that it was made from; null when there is none.</param>
    internal FactSnapshot(FactChunk[] chunks, NameDictionaries names, long version, FactSnapshot? before = null)
    {
        (Chunks, Names, Version) = (chunks, names, version);
        ZoneMaps = new ZoneMaps(chunks, before?.ZoneMaps);
        _largestTable = new(() => chunks.Length == 0 ? 1 : chunks.Max(c => FactSchema.Tables.Max(c.RowCount)));
        _factSpans = new(chunks);
        _accountLookups = new(chunks, names, before?._accountLookups);
    }

    /// <summary>The store's version that the facts are of.</summary>
    public long Version { get; }

    internal FactChunk[] Chunks { get; }

    internal ZoneMaps ZoneMaps { get; }

    internal NameDictionaries Names { get; }

    /// <summary>Bytes held by the columns.</summary>
    public long SizeBytes => Chunks.Sum(c => c.SizeBytes);

    /// <summary>Of these, bytes of the columns of declared attributes: none for one that nothing has.</summary>
    public long AttributeBytes => Chunks.Sum(c => FactSchema.Ticket.Attributes.Concat(FactSchema.Account.Attributes).Sum(column => (long)c.Codes(column).SizeBytes));

    /// <summary>Bytes that tags take: the column of their sets, and about what each different set and each tag takes once.</summary>
    public long TagBytes => Chunks.Sum(c => (long)c.Codes(FactSchema.Ticket.Tags).SizeBytes) + Names[DictionaryId.TagSet].SizeBytes + Names[DictionaryId.Tag].SizeBytes;

    /// <summary>About what the names that the columns have codes of take.</summary>
    public long NameBytes => Names.SizeBytes;

    /// <summary>The rows of each table of facts, by its name.</summary>
    public IEnumerable<(string Table, long Rows)> RowCounts() =>
        FactSchema.Tables.Select(table => (table.ToString(), Chunks.Sum(chunk => (long)(table == FactTable.Tickets ? chunk.TicketCount : chunk.RowCount(table)))));

    /// <summary>Owners with a place in the columns, those since removed included.</summary>
    public int OwnerCount => Chunks.Sum(c => c.OwnerCount);

    /// <summary>True when something of this owner counts. It looks through the keys of all owners.</summary>
    public bool Contains(OwnerKey owner)
    {
        Span<byte> room = stackalloc byte[OwnerIndex.MaxStackKey];
        var key = OwnerIndex.KeyUtf8(owner, room);
        foreach (var chunk in Chunks)
        {
            for (var place = 0; place < chunk.OwnerCount; place++)
            {
                if (chunk.Ids.Utf8(place).SequenceEqual(key))
                    return chunk.Present()[place];
            }
        }
        return false;
    }

    /// <summary>The declared attributes that the facts have columns for.</summary>
    public AttributeSlots Attributes => Names.Attributes;

    /// <summary>What each account has of one of the attributes.</summary>
    /// <param name="slot">Its place among <see cref="AttributeSlots.Account"/>.</param>
    internal AccountLookup AccountLookup(int slot) => _accountLookups[slot];

    /// <summary>The yearly value of each account by its code.</summary>
    internal long[] AccountValues()
    {
        var values = new long[Names[DictionaryId.Account].Count];
        using var reader = new ChunkReader();
        for (var index = 0; index < Chunks.Length; index++)
        {
            if (Chunks[index].RowCount(FactTable.Accounts) == 0)
                continue;
            reader.Open(Chunks[index], index);
            var accounts = reader.Codes(FactSchema.Account.Id, FactTable.Accounts);
            var units = reader.Longs(FactSchema.Account.Value, FactTable.Accounts);
            for (var row = 0; row < accounts.Length; row++)
                values[accounts[row]] = units[row] == LongColumn.Null ? 0 : units[row];
        }
        return values;
    }

    /// <summary>Rows of the largest table of any chunk, at least one.</summary>
    internal int LargestTable => _largestTable.Value;

    /// <summary>From the first fact to the last of what a period of all time is asked for; null where there is none.</summary>
    /// <param name="tables">That are counted.</param>
    internal (long? FirstMs, long? LastMs) Span(IEnumerable<FactTable> tables) => _factSpans.Of(tables);
}

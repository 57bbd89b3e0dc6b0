using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Facts;

/// <summary>A table of facts as it leaves: what every number is computed from.</summary>
public sealed class FactTableOut
{
    private static readonly HashSet<CodeField> s_attributes = [.. FactSchema.Ticket.Attributes, .. FactSchema.Account.Attributes];

    private readonly FactTable _table;

    /// <summary>A row for each tag of each ticket, instead of one a ticket.</summary>
    private readonly bool _isOfTags;

    private readonly IReadOnlyList<FactColumn> _columns;

    private FactTableOut()
    {
        (_table, _isOfTags, Name) = (FactTable.Tickets, true, FactTableNames.TicketTags);
        _columns = [new FactColumn("ticket", FactKind.Text, false), FactColumn.Of(FactSchema.Ticket.Tags) with { Name = "tag" }];
    }

    private FactTableOut(FactTable table)
    {
        _table = table;
        Name = FactTableNames.Of(table);
        _columns = [.. OwnerColumns(table).Concat(SchemaColumns(table)).OrderBy(column => column.Name != "id")];
    }

    /// <summary>In the order of the schema, then the tags of tickets.</summary>
    public static IReadOnlyList<FactTableOut> All { get; } = [.. FactSchema.Tables.Select(table => new FactTableOut(table)), new FactTableOut()];

    public string Name { get; }

    /// <summary>First the id of the row, or of the ticket whose row it is; last the attributes that are declared.</summary>
    public IReadOnlyList<FactColumn> Columns(FactSnapshot snapshot) => [.. _columns, .. AttributeColumns(snapshot.Attributes)];

    public static FactTableOut? Find(string name) => All.FirstOrDefault(table => table.Name == name);

    public long RowCount(FactSnapshot snapshot) =>
        _isOfTags ? Read(snapshot).Sum(batch => (long)batch.Count) : snapshot.Chunks.Sum(chunk => (long)(_table == FactTable.Tickets ? chunk.TicketCount : chunk.RowCount(_table)));

    /// <summary>Rows, chunk by chunk, of one snapshot. A batch is valid until the next is asked for.</summary>
    public IEnumerable<FactBatch> Read(FactSnapshot snapshot)
    {
        var columns = Columns(snapshot);
        using var reader = new ChunkReader();
        for (var index = 0; index < snapshot.Chunks.Length; index++)
        {
            if (snapshot.Chunks[index].RowCount(_table) == 0)
                continue;
            reader.Open(snapshot.Chunks[index], index);
            yield return _isOfTags ? FactBatch.OfTags(reader, snapshot.Names, columns) : new FactBatch(reader, snapshot.Names, _table, columns);
        }
    }

    private static IEnumerable<FactColumn> OwnerColumns(FactTable table) => table switch
    {
        FactTable.Tickets or FactTable.Shifts or FactTable.Costs => [new FactColumn("id", FactKind.Text, false)],
        FactTable.Accounts => [],
        _ => [new FactColumn("ticket", FactKind.Text, false)],
    };

    private IEnumerable<FactColumn> AttributeColumns(AttributeSlots attributes) => _table switch
    {
        _ when _isOfTags => [],
        FactTable.Tickets => attributes.Ticket.Select((id, slot) => FactColumn.Of(FactSchema.Ticket.Attributes[slot], id)),
        FactTable.Accounts => attributes.Account.Select((id, slot) => FactColumn.Of(FactSchema.Account.Attributes[slot], id)),
        _ => [],
    };

    private static IEnumerable<FactColumn> SchemaColumns(FactTable table) =>
    [
        .. FactSchema.Ids.Where(f => f.Table == table).Select(FactColumn.Of),
        .. FactSchema.Longs.Where(f => f.Table == table).Select(FactColumn.Of),
        .. FactSchema.Codes.Where(f => f.Table == table && f != FactSchema.Ticket.Tags && !s_attributes.Contains(f)).Select(FactColumn.Of),
    ];
}

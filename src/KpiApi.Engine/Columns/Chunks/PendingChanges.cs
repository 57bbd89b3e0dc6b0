using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;

namespace KpiApi.Engine.Columns.Chunks;

/// <summary>
/// Owners of a chunk written anew. The columns that follow are made one by one when they are asked for: those whose rows stay are shared, of the others the packed
/// rows that stay are copied; only where that is not possible a column is decoded and encoded again.
/// </summary>
/// <param name="before">The chunk without them, itself without any.</param>
/// <param name="owners">Their places in it, ascending.</param>
/// <param name="tables">Their rows from now on, table by table.</param>
/// <param name="splices">False: the plain variant, always decoded and encoded again.</param>
internal sealed class PendingChanges(FactChunk before, int[] owners, FreshRows[] tables, bool splices = true)
{
    /// <summary>Owners of a chunk whose columns are not made before somebody asks for them: their rows are copied with each change of the chunk.</summary>
    public const int MostOwners = FactChunk.Capacity / 16;

    /// <summary>So many owners are few: copying their rows with each publish costs less than making the columns of their chunk.</summary>
    private const int FewOwners = 128;

    /// <summary>Each may keep the chunk before in memory.</summary>
    private const int MostChunks = 16;

    private readonly RowEdit?[] _edits = new RowEdit?[tables.Length];

    /// <summary>The chunks whose columns are to be made now: one of those that have changed much, so that no publish has to make those of many, and where too many have changes those that changed first.</summary>
    public static List<FactChunk> Due(IReadOnlyList<FactChunk> chunks)
    {
        FactChunk[] pending = [.. chunks.Where(chunk => chunk.Pending is not null).OrderBy(chunk => chunk.Id)];
        var due = pending.SkipLast(MostChunks).ToList();
        if (pending.TakeLast(MostChunks).MaxBy(chunk => chunk.Pending!.OwnerCount) is { Pending.OwnerCount: > FewOwners } fullest)
            due.Add(fullest);
        return due;
    }

    public FactChunk Before => before;

    public int OwnerCount => owners.Length;

    public long SizeBytes { get; } = sizeof(int) * (long)owners.Length + tables.Sum(rows => rows.SizeBytes);

    public int RowCount(FactTable table) => Edit(table).NewRows;

    /// <summary>Computed lazily, as all here; a race repeats the work.</summary>
    public RowEdit Edit(FactTable table) => _edits[(int)table] ??= new RowEdit(before.Owners(table), owners, Rows(table).Counts);

    public FreshRows Rows(FactTable table) => tables[(int)table];

    public CodeColumn Owners(FactTable table) => Edited(before.Owners(table), Edit(table), Rows(table).Owners);

    public CodeColumn Codes(CodeField field) => Edited(before.Codes(field), Edit(field.Table), Rows(field.Table).Codes(field));

    public IdColumn RowIds(IdField field) => before.RowIds(field).Splice(Edit(field.Table), Rows(field.Table).Ids(field));

    public LongColumn Long(LongField field)
    {
        var (column, edit) = (before.Long(field), Edit(field.Table));
        var fresh = Rows(field.Table).Longs(field);
        return (splices ? column.Splice(edit, fresh, field.UnitsPerWhole) : null) ?? column.Rewrite(edit, fresh, field.UnitsPerWhole);
    }

    /// <summary>These and later ones together.</summary>
    /// <param name="later">Their places in the chunk, ascending.</param>
    /// <param name="laterTables">Their rows; copied.</param>
    /// <param name="replaced">Is told which of the rows of these, and then which of the chunk's, are there no more.</param>
    public PendingChanges With(ReadOnlySpan<int> later, FreshRows[] laterTables, Action<FactTable, RowEdit, RowEdit> replaced)
    {
        int[] all = [.. owners.Union(later.ToArray()).Order()], firstTime = [.. later.ToArray().Except(owners)], none = new int[firstTime.Length];
        var tablesAfter = new FreshRows[tables.Length];
        foreach (var table in FactSchema.Tables)
        {
            var (rows, fresh) = (Rows(table), laterTables[(int)table]);
            var edit = new RowEdit(CodeColumn.Encode(rows.Owners), later, fresh.Counts);
            tablesAfter[(int)table] = rows.After(edit, fresh, all);
            replaced(table, edit, new RowEdit(before.Owners(table), firstTime, none));
        }
        return new PendingChanges(before, all, tablesAfter);
    }

    private CodeColumn Edited(CodeColumn column, RowEdit edit, ReadOnlySpan<int> fresh) =>
        (splices ? column.Splice(edit, fresh) : null) ?? column.Rewrite(edit, fresh);
}

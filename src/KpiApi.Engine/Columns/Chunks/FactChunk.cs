using System.Buffers;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;

namespace KpiApi.Engine.Columns.Chunks;

/// <summary>
/// Up to <see cref="Capacity"/> owners with all their rows: immutable. Rows of an owner are adjacent in every table, so counting
/// distinct tickets needs no set, and no owner spans two chunks.
/// </summary>
internal sealed class FactChunk(IdColumn ids, LongColumn?[] longs, CodeColumn?[] codes, IdColumn?[] rowIds, CodeColumn?[] owners)
{
    public const int Capacity = 1 << 14;

    private static long s_lastId;

    private int _tickets = -1;
    private volatile PendingChanges? _pending;

    private readonly Stragglers?[] _stragglers = new Stragglers?[FactSchema.Longs.Count];

    public static readonly FactChunk Empty = new(
        IdColumn.Empty,
        [.. FactSchema.Longs.Select(f => LongColumn.Encode([], f.UnitsPerWhole))],
        [.. FactSchema.Codes.Select(_ => CodeColumn.Encode([]))],
        [.. FactSchema.Ids.Select(_ => IdColumn.Empty)],
        [.. FactSchema.Tables.Select(_ => CodeColumn.Encode([]))]);

    /// <param name="ids">Keys of the owners from now on.</param>
    /// <param name="changes">What makes it from the chunk before; a column is made when it is first asked for.</param>
    public FactChunk(IdColumn ids, PendingChanges changes)
        : this(ids, new LongColumn?[FactSchema.Longs.Count], new CodeColumn?[FactSchema.Codes.Count], new IdColumn?[FactSchema.Ids.Count], new CodeColumn?[FactSchema.Tables.Count]) =>
        _pending = changes;

    /// <summary>What some columns are still to be made of; null when all have been.</summary>
    public PendingChanges? Pending => _pending;

    /// <summary>Names its content: no other chunk of this process has the same.</summary>
    public long Id { get; } = Interlocked.Increment(ref s_lastId);

    /// <summary>Keys of the owners; see <see cref="OwnerIndex.KeyUtf8"/>.</summary>
    public IdColumn Ids => ids;

    public int OwnerCount => ids.Length;

    public LongColumn Long(LongField field) => longs[field.Ordinal] ?? Make(longs, field.Ordinal, field, static (changes, field) => changes.Long(field));

    /// <summary>Computed lazily; a race repeats the work.</summary>
    public Stragglers Stragglers(LongField at) => _stragglers[at.Ordinal] ??= Chunks.Stragglers.Of(this, at);

    public CodeColumn Codes(CodeField field) => codes[field.Ordinal] ?? Make(codes, field.Ordinal, field, static (changes, field) => changes.Codes(field));

    public IdColumn RowIds(IdField field) => rowIds[field.Ordinal] ?? Make(rowIds, field.Ordinal, field, static (changes, field) => changes.RowIds(field));

    /// <summary>For each row of a table the owner's place in this chunk, ascending.</summary>
    public CodeColumn Owners(FactTable table) => owners[(int)table] ?? Make(owners, (int)table, table, static (changes, table) => changes.Owners(table));

    public int RowCount(FactTable table) => owners[(int)table]?.Length ?? _pending?.RowCount(table) ?? owners[(int)table]!.Length;

    /// <summary>Owners that are tickets: others, and those removed, have a row among them too. Counted lazily; a race repeats the work.</summary>
    public int TicketCount => _tickets >= 0 ? _tickets : _tickets = CountTickets();

    private int CountTickets()
    {
        var created = new long[OwnerCount];
        Long(FactSchema.Ticket.CreatedAt).Decode(created);
        return created.Length - created.AsSpan().Count(LongColumn.Null);
    }

    /// <summary>For each owner whether any row is its own: those removed keep their places.</summary>
    public bool[] Present()
    {
        var present = new bool[OwnerCount];
        var created = new long[OwnerCount];
        Long(FactSchema.Ticket.CreatedAt).Decode(created);
        for (var owner = 0; owner < present.Length; owner++)
            present[owner] = created[owner] != LongColumn.Null;
        // There each owner has a row, present or not.
        foreach (var table in FactSchema.Tables.Where(table => table != FactTable.Tickets))
        {
            var places = ArrayPool<int>.Shared.Rent(RowCount(table));
            Owners(table).Decode(places);
            foreach (var owner in places.AsSpan(0, RowCount(table)))
                present[owner] = true;
            ArrayPool<int>.Shared.Return(places);
        }
        return present;
    }

    /// <summary>Makes the columns that nobody has asked for, and lets go of the chunk before. On one thread at a time; others may read meanwhile.</summary>
    public void MakeColumns()
    {
        foreach (var field in FactSchema.Longs)
            Long(field);
        foreach (var field in FactSchema.Codes)
            Codes(field);
        foreach (var field in FactSchema.Ids)
            RowIds(field);
        foreach (var table in FactSchema.Tables)
            Owners(table);
        _pending = null;
    }

    /// <summary>Bytes held by the columns, ids and what queries have added included, and by the chunk before where columns are still to be made.</summary>
    public long SizeBytes => longs.Sum(c => (long)(c?.SizeBytes ?? 0)) + codes.Sum(c => (long)(c?.SizeBytes ?? 0))
        + rowIds.Sum(c => (long)(c?.SizeBytes ?? 0)) + owners.Sum(c => (long)(c?.SizeBytes ?? 0)) + _stragglers.Sum(l => (long)(l?.SizeBytes ?? 0))
        + (_pending is { } changes ? changes.SizeBytes + changes.Before.SizeBytes : ids.SizeBytes);

    /// <summary>A race repeats the work. Changes are let go only when every column is made.</summary>
    private TColumn Make<TColumn, TField>(TColumn?[] columns, int ordinal, TField field, Func<PendingChanges, TField, TColumn> make)
        where TColumn : class =>
        _pending is { } changes ? columns[ordinal] ??= make(changes, field) : columns[ordinal]!;
}

using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Facts;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Records;

/// <summary>Which tickets a list shows.</summary>
public enum TicketState { All, Open, Resolved }

/// <summary>What a list of tickets is sorted by; tickets without the value come last.</summary>
public enum TicketOrder { CreatedAt, LastResponseAt, HandleSeconds, AccountValue }

/// <param name="Filters">As in a query, of the dimensions of tickets.</param>
/// <param name="After">The last ticket of the page before; null for the first page.</param>
public sealed record TicketListQuery(
    TicketState State, IReadOnlyList<Filter> Filters, TicketOrder Order, bool Descending, int Limit, TicketCursor? After);

/// <summary>A place in a sorted list: the sort value, and the ticket's own place where values are equal.</summary>
public readonly record struct TicketCursor(long? Value, int Place);

/// <summary>A ticket of the list, as the numbers see it.</summary>
/// <param name="Status">Null when the ticket is resolved.</param>
/// <param name="AccountValueUnits">A year, in <see cref="Money.UnitsPerWhole"/>.</param>
public sealed record ListedTicket(
    string Id, long CreatedAtMs, string? Status, string? Agent, string? Team, string? Channel, string? Reason, string? Priority, string? Account,
    long? FirstResponseAtMs, long? LastResponseAtMs, long? HandleMs, long? AccountValueUnits, TicketCursor Cursor);

/// <summary>The list that a team lead works from. Reads the columns, so it agrees with every number.</summary>
public sealed class TicketList
{
    private readonly FactSnapshot _snapshot;
    private readonly TicketListQuery _query;
    private readonly CancellationToken _cancel;
    private readonly long[] _accountValues;
    private readonly IReadOnlyList<FilterPlan> _filters;
    private (int Chunk, OpenTickets Open, AnswerTimes Answers)? _told;

    private TicketList(FactSnapshot snapshot, TicketListQuery query, CancellationToken cancel)
    {
        (_snapshot, _cancel) = (snapshot, cancel);
        _query = query;
        _accountValues = snapshot.AccountValues();
        _filters = FilterPlan.Of(query.Filters, Source.Created, snapshot.Names);
    }

    /// <summary>A page, and where the next begins (null on the last). Time grows with all tickets, memory with the page.</summary>
    public static (IReadOnlyList<ListedTicket> Tickets, TicketCursor? Next) Read(FactSnapshot snapshot, TicketListQuery query, CancellationToken cancel = default) =>
        new TicketList(snapshot, query, cancel).Read();

    /// <summary>Every ticket is looked at, with its timeline.</summary>
    public static QueryCost Cost(FactSnapshot snapshot) => QueryCost.OfRows(
        snapshot.Chunks.Sum(chunk => (long)chunk.RowCount(FactTable.Tickets) + chunk.RowCount(FactTable.Activities) + chunk.RowCount(FactTable.OpenPieces)));

    private (IReadOnlyList<ListedTicket>, TicketCursor?) Read()
    {
        // The worst of the best so far is on top, to be thrown out first.
        var best = new PriorityQueue<TicketCursor, TicketCursor>(Comparer<TicketCursor>.Create((a, b) => Compare(b, a)));
        using var reader = new ChunkReader();
        var rows = new int[FactChunk.Capacity];
        for (var index = 0; index < _snapshot.Chunks.Length; index++)
        {
            _cancel.ThrowIfCancellationRequested();
            reader.Open(_snapshot.Chunks[index], index);
            foreach (var cursor in Candidates(reader, rows))
            {
                if (_query.After is { } after && Compare(cursor, after) <= 0)
                    continue;
                if (best.Count <= _query.Limit)
                    best.Enqueue(cursor, cursor);
                else if (Compare(cursor, best.Peek()) < 0)
                    best.EnqueueDequeue(cursor, cursor);
            }
        }
        var ordered = best.UnorderedItems.Select(i => i.Element).Order(Comparer<TicketCursor>.Create(Compare)).ToList();
        var page = ordered.Take(_query.Limit).ToList();
        return (Tell(reader, page), ordered.Count > _query.Limit ? page[^1] : null);
    }

    /// <summary>Chunk by chunk, so that each is opened once wherever its tickets stand in the list.</summary>
    private ListedTicket[] Tell(ChunkReader reader, List<TicketCursor> page)
    {
        var told = new ListedTicket[page.Count];
        foreach (var (index, cursor) in page.Index().OrderBy(c => c.Item.Place))
            told[index] = Tell(reader, cursor);
        return told;
    }

    private int Compare(TicketCursor a, TicketCursor b)
    {
        if (a.Value is null || b.Value is null)
            return a.Value is null == b.Value is null ? a.Place.CompareTo(b.Place) : (a.Value is null).CompareTo(b.Value is null);
        var order = _query.Descending ? b.Value.Value.CompareTo(a.Value.Value) : a.Value.Value.CompareTo(b.Value.Value);
        return order != 0 ? order : a.Place.CompareTo(b.Place);
    }

    private List<TicketCursor> Candidates(ChunkReader reader, int[] rows)
    {
        var created = reader.Longs(FactSchema.Ticket.CreatedAt, FactTable.Tickets);
        var count = 0;
        for (var row = 0; row < created.Length; row++)
        {
            if (created[row] != LongColumn.Null)
                rows[count++] = row;
        }
        count = RowSelection.Passing(reader, FactTable.Tickets, _filters, rows.AsSpan(0, count));
        var open = OpenTickets.Of(reader);
        var values = Values(reader);
        var cursors = new List<TicketCursor>(count);
        foreach (var row in rows.AsSpan(0, count))
        {
            if (_query.State == TicketState.All || open.IsOpen(row) == (_query.State == TicketState.Open))
                cursors.Add(new TicketCursor(values(row), reader.FirstOwner + row));
        }
        return cursors;
    }

    private Func<int, long?> Values(ChunkReader reader)
    {
        if (_query.Order == TicketOrder.LastResponseAt)
        {
            var answers = new AnswerTimes(reader);
            return row => answers.LastBefore(row, long.MaxValue);
        }
        if (_query.Order == TicketOrder.AccountValue)
        {
            var accounts = reader.Codes(FactSchema.Ticket.Account, FactTable.Tickets).ToArray();
            return row => AccountValue(accounts[row]);
        }
        var column = reader.Longs(_query.Order == TicketOrder.CreatedAt ? FactSchema.Ticket.CreatedAt : FactSchema.Ticket.Handle, FactTable.Tickets).ToArray();
        return row => Known(column[row]);
    }

    private ListedTicket Tell(ChunkReader reader, TicketCursor cursor)
    {
        _cancel.ThrowIfCancellationRequested();
        var (index, row) = Math.DivRem(cursor.Place, FactChunk.Capacity);
        if (_told?.Chunk != index)
        {
            reader.Open(_snapshot.Chunks[index], index);
            _told = (index, OpenTickets.Of(reader), new AnswerTimes(reader));
        }
        var (_, open, answers) = _told.Value;
        string? Name(CodeField field) => _snapshot.Names[field.Domain].Name(reader.Codes(field, FactTable.Tickets)[row]);
        long? Long(LongField field) => Known(reader.Longs(field, FactTable.Tickets)[row]);
        return new ListedTicket(
            OwnerIndex.ParseKey(reader.Chunk.Ids[row]).Id, Long(FactSchema.Ticket.CreatedAt)!.Value,
            open.Status(row) is { } status ? StatusNames.Name(status) : null,
            Name(FactSchema.Ticket.Agent), Name(FactSchema.Ticket.Team), Name(FactSchema.Ticket.Channel), Name(FactSchema.Ticket.Reason),
            Name(FactSchema.Ticket.Priority), Name(FactSchema.Ticket.Account), Long(FactSchema.Ticket.FirstResponseAt),
            answers.LastBefore(row, long.MaxValue), Long(FactSchema.Ticket.Handle),
            AccountValue(reader.Codes(FactSchema.Ticket.Account, FactTable.Tickets)[row]), cursor);
    }

    private long? AccountValue(int account) =>
        account > 0 && account < _accountValues.Length && _accountValues[account] != 0 ? _accountValues[account] : null;

    private static long? Known(long value) => value == LongColumn.Null ? null : value;
}

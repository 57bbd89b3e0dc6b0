using System.Text;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.DrillDown;

/// <summary>Which tickets a list shows.</summary>
public enum TicketState { All, Open, Resolved }

/// <summary>What a list of tickets is sorted by; tickets without the value come last.</summary>
public enum TicketOrder { CreatedAt, LastResponseAt, HandleSeconds, AccountValue, DueAt }

/// <param name="Filters">As in a query, of the dimensions of tickets.</param>
/// <param name="After">The last ticket of the page before; null for the first page.</param>
public sealed record TicketListQuery(
    TicketState State, IReadOnlyList<Filter> Filters, TicketOrder Order, bool Descending, int Limit, TicketCursor? After);

/// <summary>A place in a sorted list, the same on every replica: the sort value, and where values are equal the ticket's id.</summary>
public readonly record struct TicketCursor(long? Value, string Id);

/// <summary>A ticket of the list, as the numbers see it.</summary>
/// <param name="IsOpen">False when it is resolved.</param>
/// <param name="AccountValueUnits">A year, in <see cref="Money.UnitsPerWhole"/>.</param>
/// <param name="DueAtMs">When the first promise is due that runs, or is late; null where none is.</param>
/// <param name="DueTarget">Which promise that is.</param>
public sealed record ListedTicket(
    string Id, long CreatedAtMs, bool IsOpen, string? Status, string? Agent, string? Team, string? Channel, string? Reason, string? Priority, string? Account,
    long? FirstResponseAtMs, long? LastResponseAtMs, long? HandleMs, long? AccountValueUnits, long? DueAtMs, SlaTarget? DueTarget, IReadOnlyList<string> Tags, TicketCursor Cursor);

/// <summary>The list that a team lead works from. Reads the columns, so it agrees with every number.</summary>
public sealed class TicketList
{
    private readonly FactSnapshot _snapshot;
    private readonly TicketListQuery _query;
    private readonly CancellationToken _cancel;
    private readonly long[] _accountValues;
    private readonly IReadOnlyList<CodeFilter> _filters;
    private (int Chunk, OpenTickets Open, DueClocks Clocks)? _described;

    private TicketList(FactSnapshot snapshot, TicketListQuery query, CancellationToken cancel)
    {
        (_snapshot, _cancel) = (snapshot, cancel);
        _query = query;
        _accountValues = snapshot.AccountValues();
        _filters = CodeFilter.Of(query.Filters, Source.Created, snapshot);
    }

    /// <summary>A page, and where the next begins (null on the last). Time grows with the tickets in that state, memory with the page.</summary>
    public static (IReadOnlyList<ListedTicket> Tickets, TicketCursor? Next) Read(FactSnapshot snapshot, TicketListQuery query, CancellationToken cancel = default) =>
        new TicketList(snapshot, query, cancel).Read();

    /// <summary>Every ticket is looked at, with its timeline.</summary>
    public static QueryCost Cost(FactSnapshot snapshot) => QueryCost.OfRows(
        snapshot.Chunks.Sum(chunk => (long)chunk.RowCount(FactTable.Tickets) + chunk.RowCount(FactTable.Activities) + chunk.RowCount(FactTable.StatusIntervals) + chunk.RowCount(FactTable.SlaClocks)));

    private (IReadOnlyList<ListedTicket>, TicketCursor?) Read()
    {
        var first = new FirstInOrder<Candidate>(_query.Limit + 1, Comparer<Candidate>.Create((a, b) => Compare(a, b.Value, Key(b.Place))));
        var after = _query.After is { } cursor ? Encoding.UTF8.GetBytes(OwnerIndex.Key(new OwnerKey(OwnerKind.Ticket, cursor.Id))) : null;
        using var reader = new ChunkReader();
        var rows = new int[FactChunk.Capacity];
        var isNewestFirst = _query is { Order: TicketOrder.CreatedAt, Descending: true };
        for (var turn = 0; turn < _snapshot.Chunks.Length; turn++)
        {
            _cancel.ThrowIfCancellationRequested();
            var index = isNewestFirst ? _snapshot.Chunks.Length - 1 - turn : turn;
            // Tickets arrive more or less in the order of their creation, so most chunks lie behind the page.
            if (first.IsFull && IsBehind(index, first.Last))
                continue;
            if (_query.State == TicketState.Open && !OpenTickets.MayHave(_snapshot.Chunks[index]))
                continue;
            reader.Open(_snapshot.Chunks[index], index);
            foreach (var candidate in Candidates(reader, rows))
            {
                if (after is null || Compare(candidate, _query.After!.Value.Value, after) > 0)
                    first.Offer(candidate);
            }
        }
        var ordered = first.InOrder();
        var page = Describe(reader, ordered[..Math.Min(_query.Limit, ordered.Count)]);
        return (page, ordered.Count > _query.Limit ? page[^1].Cursor : null);
    }

    /// <summary>True when every ticket of the chunk comes later in the list.</summary>
    private bool IsBehind(int chunk, Candidate last) => _query.Order == TicketOrder.CreatedAt && _snapshot.ZoneMaps[FactSchema.Ticket.CreatedAt, chunk] is var created
        && (_query.Descending ? created.Max < last.Value : created.Min > last.Value);

    /// <summary>Chunk by chunk, so that each is opened once wherever its tickets stand in the list.</summary>
    private ListedTicket[] Describe(ChunkReader reader, List<Candidate> page)
    {
        var listed = new ListedTicket[page.Count];
        foreach (var (index, ticket) in page.Index().OrderBy(c => c.Item.Place))
            listed[index] = Describe(reader, ticket);
        return listed;
    }

    /// <summary>Without the value last.</summary>
    private int Compare(Candidate a, long? value, ReadOnlySpan<byte> key)
    {
        if (a.Value is { } mine && value is { } other && mine != other)
            return _query.Descending ? other.CompareTo(mine) : mine.CompareTo(other);
        return a.Value is null != value is null ? (a.Value is null).CompareTo(value is null) : Key(a.Place).SequenceCompareTo(key);
    }

    /// <summary>Without opening the chunk.</summary>
    private ReadOnlySpan<byte> Key(int place) => _snapshot.Chunks[place / FactChunk.Capacity].Ids.Utf8(place % FactChunk.Capacity);

    private List<Candidate> Candidates(ChunkReader reader, int[] rented)
    {
        var open = OpenTickets.Of(reader);
        var rows = rented.AsSpan(0, Select(reader, open, rented));
        var candidates = new List<Candidate>(rows.Length);
        if (rows.IsEmpty)
            return candidates;
        var (answers, clocks) = (default(AnswerTimes), default(DueClocks));
        ReadOnlySpan<int> accounts = default;
        ReadOnlySpan<long> column = default;
        switch (_query.Order)
        {
            case TicketOrder.LastResponseAt: answers = new AnswerTimes(reader, rows.Length); break;
            case TicketOrder.DueAt: clocks = DueClocks.Of(reader, open); break;
            case TicketOrder.AccountValue: accounts = reader.Codes(FactSchema.Ticket.Account, FactTable.Tickets, rows); break;
            default: column = reader.Longs(_query.Order == TicketOrder.CreatedAt ? FactSchema.Ticket.CreatedAt : FactSchema.Ticket.Handle, FactTable.Tickets, rows); break;
        }
        foreach (var row in rows)
        {
            var value = _query.Order switch
            {
                TicketOrder.LastResponseAt => answers!.LastBefore(row, long.MaxValue),
                TicketOrder.DueAt => clocks.DueMs(row),
                TicketOrder.AccountValue => AccountValue(accounts[row]),
                _ => Known(column[row]),
            };
            candidates.Add(new Candidate(value, reader.FirstOwner + row));
        }
        return candidates;
    }

    /// <summary>Those that are open or, of all, those that pass the first filter, which reads its column as it is stored.</summary>
    private int SelectFirst(ChunkReader reader, in OpenTickets open, int[] rows)
    {
        if (_query.State == TicketState.Open)
        {
            open.Owners.CopyTo(rows);
            return open.Owners.Length;
        }
        if (_filters is [{ Field.Table: FactTable.Tickets } first, ..])
            return reader.Select(first.Field, first.Codes, rows);
        for (var row = 0; row < reader.Chunk.OwnerCount; row++)
            rows[row] = row;
        return reader.Chunk.OwnerCount;
    }

    /// <summary>Writes the tickets of the open chunk that are listed to the front of <paramref name="rows"/>, ascending, and returns how many they are.</summary>
    private int Select(ChunkReader reader, in OpenTickets open, int[] rows)
    {
        var count = SelectFirst(reader, open, rows);
        var created = reader.Longs(FactSchema.Ticket.CreatedAt, FactTable.Tickets, rows.AsSpan(0, count));
        var kept = 0;
        foreach (var row in rows.AsSpan(0, count))
        {
            rows[kept] = row;
            kept += created[row] != LongColumn.Null && (_query.State != TicketState.Resolved || !open.IsOpen(row)) ? 1 : 0;
        }
        return RowSelection.KeepPassing(reader, FactTable.Tickets, _filters, rows.AsSpan(0, kept));
    }

    private ListedTicket Describe(ChunkReader reader, Candidate ticket)
    {
        _cancel.ThrowIfCancellationRequested();
        var (index, row) = Math.DivRem(ticket.Place, FactChunk.Capacity);
        if (_described?.Chunk != index)
        {
            reader.Open(_snapshot.Chunks[index], index);
            var opened = OpenTickets.Of(reader);
            _described = (index, opened, DueClocks.Of(reader, opened));
        }
        var (_, open, clocks) = _described.Value;
        string? Name(CodeField field) => _snapshot.Names[field.DictionaryId].Name(reader.Codes(field, FactTable.Tickets, [row])[row]);
        long? Long(LongField field) => Known(reader.Longs(field, FactTable.Tickets, [row])[row]);
        var id = OwnerIndex.ParseKey(reader.Chunk.Ids[row]).Id;
        return new ListedTicket(
            id, Long(FactSchema.Ticket.CreatedAt)!.Value,
            open.IsOpen(row), open.Status(row) is { } status ? StatusNames.Name(status) : Name(FactSchema.Ticket.Status),
            Name(FactSchema.Ticket.Agent), Name(FactSchema.Ticket.Team), Name(FactSchema.Ticket.Channel), Name(FactSchema.Ticket.Reason),
            Name(FactSchema.Ticket.Priority), Name(FactSchema.Ticket.Account), Long(FactSchema.Ticket.FirstResponseAt),
            new AnswerTimes(reader, tickets: 1).LastBefore(row, long.MaxValue), Long(FactSchema.Ticket.Handle),
            AccountValue(reader.Codes(FactSchema.Ticket.Account, FactTable.Tickets, [row])[row]), clocks.DueMs(row), clocks.Target(row), TagText.Parse(Name(FactSchema.Ticket.Tags)), new TicketCursor(ticket.Value, id));
    }

    private long? AccountValue(int account) =>
        account > 0 && account < _accountValues.Length && _accountValues[account] != 0 ? _accountValues[account] : null;

    private static long? Known(long value) => value == LongColumn.Null ? null : value;

    private readonly record struct Candidate(long? Value, int Place);
}

using KpiApi.Engine.Model;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Writing;

/// <summary>
/// How many more events and surveys each ticket can take in one transaction. Counted once for all of its writes and inside it, so that no other
/// process can add any meanwhile. Tickets far from the limit cost no further query.
/// </summary>
internal sealed class TicketCapacity
{
    private readonly Dictionary<RecordKind, TableCapacity> _tables = [];

    /// <summary>The tickets that existing rows belong to.</summary>
    internal static string OwnersSql(DatabaseDialect sql, string table) =>
        $"SELECT r.\"Id\", r.\"Ticket\" {sql.FromAmong(table, nameof(TicketEvent.Id))} WHERE r.\"Ticket\" IS NOT NULL";

    /// <summary>Registers the rows that a write is about to add; called before <see cref="Count"/>.</summary>
    public void Expect<T>(StoreTable<T> table, IReadOnlyList<T> rows)
    {
        if (table.MaxOfTicket is not { } max) return;
        if (!_tables.TryGetValue(table.Kind, out var capacity)) _tables.Add(table.Kind, capacity = new(table.Name, max));
        foreach (var row in rows)
            if (table.TicketOf!(row) is { Length: > 0 } ticket) capacity.Expect(ticket);
    }

    /// <summary>Called inside the transaction, before it changes anything.</summary>
    public void Count(IWriteSession session, TouchedOwners touched)
    {
        foreach (var (kind, capacity) in _tables)
        {
            var counts = capacity.Count(session);
            if (kind == RecordKind.Event) touched.LongTickets.UnionWith(counts.Where(count => count.Rows >= LongTimelines.FromEvents).Select(count => count.Ticket));
        }
    }

    /// <summary>The positions of the rows that exceed a ticket's limit. The others reserve their capacity.</summary>
    /// <param name="reserved">Gets their tickets, for <see cref="Release"/>.</param>
    public List<int> Refuse<T>(IWriteSession session, StoreTable<T> table, IReadOnlyList<T> rows, List<string> reserved)
    {
        if (!_tables.TryGetValue(table.Kind, out var capacity) || !capacity.HasTicketsNearLimit) return [];
        var places = Enumerable.Range(0, rows.Count).Where(place => table.TicketOf!(rows[place]) is { } ticket && capacity.IsNearLimit(ticket)).ToList();
        if (places.Count == 0) return [];
        // A row that the ticket already has adds nothing to it, and neither does an id that comes twice.
        var there = session.Query(OwnersSql(session.Dialect, table.Name), row => (row.Text(0)!, row.Text(1)!), session.Dialect.List(places.Select(place => table.Id(rows[place])).Distinct(StringComparer.Ordinal))).ToHashSet();
        var refused = new List<int>();
        foreach (var place in places)
        {
            var ticket = table.TicketOf!(rows[place])!;
            if (!there.Add((table.Id(rows[place]), ticket))) continue;
            if (capacity.TryReserve(ticket)) reserved.Add(ticket);
            else refused.Add(place);
        }

        return refused;
    }

    /// <summary>Gives back what a write reserved that is not stored.</summary>
    public void Release<T>(StoreTable<T> table, List<string> reserved)
    {
        if (reserved.Count > 0) reserved.ForEach(_tables[table.Kind].Release);
        reserved.Clear();
    }

    private sealed class TableCapacity(string table, int max)
    {
        private readonly HashSet<string> _tickets = new(StringComparer.Ordinal);
        private readonly Dictionary<string, long> _left = new(StringComparer.Ordinal);
        private int _expected;

        public bool HasTicketsNearLimit => _left.Count > 0;

        public void Expect(string ticket)
        {
            _expected++;
            _tickets.Add(ticket);
        }

        /// <summary>Tickets with many rows. A ticket with room for every row of the transaction is not near the limit.</summary>
        public List<(string Ticket, long Rows)> Count(IWriteSession session)
        {
            var few = Math.Clamp(max - _expected, 0, LongTimelines.FromEvents - 1);
            var counts = session.Query(session.Dialect.CountAmong(table, nameof(TicketEvent.Ticket)), row => (Ticket: row.Text(0)!, Rows: row.Integer(1)!.Value), session.Dialect.List(_tickets), (long)few);
            foreach (var (ticket, rows) in counts.Where(count => count.Rows + _expected > max)) _left.Add(ticket, max - rows);
            // The transaction has more rows than one ticket may have, so that a new ticket can exceed the limit too.
            if (_expected > max)
                foreach (var ticket in _tickets) _left.TryAdd(ticket, max);
            return counts;
        }

        public bool IsNearLimit(string ticket) => _left.ContainsKey(ticket);

        public bool TryReserve(string ticket)
        {
            if (_left[ticket] <= 0) return false;
            _left[ticket]--;
            return true;
        }

        public void Release(string ticket) => _left[ticket]++;
    }
}

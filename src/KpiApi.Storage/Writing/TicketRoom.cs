using KpiApi.Engine.Model;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Writing;

/// <summary>
/// How many events and surveys tickets may still get in one transaction. Counted once for all of its writes, inside it, so that no other
/// process can add any meanwhile; only of tickets that are near the limit anything more is asked.
/// </summary>
internal sealed class TicketRoom
{
    private readonly Dictionary<RecordKind, Crowd> _crowds = [];

    /// <summary>The rows of a table of which a ticket has more than so many, with their number.</summary>
    internal static string CountSql(DatabaseDialect sql, string table) =>
        $"SELECT r.\"Ticket\", COUNT(*) {sql.FromAmong(table, nameof(TicketEvent.Ticket))} GROUP BY {sql.Distinct("r.\"Ticket\"")} HAVING COUNT(*) > @p2";

    /// <summary>To which tickets the rows belong that are there already.</summary>
    internal static string OwnersSql(DatabaseDialect sql, string table) =>
        $"SELECT r.\"Id\", r.\"Ticket\" {sql.FromAmong(table, nameof(TicketEvent.Id))} WHERE r.\"Ticket\" IS NOT NULL";

    /// <summary>Before anything is counted: what a write is about to add.</summary>
    public void Expect<T>(StoreTable<T> table, IReadOnlyList<T> rows)
    {
        if (table.MaxOfTicket is not { } max) return;
        if (!_crowds.TryGetValue(table.Kind, out var crowd)) _crowds.Add(table.Kind, crowd = new(table.Name, max));
        foreach (var row in rows)
            if (table.TicketOf!(row) is { } ticket) crowd.Expect(ticket);
    }

    /// <summary>In the transaction, and before it changes anything.</summary>
    public void Count(IWriteSession session, TouchedOwners touched)
    {
        foreach (var (kind, crowd) in _crowds)
        {
            var counts = crowd.Count(session);
            if (kind == RecordKind.Event) touched.LongTickets.UnionWith(counts.Where(count => count.Rows >= LongTimelines.FromEvents).Select(count => count.Ticket));
        }
    }

    /// <summary>The places of the rows that do not fit any more; the others are counted in, unless none is to be stored then.</summary>
    /// <param name="isAllOrNothing">One that does not fit keeps the others out.</param>
    public List<int> Refuse<T>(IWriteSession session, StoreTable<T> table, IReadOnlyList<T> rows, bool isAllOrNothing)
    {
        if (!_crowds.TryGetValue(table.Kind, out var crowd) || !crowd.HasCrowded) return [];
        var places = Enumerable.Range(0, rows.Count).Where(place => table.TicketOf!(rows[place]) is { } ticket && crowd.IsCrowded(ticket)).ToList();
        if (places.Count == 0) return [];
        // What is there already with this ticket adds nothing to it, and neither does an id that comes twice.
        var there = session.Query(OwnersSql(session.Dialect, table.Name), row => (row.Text(0)!, row.Text(1)!), session.Dialect.List(places.Select(place => table.Id(rows[place])).Distinct(StringComparer.Ordinal))).ToHashSet();
        var (refused, taken) = (new List<int>(), new List<string>());
        foreach (var place in places)
        {
            var ticket = table.TicketOf!(rows[place])!;
            if (!there.Add((table.Id(rows[place]), ticket))) continue;
            if (crowd.TryTake(ticket)) taken.Add(ticket);
            else refused.Add(place);
        }

        if (isAllOrNothing && refused.Count > 0) taken.ForEach(crowd.GiveBack);
        return refused;
    }

    private sealed class Crowd(string table, int max)
    {
        private readonly HashSet<string> _tickets = new(StringComparer.Ordinal);
        private readonly Dictionary<string, long> _left = new(StringComparer.Ordinal);
        private int _expected;

        public bool HasCrowded => _left.Count > 0;

        public void Expect(string ticket)
        {
            _expected++;
            _tickets.Add(ticket);
        }

        /// <summary>Tickets of many rows. Those that have room for all that may come are not crowded.</summary>
        public List<(string Ticket, long Rows)> Count(IWriteSession session)
        {
            var few = Math.Clamp(max - _expected, 0, LongTimelines.FromEvents - 1);
            var counts = session.Query(CountSql(session.Dialect, table), row => (Ticket: row.Text(0)!, Rows: row.Integer(1)!.Value), session.Dialect.List(_tickets), (long)few);
            foreach (var (ticket, rows) in counts.Where(count => count.Rows + _expected > max)) _left.Add(ticket, max - rows);
            // More at once than a ticket may have at all: also one that has none yet.
            if (_expected > max)
                foreach (var ticket in _tickets) _left.TryAdd(ticket, max);
            return counts;
        }

        public bool IsCrowded(string ticket) => _left.ContainsKey(ticket);

        public bool TryTake(string ticket) => --_left[ticket] >= 0;

        public void GiveBack(string ticket) => _left[ticket]++;
    }
}

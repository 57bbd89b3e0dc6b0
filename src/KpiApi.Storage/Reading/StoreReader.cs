using System.Runtime.InteropServices;
using KpiApi.Engine.Model;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Reading;

/// <summary>Reads rows and timelines through one connection, set by set: never one query a ticket.</summary>
internal sealed class StoreReader(DatabaseDialect dialect, IRowSource source)
{
    public StoreReader(DatabaseDialect dialect, KpiDbContext context)
        : this(dialect, new ContextRows(dialect, context))
    {
    }

    public long Version() => Query(dialect.VersionSql, row => row.Integer(0)!.Value).Single();

    /// <summary>Rows of a table.</summary>
    /// <param name="table">As r.</param>
    /// <param name="from">From FROM on; null = all rows.</param>
    public List<T> Rows<T>(StoreTable<T> table, string? from, params object[] values) =>
        Query(RowSql.Select(table, from ?? $"FROM \"{table.Name}\" AS r"), row => RowSql.Read(table, row), values);

    /// <summary>The row with an id.</summary>
    public T? Find<T>(StoreTable<T> table, string id) where T : class =>
        Rows(table, dialect.FromAmong(table.Name, table.Columns[0].Name), dialect.List([id])).SingleOrDefault();

    /// <summary>Those of the rows named that are there, in no order.</summary>
    public List<T> Named<T>(StoreTable<T> table, IEnumerable<string> ids) where T : class =>
        Rows(table, dialect.FromAmong(table.Name, table.Columns[0].Name), dialect.List(ids));

    /// <summary>The ids of rows whose name has a text in it, in whatever letter case.</summary>
    /// <param name="table">With a column Name.</param>
    public IEnumerable<string> IdsByName(string table, string search) =>
        Query($"SELECT r.\"Id\", r.\"Name\" FROM \"{table}\" AS r WHERE r.\"Name\" IS NOT NULL", row => row.Text(1)!.Contains(search, StringComparison.OrdinalIgnoreCase) ? row.Text(0) : null).OfType<string>();

    /// <summary>Rows in the order of their last change.</summary>
    /// <param name="after">The place of the row before the first.</param>
    /// <param name="until">The last version to read.</param>
    public List<ChangedRow<T>> ChangedRows<T>(StoreTable<T> table, RowPlace after, long until, int limit)
    {
        var (columns, version) = (string.Join(", ", table.Columns.Select(column => $"r.\"{column.Name}\"")), table.Columns.Length);
        return Query(ChangedSql(table.Name, columns), row => new ChangedRow<T>(RowSql.Read(table, row), Place(row, version)), after.Version, after.Seq, until, (long)limit);
    }

    /// <summary>Tombstones in their order, with hashes alone.</summary>
    public List<ChangedRow<Tombstone>> ChangedTombstones(RowPlace after, long until, int limit) => Query(
        ChangedSql("tombstones", "r.\"Kind\", r.\"Hash\", r.\"TicketHash\""),
        row => new ChangedRow<Tombstone>(
            new() { Kind = (RecordKind)row.Integer(0)!.Value, Hash = row.Integer(1)!.Value, TicketHash = row.Integer(2), Version = row.Integer(3)!.Value }, Place(row, 3)),
        after.Version, after.Seq, until, (long)limit);

    /// <summary>The timelines of the tickets named that are there; the others are left out.</summary>
    public List<Timeline> Timelines(IEnumerable<string> ticketIds)
    {
        var tickets = Rows(StoreTables.Tickets, dialect.FromAmong(StoreTables.Tickets.Name, nameof(Ticket.Id)), dialect.List(ticketIds));
        // Those of a ticket that is gone are of no use, and may be many.
        var ids = dialect.List(tickets.Select(ticket => ticket.Id));
        return Join(
            tickets,
            Rows(StoreTables.Events, dialect.FromAmong(StoreTables.Events.Name, nameof(TicketEvent.Ticket)), ids),
            Rows(StoreTables.Surveys, dialect.FromAmong(StoreTables.Surveys.Name, nameof(Survey.Ticket)), ids));
    }

    /// <summary>The ticket's timeline, whose events the caller has; null when it is not there.</summary>
    public Timeline? Timeline(string ticketId, IReadOnlyList<TicketEvent> events) => Find(StoreTables.Tickets, ticketId) is not { } ticket ? null
        : new(ticket, events, Rows(StoreTables.Surveys, dialect.FromAmong(StoreTables.Surveys.Name, nameof(Survey.Ticket)), dialect.List([ticketId])));

    /// <summary>Those named that are there.</summary>
    public List<Survey> Surveys(IEnumerable<string> ids) =>
        Rows(StoreTables.Surveys, dialect.FromAmong(StoreTables.Surveys.Name, nameof(Survey.Id)), dialect.List(ids));

    /// <summary>Whether an event of a ticket is there.</summary>
    public bool HasEvents(string ticketId) => Texts(RowSql.HasEvents(dialect), dialect.List([ticketId])).Count > 0;

    /// <summary>The tickets on which one of the agents did something.</summary>
    public List<string> TicketsOf(IEnumerable<string> agents) =>
        Texts($"SELECT DISTINCT {dialect.Distinct("r.\"Ticket\"")} {dialect.FromAmong(StoreTables.Events.Name, nameof(TicketEvent.Agent))}", dialect.List(agents));

    /// <summary>The tickets that rows name and that are not there.</summary>
    public List<string> MissingTickets(string table) => Texts(MissingTicketsSql(dialect, table));

    internal static string MissingTicketsSql(DatabaseDialect dialect, string table) => $"""
        SELECT DISTINCT {dialect.Distinct("r.\"Ticket\"")} FROM "{table}" AS r
        WHERE r."Ticket" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "tickets" AS t WHERE {dialect.Same("t.\"Id\"", "r.\"Ticket\"")})
        """;

    /// <summary>The settings there are, by where they are found.</summary>
    public Dictionary<string, string> Settings() => Rows(StoreTables.Settings, null).ToDictionary(row => row.Id, row => row.Body, StringComparer.Ordinal);

    /// <summary>The lower bound stands alone, so that the index on the version is read from there; the sequence only cuts the first version.</summary>
    private string ChangedSql(string table, string columns) => $"""
        SELECT {columns}, r."Version", r."Seq" FROM "{table}" AS r
        WHERE r."Version" >= @p1 AND (r."Version" > @p1 OR r."Seq" > @p2) AND r."Version" <= @p3
        ORDER BY r."Version", r."Seq" {dialect.Limit("@p4")}
        """;

    private static RowPlace Place(StoreRow row, int version) => new(row.Integer(version)!.Value, row.Integer(version + 1)!.Value);

    public List<T> Query<T>(string sql, Func<StoreRow, T> read, params object[] values) => source.Query(sql, read, values);

    public static List<Timeline> Join(List<Ticket> tickets, List<TicketEvent> events, List<Survey> surveys)
    {
        var (eventsOf, surveysOf) = (ByTicket(events, row => row.Ticket), ByTicket(surveys, row => row.Ticket!));
        return tickets.ConvertAll(ticket => new Timeline(ticket, Of(ticket, eventsOf), Of(ticket, surveysOf)));
    }

    private static Dictionary<string, List<T>> ByTicket<T>(List<T> rows, Func<T, string> ticketOf)
    {
        var found = new Dictionary<string, List<T>>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            ref var ofTicket = ref CollectionsMarshal.GetValueRefOrAddDefault(found, ticketOf(row), out _);
            (ofTicket ??= new(1)).Add(row);
        }

        return found;
    }

    /// <summary>Most tickets have none: theirs takes no memory.</summary>
    private static IReadOnlyList<T> Of<T>(Ticket ticket, Dictionary<string, List<T>> rows) =>
        rows.Count > 0 && rows.TryGetValue(ticket.Id, out var found) ? found : Array.Empty<T>();

    private List<string> Texts(string sql, params object[] values) => Query(sql, row => row.Text(0)!, values);
}

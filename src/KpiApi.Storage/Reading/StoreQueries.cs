using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Tables;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage.Reading;

/// <summary>Reads what facts are derived from out of the store.</summary>
internal sealed class StoreQueries(DatabaseDialect dialect)
{
    public const int ChunkSize = 16_384;

    private const int PageSize = 1_000;

    internal const string OfRange = "WHERE r.\"Seq\" > @p1 AND r.\"Seq\" <= @p2 ORDER BY r.\"Seq\"";
    internal const string OfSurveysAlone = "WHERE r.\"Ticket\" IS NULL AND r.\"Seq\" > @p1 AND r.\"Seq\" <= @p2 ORDER BY r.\"Seq\"";

    /// <summary>For a start: so small that their timelines are garbage before the collector would move them; fewer where each is a question to a server.</summary>
    public int PartsOfChunk => dialect.IsShared ? 4 : 32;

    /// <summary>As of one version. To be closed soon: some databases let no one write meanwhile.</summary>
    public StoreView OpenView() => StoreView.Open(dialect, isOfOneMoment: true);

    /// <summary>The same between two transactions of the writer, by its own connection where that can be.</summary>
    public StoreView OpenView(IWriteSession session) => StoreView.TryOpen(session) ?? OpenView();

    /// <summary>With all of one version, and some of later ones; may be read for long.</summary>
    public StoreView OpenLooseView() => StoreView.Open(dialect, isOfOneMoment: false);

    /// <summary>The timelines of the tickets named that are there; the others are left out.</summary>
    public List<Timeline> Read(IReadOnlyCollection<string> ticketIds) => On(reader => reader.Timelines(ticketIds));

    /// <summary>The ticket's timeline, whose events the caller has; null when it is not there.</summary>
    public Timeline? Read(string ticketId, IReadOnlyList<TicketEvent> events) => On(reader => reader.Timeline(ticketId, events));

    /// <summary>The surveys named that are there, by id.</summary>
    public Dictionary<string, Survey> ReadSurveys(IEnumerable<string> ids) => On(reader => reader.Surveys(ids)).ToDictionary(survey => survey.Id, StringComparer.Ordinal);

    /// <summary>Whether an event of a ticket is there, the ticket itself or not.</summary>
    public bool HasEvents(string ticketId) => On(reader => reader.HasEvents(ticketId));

    /// <summary>
    /// Every owner, a chunk at a time: the tickets in the order of their arrival, then the surveys that stand alone, then accounts, shifts
    /// and costs. What arrives while it is read may be left out. Holds no lock between chunks.
    /// </summary>
    /// <param name="parts">Into which each chunk of 16,384 is cut.</param>
    public IEnumerable<List<FactSource>> ReadAll(int parts = 1)
    {
        using var context = dialect.CreateContext(StorePatience.Load);
        var reader = new StoreReader(dialect, context);
        foreach (var range in Ranges(context.Tickets, parts))
        {
            var tickets = ReadRange(reader, StoreTables.Tickets, OfRange, range);
            var events = ReadOfTickets(reader, StoreTables.Events, range);
            var surveys = ReadOfTickets(reader, StoreTables.Surveys, range);
            yield return StoreReader.Join(tickets, events, surveys).ConvertAll(FactSource.Of);
        }

        foreach (var range in Ranges(context.Surveys.Where(survey => survey.Ticket == null), parts))
            yield return [.. ReadRange(reader, StoreTables.Surveys, OfSurveysAlone, range).Select(survey => FactSource.Of(new Timeline(null, [], [survey])))];
        foreach (var range in Ranges(context.Accounts, parts))
            yield return [.. ReadRange(reader, StoreTables.Accounts, OfRange, range).Select(row => FactSource.Of(OwnerFacts.Of(row)))];
        foreach (var range in Ranges(context.Shifts, parts))
            yield return [.. ReadRange(reader, StoreTables.Shifts, OfRange, range).Select(row => FactSource.Of(OwnerFacts.Of(row)))];
        foreach (var range in Ranges(context.Costs, parts))
            yield return [.. ReadRange(reader, StoreTables.Costs, OfRange, range).Select(row => FactSource.Of(OwnerFacts.Of(row)))];
    }

    /// <summary>Null when there is no row with this id.</summary>
    public T? Find<T>(StoreTable<T> table, string id) where T : class => On(reader => reader.Find(table, id));

    /// <summary>Those of the rows named that are there, in no order.</summary>
    public List<T> ReadNamed<T>(StoreTable<T> table, IEnumerable<string> ids) where T : class => On(reader => reader.Named(table, ids));

    /// <summary>The ids of agents whose name has a text in it, in whatever letter case: every name is read, since databases do not agree on letter case.</summary>
    public HashSet<string> ReadAgentIds(string search) => On(reader => reader.IdsByName(StoreTables.Agents.Name, search).ToHashSet(StringComparer.Ordinal));

    /// <summary>The same of accounts.</summary>
    public HashSet<string> ReadAccountIds(string search) => On(reader => reader.IdsByName(StoreTables.Accounts.Name, search).ToHashSet(StringComparer.Ordinal));

    /// <summary>One page of the rows changed after a place, oldest change first.</summary>
    public List<ChangedRow<T>> ReadChanged<T>(StoreTable<T> table, RowPlace after, int limit) => On(reader => reader.ChangedRows(table, after, long.MaxValue, limit));

    /// <summary>
    /// All rows last changed after one version and up to another, a page at a time, holding no lock between pages. A row that changes meanwhile
    /// gets a later version and is left out, so that a reader who goes on from <paramref name="until"/> misses nothing.
    /// </summary>
    public IEnumerable<ChangedRow<T>> ReadChanges<T>(StoreTable<T> table, long since, long until) =>
        Pages(since, (reader, after) => reader.ChangedRows(table, after, until, PageSize));

    /// <summary>The tombstones of the same versions, in the same way.</summary>
    public IEnumerable<ChangedRow<Tombstone>> ReadTombstones(long since, long until) =>
        Pages(since, (reader, after) => reader.ChangedTombstones(after, until, PageSize));

    /// <summary>The events, of whatever ticket, and the tombstones that are of later versions; null when there are more than a page.</summary>
    public (List<TicketEvent> Events, List<Tombstone> Tombstones)? ReadEventChanges(long since) => On<(List<TicketEvent>, List<Tombstone>)?>(reader =>
    {
        var events = reader.ChangedRows(StoreTables.Events, RowPlace.After(since), long.MaxValue, PageSize);
        var tombstones = reader.ChangedTombstones(RowPlace.After(since), long.MaxValue, PageSize);
        return events.Count == PageSize || tombstones.Count == PageSize ? null : (events.ConvertAll(change => change.Row), tombstones.ConvertAll(change => change.Row));
    });

    /// <summary>The tickets that events or surveys name and that are not there.</summary>
    public IEnumerable<string> ReadMissingTickets() =>
        On(reader => reader.MissingTickets(StoreTables.Events.Name), StorePatience.Load)
            .Concat(On(reader => reader.MissingTickets(StoreTables.Surveys.Name), StorePatience.Load));

    /// <summary>What <see cref="ReadAll"/> would read now.</summary>
    public long CountOwners()
    {
        using var context = dialect.CreateContext(StorePatience.Load);
        return context.Tickets.LongCount() + context.Surveys.LongCount(survey => survey.Ticket == null)
            + context.Accounts.LongCount() + context.Shifts.LongCount() + context.Costs.LongCount();
    }

    public List<string> ReadBots() =>
        On(reader => reader.Rows(StoreTables.Agents, null).Where(agent => agent.Bot).Select(agent => agent.Id).ToList(), StorePatience.Load);

    public Dictionary<string, string> ReadSettings() => On(reader => reader.Settings());

    /// <summary>By which tombstones name what they are of.</summary>
    public IdHash ReadHash()
    {
        using var context = dialect.CreateContext();
        return IdHash.Load(context);
    }

    /// <summary>Of the last commit.</summary>
    public long ReadVersion() => On(reader => reader.Version());

    private T On<T>(Func<StoreReader, T> read, StorePatience patience = StorePatience.Question)
    {
        using var context = dialect.CreateContext(patience);
        return read(new(dialect, context));
    }

    private IEnumerable<ChangedRow<T>> Pages<T>(long since, Func<StoreReader, RowPlace, List<ChangedRow<T>>> read)
    {
        for (var after = RowPlace.After(since); ;)
        {
            var page = On(reader => read(reader, after));
            foreach (var row in page) yield return row;
            if (page.Count < PageSize) yield break;
            after = page[^1].Place;
        }
    }

    /// <summary>The rows there are now, cut by Seq into chunks; rows that come later are in none, so that it ends however many do.</summary>
    private static IEnumerable<(long After, long Last)> Ranges<T>(IQueryable<T> rows, int parts) where T : class
    {
        var seqs = rows.Select(row => EF.Property<long>(row, KpiDbContext.Seq));
        var end = seqs.Max(seq => (long?)seq) ?? 0;
        for (long after = 0, last; after < end; after = last)
        {
            var from = after;
            last = seqs.Where(seq => seq > from && seq <= end).OrderBy(seq => seq).Take(ChunkSize).Max(seq => (long?)seq) ?? end;
            // Seqs are seldom far from one another, so that no more questions are needed to cut a chunk into parts.
            for (var part = 0; part < parts; part++)
                if (At(part) < At(part + 1)) yield return (At(part), At(part + 1));

            long At(int part) => from + (last - from) * part / parts;
        }
    }

    internal static List<T> ReadRange<T>(StoreReader reader, StoreTable<T> table, string condition, (long After, long Last) range) =>
        reader.Rows(table, $"FROM \"{table.Name}\" AS r {condition}", range.After, range.Last);

    /// <summary>The rows of a range of tickets. A cross join, because SQLite keeps its order: the tickets lead, and the rows of each are looked up.</summary>
    internal static List<T> ReadOfTickets<T>(StoreReader reader, StoreTable<T> table, (long After, long Last) tickets) => reader.Rows(
        table, $"FROM \"tickets\" AS t CROSS JOIN \"{table.Name}\" AS r WHERE t.\"Seq\" > @p1 AND t.\"Seq\" <= @p2 AND r.\"Ticket\" = t.\"Id\"", tickets.After, tickets.Last);
}

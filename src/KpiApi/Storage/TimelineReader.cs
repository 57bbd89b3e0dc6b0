using System.Text.Json;
using KpiApi.Engine.Facts;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage;

/// <summary>Reads timelines out of the store, set by set: never one query a ticket.</summary>
internal sealed class TimelineReader(IDbContextFactory<KpiDbContext> contexts)
{
    public const int ChunkSize = 16_384;

    private const string InRange = " \"Seq\" > ?1 AND \"Seq\" <= ?2";
    private const string OfRange = "WHERE" + InRange + " ORDER BY \"Seq\"";
    private const string OfTicketsOfRange = "WHERE row.\"Ticket\" IN (SELECT \"Id\" FROM \"tickets\" WHERE" + InRange + ")";

    /// <summary>The timelines of the tickets named that are there; the others are left out.</summary>
    public List<Timeline> Read(IReadOnlyCollection<string> ticketIds)
    {
        using var context = contexts.CreateDbContext();
        var ids = JsonSerializer.Serialize(ticketIds);
        return Join(
            Query(context, StoreTables.Tickets, "WHERE row.\"Id\" IN (SELECT value FROM json_each(?1))", query => query.Bind(1, ids)),
            Query(context, StoreTables.Events, "WHERE row.\"Ticket\" IN (SELECT value FROM json_each(?1))", query => query.Bind(1, ids)),
            Query(context, StoreTables.Surveys, "WHERE row.\"Ticket\" IN (SELECT value FROM json_each(?1))", query => query.Bind(1, ids)));
    }

    /// <summary>
    /// Every owner, a chunk at a time: the tickets in the order of their arrival, then the surveys that stand alone, then accounts, shifts
    /// and costs. What arrives while it is read may be left out. Holds no lock between chunks.
    /// </summary>
    public IEnumerable<List<FactSource>> ReadAll()
    {
        using var context = contexts.CreateDbContext();
        foreach (var range in Ranges(context.Tickets))
        {
            var tickets = ReadRange(context, StoreTables.Tickets, OfRange, range);
            var events = ReadRange(context, StoreTables.Events, OfTicketsOfRange, range);
            var surveys = ReadRange(context, StoreTables.Surveys, OfTicketsOfRange, range);
            yield return [.. Join(tickets, events, surveys).Select(FactSource.Of)];
        }

        foreach (var range in Ranges(context.Surveys.Where(survey => survey.Ticket == null)))
            yield return [.. ReadRange(context, StoreTables.Surveys, "WHERE row.\"Ticket\" IS NULL AND" + InRange, range).Select(survey => FactSource.Of(new Timeline(null, [], [survey])))];
        foreach (var range in Ranges(context.Accounts))
            yield return [.. ReadRange(context, StoreTables.Accounts, OfRange, range).Select(row => FactSource.Of(OwnerFacts.Of(row)))];
        foreach (var range in Ranges(context.Shifts))
            yield return [.. ReadRange(context, StoreTables.Shifts, OfRange, range).Select(row => FactSource.Of(OwnerFacts.Of(row)))];
        foreach (var range in Ranges(context.Costs))
            yield return [.. ReadRange(context, StoreTables.Costs, OfRange, range).Select(row => FactSource.Of(OwnerFacts.Of(row)))];
    }

    /// <summary>The tickets that events or surveys name and that are not there.</summary>
    public IEnumerable<string> ReadMissingTickets()
    {
        using var context = contexts.CreateDbContext();
        var events = context.Events.Where(row => !context.Tickets.Any(ticket => ticket.Id == row.Ticket)).Select(row => row.Ticket);
        var surveys = context.Surveys.Where(row => row.Ticket != null && !context.Tickets.Any(ticket => ticket.Id == row.Ticket))
            .Select(row => row.Ticket!);
        foreach (var id in events.Union(surveys).AsEnumerable()) yield return id;
    }

    /// <summary>What <see cref="ReadAll"/> would read now.</summary>
    public long CountOwners()
    {
        using var context = contexts.CreateDbContext();
        return context.Tickets.LongCount() + context.Surveys.LongCount(survey => survey.Ticket == null)
            + context.Accounts.LongCount() + context.Shifts.LongCount() + context.Costs.LongCount();
    }

    public List<string> ReadBots()
    {
        using var context = contexts.CreateDbContext();
        return [.. context.Agents.Where(agent => agent.Bot).Select(agent => agent.Id)];
    }

    /// <summary>The tickets on which one of the agents did something.</summary>
    public List<string> ReadTicketsOf(IReadOnlyCollection<string> agentIds)
    {
        using var context = contexts.CreateDbContext();
        return [.. context.Events.Where(row => row.Agent != null && agentIds.Contains(row.Agent)).Select(row => row.Ticket).Distinct()];
    }

    public long ReadVersion()
    {
        using var context = contexts.CreateDbContext();
        return context.StoreVersions.Single().Version;
    }

    /// <summary>The rows there are now, cut by Seq into chunks; rows that come later are in none, so that it ends however many do.</summary>
    private static IEnumerable<(long After, long Last)> Ranges<T>(IQueryable<T> rows) where T : class
    {
        var seqs = rows.Select(row => EF.Property<long>(row, KpiDbContext.Seq));
        var end = seqs.Max(seq => (long?)seq) ?? 0;
        for (long after = 0, last; after < end; after = last)
        {
            var from = after;
            last = seqs.Where(seq => seq > from && seq <= end).OrderBy(seq => seq).Take(ChunkSize).Max(seq => (long?)seq) ?? end;
            yield return (after, last);
        }
    }

    private static List<T> ReadRange<T>(KpiDbContext context, StoreTable<T> table, string condition, (long After, long Last) range) =>
        Query(context, table, condition, query =>
        {
            query.Bind(1, range.After);
            query.Bind(2, range.Last);
        });

    private static List<T> Query<T>(KpiDbContext context, StoreTable<T> table, string condition, Action<SqliteStatement> bind)
    {
        context.Database.OpenConnection();
        var db = ((SqliteConnection)context.Database.GetDbConnection()).Handle!;
        var columns = string.Join(", ", table.Columns.Select(column => $"row.\"{column.Name}\""));
        using var query = new SqliteStatement(db, $"SELECT {columns} FROM \"{table.Name}\" AS row {condition}");
        bind(query);
        return query.ReadRows(table.Read);
    }

    private static List<Timeline> Join(List<Ticket> tickets, List<TicketEvent> events, List<Survey> surveys)
    {
        var eventsOf = events.ToLookup(row => row.Ticket, StringComparer.Ordinal);
        var surveysOf = surveys.ToLookup(row => row.Ticket, StringComparer.Ordinal);
        return [.. tickets.Select(ticket => new Timeline(ticket, [.. eventsOf[ticket.Id]], [.. surveysOf[ticket.Id]]))];
    }
}

using System.Text.Json;
using KpiApi.Engine.Facts;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage;

/// <summary>Reads timelines out of the store, set by set: never one query a ticket.</summary>
internal sealed class TimelineReader(IDbContextFactory<KpiDbContext> contexts)
{
    public const int ChunkSize = 16_384;

    private const string OfTicketsBetween = "WHERE row.\"Ticket\" IN (SELECT \"Id\" FROM \"tickets\" WHERE \"Seq\" > ?1 AND \"Seq\" <= ?2)";

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

    /// <summary>Every timeline: the tickets in the order of their arrival, then the surveys that stand alone.</summary>
    public IEnumerable<List<Timeline>> ReadAll()
    {
        using var context = contexts.CreateDbContext();
        for (long after = 0, last; (last = LastOfChunk(context, after)) > after; after = last)
        {
            void Range(SqliteStatement query)
            {
                query.Bind(1, after);
                query.Bind(2, last);
            }

            yield return Join(
                Query(context, StoreTables.Tickets, "WHERE row.\"Seq\" > ?1 AND row.\"Seq\" <= ?2 ORDER BY row.\"Seq\"", Range),
                Query(context, StoreTables.Events, OfTicketsBetween, Range),
                Query(context, StoreTables.Surveys, OfTicketsBetween, Range));
        }

        var alone = Query(context, StoreTables.Surveys, "WHERE row.\"Ticket\" IS NULL ORDER BY row.\"Seq\"", _ => { });
        foreach (var chunk in alone.Chunk(ChunkSize)) yield return [.. chunk.Select(survey => new Timeline(null, [], [survey]))];
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

    /// <summary>The Seq of the last of the next tickets; <paramref name="after"/> itself when there are no more.</summary>
    private static long LastOfChunk(KpiDbContext context, long after) => context.Tickets
        .Select(ticket => EF.Property<long>(ticket, KpiDbContext.Seq)).Where(seq => seq > after).OrderBy(seq => seq).Take(ChunkSize)
        .Max(seq => (long?)seq) ?? after;

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

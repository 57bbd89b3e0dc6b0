using KpiApi.Engine.Facts;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage;

/// <summary>Reads timelines out of the store, set by set: never one query a ticket.</summary>
internal sealed class TimelineReader(IDbContextFactory<KpiDbContext> contexts)
{
    public const int ChunkSize = 16_384;

    /// <summary>The timelines of the tickets named that are there; the others are left out.</summary>
    public List<Timeline> Read(IReadOnlyCollection<string> ticketIds)
    {
        using var context = contexts.CreateDbContext();
        var tickets = context.Tickets.AsNoTracking().Where(ticket => ticketIds.Contains(ticket.Id)).ToList();
        var events = context.Events.AsNoTracking().Where(row => ticketIds.Contains(row.Ticket)).ToList();
        var surveys = context.Surveys.AsNoTracking().Where(row => row.Ticket != null && ticketIds.Contains(row.Ticket)).ToList();
        return Join(tickets, events, surveys);
    }

    /// <summary>Every timeline: the tickets in the order of their arrival, then the surveys that stand alone.</summary>
    public IEnumerable<List<Timeline>> ReadAll()
    {
        using var context = contexts.CreateDbContext();
        for (long after = 0, last = 0; ; after = last)
        {
            var chunk = context.Tickets.AsNoTracking().OrderBy(ticket => EF.Property<long>(ticket, KpiDbContext.Seq))
                .Where(ticket => EF.Property<long>(ticket, KpiDbContext.Seq) > after)
                .Select(ticket => new { Row = ticket, Seq = EF.Property<long>(ticket, KpiDbContext.Seq) })
                .Take(ChunkSize).ToList();
            if (chunk.Count == 0) break;
            last = chunk[^1].Seq;
            yield return Join([.. chunk.Select(row => row.Row)], EventsBetween(context, after, last), SurveysBetween(context, after, last));
        }

        foreach (var alone in context.Surveys.AsNoTracking().Where(row => row.Ticket == null).AsEnumerable().Chunk(ChunkSize))
            yield return [.. alone.Select(survey => new Timeline(null, [], [survey]))];
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

    private static List<TicketEvent> EventsBetween(KpiDbContext context, long after, long last) =>
    [
        .. from ticket in context.Tickets
           join row in context.Events.AsNoTracking() on ticket.Id equals row.Ticket
           where EF.Property<long>(ticket, KpiDbContext.Seq) > after && EF.Property<long>(ticket, KpiDbContext.Seq) <= last
           select row,
    ];

    private static List<Survey> SurveysBetween(KpiDbContext context, long after, long last) =>
    [
        .. from ticket in context.Tickets
           join row in context.Surveys.AsNoTracking() on ticket.Id equals row.Ticket
           where EF.Property<long>(ticket, KpiDbContext.Seq) > after && EF.Property<long>(ticket, KpiDbContext.Seq) <= last
           select row,
    ];

    private static List<Timeline> Join(List<Ticket> tickets, List<TicketEvent> events, List<Survey> surveys)
    {
        var eventsOf = events.ToLookup(row => row.Ticket, StringComparer.Ordinal);
        var surveysOf = surveys.ToLookup(row => row.Ticket, StringComparer.Ordinal);
        return [.. tickets.Select(ticket => new Timeline(ticket, [.. eventsOf[ticket.Id]], [.. surveysOf[ticket.Id]]))];
    }
}

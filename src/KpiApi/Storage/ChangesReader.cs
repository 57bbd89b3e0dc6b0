using KpiApi.Engine.Facts;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage;

/// <summary>
/// Tells what the store's transactions after a version touched. Each owner is named at least once, and is to be read as it is now:
/// so the order matters only where a row was deleted and came back.
/// </summary>
internal sealed class ChangesReader(IDbContextFactory<KpiDbContext> contexts)
{
    /// <summary>In parts, so that much of it takes little memory.</summary>
    public IEnumerable<TouchedOwners> ReadSince(long version)
    {
        using var context = contexts.CreateDbContext();
        var removed = Since(context.Tombstones, version);
        foreach (var part in removed.Where(row => row.Kind != RecordKind.Ticket && row.Kind != RecordKind.Event).AsEnumerable().Chunk(TimelineReader.ChunkSize))
            yield return Touched(part, Remove);
        foreach (var part in Since(context.Agents, version).AsEnumerable().Chunk(TimelineReader.ChunkSize))
            yield return Touched(part, (touched, row) => touched.Agents[row.Id] = row.Bot);
        foreach (var part in TicketsSince(context, version).AsEnumerable().Chunk(TimelineReader.ChunkSize))
            yield return Touched(part, (touched, id) => touched.Tickets[id] = null);
        foreach (var part in Since(context.Surveys, version).AsEnumerable().Chunk(TimelineReader.ChunkSize))
            yield return Touched(part, (touched, row) => touched.Surveys[row.Id] = row.Ticket is null ? row : null);
        foreach (var part in Since(context.Accounts, version).AsEnumerable().Chunk(TimelineReader.ChunkSize))
            yield return Touched(part, (touched, row) => touched.Facts(new(OwnerKind.Account, row.Id), OwnerFacts.Of(row)));
        foreach (var part in Since(context.Shifts, version).AsEnumerable().Chunk(TimelineReader.ChunkSize))
            yield return Touched(part, (touched, row) => touched.Facts(new(OwnerKind.Shift, row.Id), OwnerFacts.Of(row)));
        foreach (var part in Since(context.Costs, version).AsEnumerable().Chunk(TimelineReader.ChunkSize))
            yield return Touched(part, (touched, row) => touched.Facts(new(OwnerKind.Cost, row.Id), OwnerFacts.Of(row)));
    }

    /// <summary>Every ticket whose timeline has changed, by a row of its own, an event, a survey, or one that left it.</summary>
    private static IQueryable<string> TicketsSince(KpiDbContext context, long version) =>
        Since(context.Tickets, version).Select(row => row.Id)
            .Union(Since(context.Events, version).Select(row => row.Ticket))
            .Union(Since(context.Surveys, version).Where(row => row.Ticket != null).Select(row => row.Ticket!))
            .Union(Since(context.Tombstones, version).Where(row => row.Ticket != null).Select(row => row.Ticket!))
            .Union(Since(context.Tombstones, version).Where(row => row.Kind == RecordKind.Ticket).Select(row => row.Id));

    private static IQueryable<T> Since<T>(IQueryable<T> rows, long version) where T : class =>
        rows.AsNoTracking().Where(row => EF.Property<long>(row, KpiDbContext.Version) > version);

    private static TouchedOwners Touched<T>(T[] rows, Action<TouchedOwners, T> touch)
    {
        var touched = new TouchedOwners();
        foreach (var row in rows) touch(touched, row);
        return touched;
    }

    private static void Remove(TouchedOwners touched, Tombstone row)
    {
        switch (row.Kind)
        {
            case RecordKind.Survey: touched.Surveys[row.Id] = null; break;
            case RecordKind.Agent: touched.Agents[row.Id] = false; break;
            case RecordKind.Account:
                touched.Facts(new(OwnerKind.Account, row.Id), null);
                // An account is removed by erasing it: a crash may have come before its file was removed.
                touched.Erased = true;
                break;
            case RecordKind.Shift: touched.Facts(new(OwnerKind.Shift, row.Id), null); break;
            case RecordKind.Cost: touched.Facts(new(OwnerKind.Cost, row.Id), null); break;
            default: break;
        }
    }
}

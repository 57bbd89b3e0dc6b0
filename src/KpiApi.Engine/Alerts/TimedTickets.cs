using System.Runtime.InteropServices;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Alerts;

/// <summary>All tickets with clocks that may still come due, read from the columns once; afterwards changes keep them up.</summary>
public static class TimedTickets
{
    /// <summary>As flags are written.</summary>
    private const int Yes = 2;

    /// <param name="snapshot">Time grows with all its tickets, memory with those that have such clocks.</param>
    /// <param name="sinceMs">SLA clocks that were due before are left out.</param>
    public static IEnumerable<(string Ticket, TicketClocks Clocks)> Read(FactSnapshot snapshot, long sinceMs, CancellationToken cancel = default)
    {
        using var reader = new ChunkReader();
        for (var index = 0; index < snapshot.Chunks.Length; index++)
        {
            cancel.ThrowIfCancellationRequested();
            reader.Open(snapshot.Chunks[index], index);
            foreach (var (owner, clocks) in Read(reader, sinceMs))
            {
                var key = OwnerIndex.ParseKey(reader.Chunk.Ids[owner]);
                if (key.Kind == OwnerKind.Ticket)
                    yield return (key.Id, clocks);
            }
        }
    }

    private static Dictionary<int, TicketClocks> Read(ChunkReader reader, long sinceMs)
    {
        var found = new Dictionary<int, TicketClocks>();
        AddOpen(reader, found);
        AddWaits(reader, found);
        AddUnmet(reader, found, sinceMs);
        return found;
    }

    private static void AddOpen(ChunkReader reader, Dictionary<int, TicketClocks> found)
    {
        var from = reader.Longs(FactSchema.StatusInterval.From, FactTable.StatusIntervals);
        var to = reader.Longs(FactSchema.StatusInterval.To, FactTable.StatusIntervals);
        var edges = reader.Codes(FactSchema.StatusInterval.Edges, FactTable.StatusIntervals);
        var owners = reader.Owners(FactTable.StatusIntervals);
        var responses = reader.Longs(FactSchema.Ticket.FirstResponseAt, FactTable.Tickets);
        var opened = 0L;
        for (var row = 0; row < owners.Length; row++)
        {
            // Rows of a ticket are in the order of time: an open interval's parts follow the one that opens it.
            if ((IntervalEdges)(edges[row] - 1) is IntervalEdges.Opens or IntervalEdges.Both)
                opened = from[row];
            if (to[row] == LongColumn.Null)
                Of(found, owners[row]) = new(opened, responses[owners[row]] != LongColumn.Null, null, []);
        }
    }

    private static void AddWaits(ChunkReader reader, Dictionary<int, TicketClocks> found)
    {
        var from = reader.Longs(FactSchema.ReplyWait.From, FactTable.ReplyWaits);
        var to = reader.Longs(FactSchema.ReplyWait.To, FactTable.ReplyWaits);
        var open = reader.Longs(FactSchema.ReplyWait.OpenFrom, FactTable.ReplyWaits);
        var owners = reader.Owners(FactTable.ReplyWaits);
        for (var row = 0; row < owners.Length; row++)
        {
            if (to[row] == LongColumn.Null && open[row] != LongColumn.Null)
                Of(found, owners[row]) = Of(found, owners[row]) with { Wait = new(from[row], open[row]) };
        }
    }

    private static void AddUnmet(ChunkReader reader, Dictionary<int, TicketClocks> found, long sinceMs)
    {
        var at = reader.Longs(FactSchema.SlaClock.At, FactTable.SlaClocks);
        var targets = reader.Codes(FactSchema.SlaClock.Target, FactTable.SlaClocks);
        var met = reader.Codes(FactSchema.SlaClock.Met, FactTable.SlaClocks);
        var owners = reader.Owners(FactTable.SlaClocks);
        for (var row = 0; row < owners.Length; row++)
        {
            if (met[row] == Yes || at[row] < sinceMs)
                continue;
            ref var clocks = ref Of(found, owners[row]);
            clocks = clocks with { Unmet = [.. clocks.Unmet, new((SlaTarget)(targets[row] - 1), at[row])] };
        }
    }

    private static ref TicketClocks Of(Dictionary<int, TicketClocks> found, int owner)
    {
        ref var clocks = ref CollectionsMarshal.GetValueRefOrAddDefault(found, owner, out var known);
        if (!known)
            clocks = new(null, true, null, []);
        return ref clocks;
    }
}

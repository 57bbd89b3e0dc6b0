using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Derivation;

namespace KpiApi.Engine.DrillDown;

/// <summary>Of the tickets of a chunk: which promise that still can be kept, or has not been kept so far, is due first, and when.</summary>
internal readonly struct DueClocks
{
    private const int No = 1;

    private readonly long[] _due;
    private readonly SlaTarget[] _targets;

    private DueClocks(int owners)
    {
        (_due, _targets) = (new long[owners], new SlaTarget[owners]);
        Array.Fill(_due, LongColumn.Null);
    }

    public static DueClocks Of(ChunkReader reader)
    {
        var clocks = new DueClocks(reader.Chunk.OwnerCount);
        var at = reader.Longs(FactSchema.SlaClock.At, FactTable.SlaClocks);
        if (at.Length == 0) return clocks;
        var targets = reader.Codes(FactSchema.SlaClock.Target, FactTable.SlaClocks);
        var met = reader.Codes(FactSchema.SlaClock.Met, FactTable.SlaClocks);
        var owners = reader.Owners(FactTable.SlaClocks);
        var firstResponses = reader.Longs(FactSchema.Ticket.FirstResponseAt, FactTable.Tickets);
        var (open, isResolved, waits) = (OpenTickets.Of(reader), Resolved(reader), Waits(reader));
        for (var row = 0; row < at.Length; row++)
        {
            var owner = owners[row];
            if (met[row] != No || !open.IsOpen(owner)) continue;
            var target = (SlaTarget)(targets[row] - 1);
            var runs = target switch
            {
                // The first resolution stopped both for good.
                SlaTarget.FirstResponse => firstResponses[owner] == LongColumn.Null && !isResolved[owner],
                SlaTarget.Resolution => !isResolved[owner],
                // Clocks of waits before this one were due before it began.
                _ => waits[owner] != LongColumn.Null && at[row] > waits[owner],
            };
            if (runs && (clocks._due[owner] == LongColumn.Null || at[row] < clocks._due[owner])) (clocks._due[owner], clocks._targets[owner]) = (at[row], target);
        }
        return clocks;
    }

    /// <summary>Null where no clock runs. In the past where it is late.</summary>
    public long? DueMs(int row) => _due[row] == LongColumn.Null ? null : _due[row];

    public SlaTarget? Target(int row) => _due[row] == LongColumn.Null ? null : _targets[row];

    private static bool[] Resolved(ChunkReader reader)
    {
        var isResolved = new bool[reader.Chunk.OwnerCount];
        foreach (var owner in reader.Owners(FactTable.Resolutions))
            isResolved[owner] = true;
        return isResolved;
    }

    /// <summary>Since when each customer waits for a reply that is not the first.</summary>
    private static long[] Waits(ChunkReader reader)
    {
        var since = new long[reader.Chunk.OwnerCount];
        Array.Fill(since, LongColumn.Null);
        var from = reader.Longs(FactSchema.ReplyWait.From, FactTable.ReplyWaits);
        var to = reader.Longs(FactSchema.ReplyWait.To, FactTable.ReplyWaits);
        var isFirst = reader.Codes(FactSchema.ReplyWait.IsFirst, FactTable.ReplyWaits);
        var owners = reader.Owners(FactTable.ReplyWaits);
        for (var row = 0; row < from.Length; row++)
        {
            if (to[row] == LongColumn.Null && isFirst[row] == No) since[owners[row]] = from[row];
        }
        return since;
    }
}

using System.Buffers;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Derivation;

namespace KpiApi.Engine.DrillDown;

/// <summary>
/// Of the tickets of a chunk: which promise that still can be kept, or has not been kept so far, is due first, and when. Few clocks are of open tickets
/// and not met, and only these are decoded.
/// </summary>
internal readonly struct DueClocks
{
    private const int No = 1;

    private static readonly CodeSet s_no = new([false, true]);

    private readonly Dictionary<int, (long DueMs, SlaTarget Target)> _clocks;

    private DueClocks(Dictionary<int, (long, SlaTarget)> clocks) => _clocks = clocks;

    public static DueClocks Of(ChunkReader reader, in OpenTickets open)
    {
        var clocks = new Dictionary<int, (long DueMs, SlaTarget Target)>();
        if (open.Owners.IsEmpty)
            return new DueClocks(clocks);
        var rented = ArrayPool<int>.Shared.Rent(Math.Max(1, reader.Chunk.RowCount(FactTable.SlaClocks)));
        var rows = rented.AsSpan(0, Unmet(reader, open, rented));
        var at = reader.Longs(FactSchema.SlaClock.At, FactTable.SlaClocks, rows);
        var targets = reader.Codes(FactSchema.SlaClock.Target, FactTable.SlaClocks, rows);
        var owners = reader.Owners(FactTable.SlaClocks, rows);
        var firstResponses = reader.Longs(FactSchema.Ticket.FirstResponseAt, FactTable.Tickets, open.Owners);
        var (resolutions, waits) = (reader.Chunk.Owners(FactTable.Resolutions), Waits(reader));
        foreach (var row in rows)
        {
            var owner = owners[row];
            var target = (SlaTarget)(targets[row] - 1);
            var runs = target switch
            {
                // The first resolution stopped both for good.
                SlaTarget.FirstResponse => firstResponses[owner] == LongColumn.Null && !IsResolved(owner),
                SlaTarget.Resolution => !IsResolved(owner),
                // Clocks of waits before this one were due before it began.
                _ => waits.TryGetValue(owner, out var since) && at[row] > since,
            };
            if (runs && (!clocks.TryGetValue(owner, out var first) || at[row] < first.DueMs))
                clocks[owner] = (at[row], target);
        }
        ArrayPool<int>.Shared.Return(rented);
        return new DueClocks(clocks);

        bool IsResolved(int owner) => resolutions.LowerBound(owner) < resolutions.LowerBound(owner + 1);
    }

    /// <summary>Null where no clock runs. In the past where it is late.</summary>
    public long? DueMs(int row) => _clocks.TryGetValue(row, out var clock) ? clock.DueMs : null;

    public SlaTarget? Target(int row) => _clocks.TryGetValue(row, out var clock) ? clock.Target : null;

    /// <summary>Writes the rows of clocks of open tickets that are not met to the front of <paramref name="rows"/>, and returns how many they are.</summary>
    private static int Unmet(ChunkReader reader, in OpenTickets open, int[] rows)
    {
        var found = rows.AsSpan(0, reader.Chunk.Codes(FactSchema.SlaClock.Met).Select(s_no, rows));
        var owners = reader.Owners(FactTable.SlaClocks, found);
        var count = 0;
        foreach (var row in found)
        {
            rows[count] = row;
            count += open.IsOpen(owners[row]) ? 1 : 0;
        }
        return count;
    }

    /// <summary>Since when each customer waits who waits for a reply that is not the first.</summary>
    private static Dictionary<int, long> Waits(ChunkReader reader)
    {
        var since = new Dictionary<int, long>();
        var rented = ArrayPool<int>.Shared.Rent(Math.Max(1, reader.Chunk.RowCount(FactTable.ReplyWaits)));
        var rows = rented.AsSpan(0, reader.Chunk.Long(FactSchema.ReplyWait.To).SelectFrom(LongColumn.Null, rented));
        var from = reader.Longs(FactSchema.ReplyWait.From, FactTable.ReplyWaits, rows);
        var isFirst = reader.Codes(FactSchema.ReplyWait.IsFirst, FactTable.ReplyWaits, rows);
        var owners = reader.Owners(FactTable.ReplyWaits, rows);
        foreach (var row in rows)
        {
            if (isFirst[row] == No)
                since[owners[row]] = from[row];
        }
        ArrayPool<int>.Shared.Return(rented);
        return since;
    }
}

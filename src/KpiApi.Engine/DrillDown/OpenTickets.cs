using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.DrillDown;

/// <summary>Which tickets of a chunk are open now, and in which status.</summary>
internal readonly struct OpenTickets
{
    private readonly int[] _statusCodes;

    private OpenTickets(int[] statusCodes) => _statusCodes = statusCodes;

    public static OpenTickets Of(ChunkReader reader)
    {
        var to = reader.Longs(FactSchema.StatusInterval.To, FactTable.StatusIntervals);
        var codes = reader.Codes(FactSchema.StatusInterval.Status, FactTable.StatusIntervals);
        var owners = reader.Owners(FactTable.StatusIntervals);
        var statusCodes = new int[reader.Chunk.OwnerCount];
        for (var row = 0; row < to.Length; row++)
        {
            if (to[row] == LongColumn.Null)
                statusCodes[owners[row]] = codes[row];
        }
        return new OpenTickets(statusCodes);
    }

    public bool IsOpen(int row) => _statusCodes[row] != 0;

    public TicketStatus? Status(int row) => IsOpen(row) ? (TicketStatus)(_statusCodes[row] - 1) : null;
}

using System.Buffers;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.DrillDown;

/// <summary>Which tickets of a chunk are open now, and in which status. Of most chunks few are, so only their rows are decoded.</summary>
internal readonly struct OpenTickets
{
    private readonly int[] _statusCodes;
    private readonly int[] _owners;

    private OpenTickets(int[] statusCodes, int[] owners) => (_statusCodes, _owners) = (statusCodes, owners);

    /// <summary>Their places in the chunk, ascending.</summary>
    public ReadOnlySpan<int> Owners => _owners;

    /// <summary>False when no ticket of the chunk is open.</summary>
    public static bool MayHave(FactChunk chunk) => chunk.Long(FactSchema.StatusInterval.To) is { Length: > 0 } to && (to.HasNulls || to.Min > to.Max);

    public static OpenTickets Of(ChunkReader reader)
    {
        if (!MayHave(reader.Chunk))
            return new OpenTickets([], []);
        var rented = ArrayPool<int>.Shared.Rent(reader.Chunk.RowCount(FactTable.StatusIntervals));
        // Null is the largest value: what has not ended.
        var rows = rented.AsSpan(0, reader.Chunk.Long(FactSchema.StatusInterval.To).SelectFrom(LongColumn.Null, rented));
        var codes = reader.Codes(FactSchema.StatusInterval.Status, FactTable.StatusIntervals, rows);
        var ownersOfRows = reader.Owners(FactTable.StatusIntervals, rows);
        var statusCodes = new int[reader.Chunk.OwnerCount];
        var owners = new List<int>(rows.Length);
        foreach (var row in rows)
        {
            if (owners.Count == 0 || owners[^1] != ownersOfRows[row])
                owners.Add(ownersOfRows[row]);
            statusCodes[ownersOfRows[row]] = codes[row];
        }
        ArrayPool<int>.Shared.Return(rented);
        return new OpenTickets(statusCodes, [.. owners]);
    }

    public bool IsOpen(int row) => _statusCodes.Length > 0 && _statusCodes[row] != 0;

    public TicketStatus? Status(int row) => IsOpen(row) ? (TicketStatus)(_statusCodes[row] - 1) : null;
}

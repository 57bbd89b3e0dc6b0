using System.Buffers;

namespace KpiApi.Engine.Columns.Snapshots;

/// <summary>
/// Owners that were removed keep their places, but nothing of them goes into a file: an empty id stands for them. Should one
/// return, it gets a new place.
/// </summary>
internal static class RemovedOwners
{
    public static IdColumn Forget(FactChunk chunk)
    {
        // Every ticket has an instant of creation, so only other owners and removed ones have none.
        if (!chunk.Long(FactSchema.Ticket.CreatedAt).HasNulls)
            return chunk.Ids;
        var present = Present(chunk);
        if (!present.Contains(false))
            return chunk.Ids;
        var ids = new IdColumn.Builder(present.Length);
        for (var owner = 0; owner < present.Length; owner++)
        {
            ids.Add(present[owner] ? chunk.Ids.Utf8(owner) : default);
        }
        return ids.Build();
    }

    /// <summary>For each owner whether any row is its own.</summary>
    private static bool[] Present(FactChunk chunk)
    {
        var present = new bool[chunk.OwnerCount];
        var created = new long[chunk.OwnerCount];
        chunk.Long(FactSchema.Ticket.CreatedAt).Decode(created);
        for (var owner = 0; owner < present.Length; owner++)
            present[owner] = created[owner] != LongColumn.Null;
        foreach (var table in FactSchema.Tables)
        {
            // There each owner has a row, present or not.
            if (table == FactTable.Tickets)
                continue;
            var owners = ArrayPool<int>.Shared.Rent(chunk.RowCount(table));
            chunk.Owners(table).Decode(owners);
            foreach (var owner in owners.AsSpan(0, chunk.RowCount(table)))
                present[owner] = true;
            ArrayPool<int>.Shared.Return(owners);
        }
        return present;
    }
}

using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;

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
        var present = chunk.Present();
        if (!present.Contains(false))
            return chunk.Ids;
        var ids = new IdColumn.Builder(present.Length);
        for (var owner = 0; owner < present.Length; owner++)
        {
            ids.Add(present[owner] ? chunk.Ids.Utf8(owner) : default);
        }
        return ids.Build();
    }
}

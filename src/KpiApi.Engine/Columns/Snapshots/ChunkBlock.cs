using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;

namespace KpiApi.Engine.Columns.Snapshots;

/// <summary>A chunk as one block of bytes: its columns in the order of <see cref="FactSchema"/>.</summary>
internal static class ChunkBlock
{
    /// <param name="chunk">To be written.</param>
    /// <param name="used">Counts the names that the chunk uses.</param>
    /// <param name="to">Gets the block.</param>
    public static void Write(FactChunk chunk, UsedNames used, BlockWriter to)
    {
        used.Count(chunk);
        RemovedOwners.Forget(chunk).Write(to);
        foreach (var table in FactSchema.Tables)
            chunk.Owners(table).Write(to);
        foreach (var field in FactSchema.Longs)
            chunk.Long(field).Write(to);
        foreach (var field in FactSchema.Codes)
            chunk.Codes(field).Write(to);
        foreach (var field in FactSchema.Ids)
            chunk.RowIds(field).Write(to);
    }

    public static FactChunk Read(ReadOnlySpan<byte> block)
    {
        var from = new BlockReader(block);
        var ids = IdColumn.Read(ref from);
        var owners = new CodeColumn[FactSchema.Tables.Count];
        for (var i = 0; i < owners.Length; i++)
            owners[i] = CodeColumn.Read(ref from);
        var longs = new LongColumn[FactSchema.Longs.Count];
        for (var i = 0; i < longs.Length; i++)
            longs[i] = LongColumn.Read(ref from);
        var codes = new CodeColumn[FactSchema.Codes.Count];
        for (var i = 0; i < codes.Length; i++)
            codes[i] = CodeColumn.Read(ref from);
        var rowIds = new IdColumn[FactSchema.Ids.Count];
        for (var i = 0; i < rowIds.Length; i++)
            rowIds[i] = IdColumn.Read(ref from);
        return from.IsAtEnd ? new FactChunk(ids, longs, codes, rowIds, owners) : throw new InvalidDataException("A block is longer than its chunk.");
    }
}

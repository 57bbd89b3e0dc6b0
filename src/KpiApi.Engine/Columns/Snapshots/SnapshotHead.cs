namespace KpiApi.Engine.Columns.Snapshots;

/// <summary>What a snapshot's stream tells of itself before its chunks.</summary>
/// <param name="Identity">Everything that the facts depend on but for the data: a stream of another identity cannot be used.</param>
/// <param name="Version">The store's version that the facts are of.</param>
/// <param name="ChunkCount">Chunks that follow.</param>
/// <param name="OwnerCount">Owners in them.</param>
/// <param name="Note">What the caller wants back.</param>
public sealed record SnapshotHead(string Identity, long Version, int ChunkCount, int OwnerCount, byte[] Note)
{
    public static SnapshotHead Of(FactSnapshot snapshot, string identity, byte[] note) =>
        new(identity, snapshot.Version, snapshot.Chunks.Length, snapshot.OwnerCount, note);

    internal void Write(BlockWriter to)
    {
        to.Write(Identity);
        to.Write(Version);
        to.Write(ChunkCount);
        to.Write(OwnerCount);
        to.Write(Note);
    }

    internal static SnapshotHead Read(ReadOnlySpan<byte> block)
    {
        var from = new BlockReader(block);
        return new(from.ReadText() ?? "", from.Read<long>(), from.Read<int>(), from.Read<int>(), from.ReadBytes());
    }
}

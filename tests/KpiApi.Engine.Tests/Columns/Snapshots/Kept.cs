using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Snapshots;

namespace KpiApi.Engine.Tests.Columns.Snapshots;

/// <summary>Snapshots written and read back.</summary>
internal static class Kept
{
    public static byte[] Bytes(FactSnapshot snapshot)
    {
        using var stream = new MemoryStream();
        SnapshotWriter.Write(SnapshotHead.Of(snapshot, "identity", [1, 2, 3]), snapshot, stream, CancellationToken.None);
        return stream.ToArray();
    }

    public static FactSnapshot Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return new SnapshotReader(stream).Read(_ => { });
    }

    public static FactSnapshot Again(FactSnapshot snapshot) => Read(Bytes(snapshot));
}

using System.Text;

namespace KpiApi.Engine.Columns.Snapshots;

/// <summary>
/// A whole snapshot as bytes, to be read by the same build only: what the columns mean is in the code. Holds one chunk's bytes in
/// memory, however many chunks there are.
/// </summary>
public static class SnapshotWriter
{
    /// <summary>Stands first; its number is raised when the frames or the head change.</summary>
    internal static ReadOnlySpan<byte> Magic => "KPI columns 001\n"u8;

    /// <summary>Changes with every change of the code that derives facts and lays out columns, and with the time zones: equal for equal builds.</summary>
    public static string Layout { get; } = new StringBuilder()
        .Append(typeof(SnapshotWriter).Module.ModuleVersionId.ToString("N")).Append(' ')
        .Append(NodaTime.DateTimeZoneProviders.Tzdb.VersionId).Append(' ')
        .Append(BitConverter.IsLittleEndian ? "le" : "be").ToString();

    /// <param name="head">What comes first.</param>
    /// <param name="snapshot">Of that head.</param>
    /// <param name="to">Is not closed.</param>
    /// <param name="cancel">Looked at between chunks.</param>
    public static void Write(SnapshotHead head, FactSnapshot snapshot, Stream to, CancellationToken cancel)
    {
        var block = new BlockWriter();
        to.Write(Magic);
        head.Write(block);
        Frame.Write(to, 0, block.Written);
        var used = new UsedNames();
        for (var i = 0; i < snapshot.Chunks.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            block.Clear();
            ChunkBlock.Write(snapshot.Chunks[i], used, block);
            Frame.Write(to, i + 1, block.Written);
        }
        block.Clear();
        used.Write(snapshot.Names, block);
        Frame.Write(to, snapshot.Chunks.Length + 1, block.Written);
    }
}

using System.Runtime.InteropServices;
using System.Text.Json;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Snapshots;
using KpiApi.Engine.Derivation;

namespace KpiApi.Storage.ColumnsFile;

/// <summary>What a snapshot file holds beside the columns.</summary>
/// <param name="Mark">Ties it to the store; see <see cref="ColumnsFileMarks"/>.</param>
/// <param name="Bots">As of its version.</param>
/// <param name="Waiting">Hashes of tickets that events or surveys wait for; 8 bytes each.</param>
/// <param name="Unpublished">Tickets to be read again, because the columns do not hold all of them.</param>
internal sealed record ColumnsFileNote(string Mark, string[] Bots, byte[] Waiting, string[] Unpublished)
{
    /// <summary>What the identity of every file of this build begins with: the engine derives the facts, and this project what the note says.</summary>
    public static string Build { get; } =
        $"{SnapshotWriter.Layout} {typeof(FactSnapshot).Module.ModuleVersionId:N} {typeof(ColumnsFileNote).Module.ModuleVersionId:N} ";

    /// <summary>Of this build, these settings and options: what the facts depend on but for the data.</summary>
    public static string Identity(DerivationRules rules) => FormattableString.Invariant($"{Build}{rules.Edition} {rules.FcrWindowMs}");

    public static byte[] Of(string mark, FeedState state) => JsonSerializer.SerializeToUtf8Bytes(
        new ColumnsFileNote(mark, [.. state.Rules.Bots], MemoryMarshal.AsBytes(state.Waiting.Span).ToArray(), [.. state.Unpublished]));

    public static ColumnsFileNote Read(byte[] note) => JsonSerializer.Deserialize<ColumnsFileNote>(note)!;

    public ReadOnlySpan<ulong> WaitingHashes() => MemoryMarshal.Cast<byte, ulong>(Waiting);
}

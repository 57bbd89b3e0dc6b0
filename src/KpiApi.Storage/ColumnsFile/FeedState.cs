using KpiApi.Engine.Columns;
using KpiApi.Engine.Derivation;

namespace KpiApi.Storage.ColumnsFile;

/// <summary>All that the feed needs to go on from a version, as it was then: immutable.</summary>
/// <param name="Rules">What the facts in them were derived by.</param>
/// <param name="Waiting">Hashes of tickets that events or surveys wait for.</param>
/// <param name="Changed">Owners changed since the process started.</param>
/// <param name="Removed">Owners removed since the process started.</param>
/// <param name="Unpublished">Tickets that something has touched which the columns do not hold yet; those of long timelines that are still derived.</param>
internal sealed record FeedState(FactSnapshot Snapshot, DerivationRules Rules, ReadOnlyMemory<ulong> Waiting, long Changed, long Removed, IReadOnlyList<string> Unpublished)
{
    public FeedPoint Point => new(Snapshot.Version, Changed, Removed, Rules.Edition);
}

/// <summary>Where a state was in the feed, without what it holds in memory. Equal = nothing has changed between two.</summary>
internal sealed record FeedPoint(long Version, long Changed, long Removed, string Edition);

using KpiApi.Engine.Columns;
using KpiApi.Engine.Facts;

namespace KpiApi.Storage;

/// <summary>All that the feed needs to go on from a version, as it was then: immutable.</summary>
/// <param name="Snapshot">The columns.</param>
/// <param name="Rules">What the facts in them were derived by.</param>
/// <param name="Waiting">See <see cref="WaitingTickets"/>.</param>
/// <param name="Changed">Owners changed since the process started.</param>
/// <param name="Removed">Owners removed since the process started.</param>
internal sealed record FeedState(FactSnapshot Snapshot, DerivationRules Rules, ReadOnlyMemory<ulong> Waiting, long Changed, long Removed);

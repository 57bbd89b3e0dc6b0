using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Feed;

/// <summary>All that a version of the store changed, ready to be derived.</summary>
/// <param name="Sources">Of the owners it touched.</param>
/// <param name="Erased">Somebody's data are to be found nowhere any more.</param>
/// <param name="Deferred">Tickets that it touched too, and that are shown later; see <see cref="LongTimelines"/>.</param>
internal sealed record GatheredFacts(List<FactSource> Sources, long Version, bool Erased, IReadOnlySet<string> Deferred);

namespace KpiApi.Storage;

/// <summary>All that a version of the store changed, ready to be derived.</summary>
internal sealed record GatheredFacts(List<FactSource> Sources, long Version, bool Erased);

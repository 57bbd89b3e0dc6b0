using KpiApi.Engine.Facts;

namespace KpiApi.Storage;

/// <summary>What the store knows of an owner: a timeline to derive facts from, or facts that need no deriving; neither = it is gone.</summary>
internal readonly record struct FactSource(OwnerKey Key, Timeline? Timeline, OwnerFacts? Facts)
{
    public static FactSource Of(Timeline timeline) => new(timeline.Key, timeline, null);

    public static FactSource Of(OwnerFacts facts) => new(facts.Key, null, facts);

    public static FactSource Gone(OwnerKey key) => new(key, null, null);

    public OwnerFacts? By(DerivationRules rules) => Timeline is null ? Facts : FactDerivation.Derive(Timeline, rules);
}

using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;

namespace KpiApi.Storage.Tables;

/// <summary>What the store knows of an owner: a timeline to derive facts from, or facts that need no deriving; neither = it is gone.</summary>
/// <param name="Timeline">Null when none is needed.</param>
/// <param name="Facts">Those of a timeline if they were derived before.</param>
/// <param name="DerivedBy">The rules by which they were.</param>
internal readonly record struct FactSource(OwnerKey Key, Timeline? Timeline, OwnerFacts? Facts, DerivationRules? DerivedBy = null)
{
    public static FactSource Of(Timeline timeline) => new(timeline.Key, timeline, null);

    /// <summary>With its facts, by the rules of now.</summary>
    public static FactSource Derived(Timeline timeline, DerivationRules rules) => new(timeline.Key, timeline, FactDerivation.Derive(timeline, rules), rules);

    public static FactSource Of(OwnerFacts facts) => new(facts.Key, null, facts);

    public static FactSource Gone(OwnerKey key) => new(key, null, null);

    /// <summary>The rules may be others by now.</summary>
    public OwnerFacts? By(DerivationRules rules) => Timeline is null || ReferenceEquals(rules, DerivedBy) ? Facts : FactDerivation.Derive(Timeline, rules);
}

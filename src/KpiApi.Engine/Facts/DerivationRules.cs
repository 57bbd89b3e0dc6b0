using System.Collections.Frozen;

namespace KpiApi.Engine.Facts;

/// <summary>What deriving needs beyond the timeline itself. Changing it means deriving again.</summary>
public sealed record DerivationRules
{
    public static readonly DerivationRules Default = new();

    /// <summary>Ids of the agents whose replies are machine replies.</summary>
    public FrozenSet<string> Bots { get; init; } = [];
}

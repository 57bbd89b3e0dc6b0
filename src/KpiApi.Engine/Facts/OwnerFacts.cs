namespace KpiApi.Engine.Facts;

/// <summary>The facts of one owner, ready to be written as columns. Made by <see cref="FactDerivation"/> only.</summary>
public sealed record OwnerFacts
{
    public required OwnerKey Key { get; init; }
}

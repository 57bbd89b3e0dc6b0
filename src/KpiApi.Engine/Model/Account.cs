namespace KpiApi.Engine.Model;

/// <summary>A customer. Active in <c>[SinceMs, UntilMs)</c>; a bound that is null is open.</summary>
public sealed record Account
{
    public required string Id { get; init; }
    public string? Name { get; init; }

    /// <summary>Money a year, in <see cref="Money.UnitsPerWhole"/>.</summary>
    public long? ValueUnits { get; init; }
    public long? SinceMs { get; init; }
    public long? UntilMs { get; init; }
}

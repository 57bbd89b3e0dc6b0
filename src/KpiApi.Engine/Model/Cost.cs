namespace KpiApi.Engine.Model;

/// <summary>Money spent over <c>[FromMs, ToMs)</c>, evenly. Without channel and team it is shared by all.</summary>
public sealed record Cost
{
    public required string Id { get; init; }
    public required long FromMs { get; init; }
    public required long ToMs { get; init; }

    /// <summary>In <see cref="Money.UnitsPerWhole"/>.</summary>
    public required long AmountUnits { get; init; }
    public string? Channel { get; init; }
    public string? Team { get; init; }
}

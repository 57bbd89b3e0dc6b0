namespace KpiApi.Engine.Model;

/// <summary>Money spent over <c>[FromMs, ToMs)</c>, evenly. Without channel and team it is shared by all.</summary>
public sealed record Cost
{
    public required string Id { get; set; }
    public required long FromMs { get; set; }
    public required long ToMs { get; set; }

    /// <summary>In <see cref="Money.UnitsPerWhole"/>.</summary>
    public required long AmountUnits { get; set; }
    public string? Channel { get; set; }
    public string? Team { get; set; }
}

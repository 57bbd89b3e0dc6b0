namespace KpiApi.Engine.Model;

/// <summary>A customer. Active in <c>[SinceMs, UntilMs)</c>; a bound that is null is open.</summary>
public sealed record Account
{
    public required string Id { get; set; }
    public string? Name { get; set; }

    /// <summary>Money a year, in <see cref="Money.UnitsPerWhole"/>.</summary>
    public long? ValueUnits { get; set; }
    public long? SinceMs { get; set; }
    public long? UntilMs { get; set; }

    /// <summary>As <see cref="AttributeText"/> writes them.</summary>
    public string? Attributes { get; set; }
}

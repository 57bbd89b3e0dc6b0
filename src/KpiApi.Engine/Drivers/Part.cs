using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Drivers;

/// <summary>What a value, or the total, has in one period before rounding.</summary>
/// <param name="Sum">The value itself, or of a mean or ratio that times its weight.</param>
/// <param name="Weight">Facts of a mean, the denominator of a ratio. A sum has none.</param>
/// <param name="Count">Facts that it stands on.</param>
internal readonly record struct Part(Fraction Sum, Fraction? Weight, long Count)
{
    /// <summary>Of a mean or ratio with weight; the sum itself of a sum.</summary>
    public Fraction Mean => Weight is { } weight ? Sum / weight : Sum;

    /// <summary>False where there is no data to tell.</summary>
    public bool IsKnown { get; init; }

    public DriverSide Side => new(IsKnown ? Mean.Rounded() : null, Count);

    /// <summary>Both as one value.</summary>
    public static Part operator +(Part a, Part b) => new(a.Sum + b.Sum, a.Weight + b.Weight, a.Count + b.Count)
    {
        IsKnown = a.IsKnown || b.IsKnown,
    };

    /// <param name="value">As a query answers it.</param>
    /// <param name="division">Of a quotient, whose value has its parts rounded.</param>
    public static Part Of(Evaluation value, bool isSum, Division? division)
    {
        var isKnown = value.Value.Denominator != 0;
        if (isSum)
            return new(Fraction.Of(value.Value), null, value.Count) { IsKnown = isKnown };
        if (division is { } parts)
            return new(Fraction.Of(parts.Numerator.Value) * Fraction.Of(parts.Factor), Fraction.Of(parts.Denominator.Value), value.Count) { IsKnown = isKnown };
        var weight = Fraction.Of(value.Count);
        return new(Fraction.Of(value.Value) * weight, weight, value.Count) { IsKnown = isKnown };
    }
}

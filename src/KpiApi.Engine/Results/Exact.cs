namespace KpiApi.Engine.Results;

/// <summary>The last step of every number: one division of whole numbers, so that nothing was rounded before.</summary>
internal static class Exact
{
    private const int Decimals = 10_000;

    /// <summary>To four decimals, half away from zero: 1 ÷ 3 is 0.3333, −1 ÷ 16 is −0.0625, 0.00005 is 0.0001.</summary>
    public static decimal Quotient(Int128 numerator, Int128 denominator)
    {
        var (quotient, rest) = Int128.DivRem(numerator * Decimals, denominator);
        if (Int128.Abs(rest) * 2 >= Int128.Abs(denominator))
            quotient += Int128.Sign(numerator) * Int128.Sign(denominator);
        return (decimal)quotient / Decimals;
    }

    /// <summary>Null instead of a division by zero: no data is not 0.</summary>
    public static decimal? QuotientOrNull(Int128 numerator, Int128 denominator) => denominator == 0 ? null : Quotient(numerator, denominator);

    public static decimal Round(decimal value) => Normal(decimal.Round(value, 4, MidpointRounding.AwayFromZero));

    public static decimal? Round(decimal? value) => value is { } number ? Round(number) : null;

    /// <summary>Without the zeros at its end that a decimal remembers: 12.5, not 12.5000.</summary>
    private static decimal Normal(decimal value) => value / 1.000000000000000000000000000000000m;
}

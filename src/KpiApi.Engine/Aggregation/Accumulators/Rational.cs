namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>A number before rounding: a division that is not made yet. The default, 0 ÷ 0, is "no data", which is not 0.</summary>
internal readonly record struct Rational(Int128 Numerator, Int128 Denominator)
{
    private const int Decimals = 4;
    private const int Scale = 10_000;

    /// <summary>Numbers up to it can be scaled and doubled in 64 bits.</summary>
    private const long Fits = long.MaxValue / Scale / 2;

    /// <summary>Nearly always: dividing 128 bits takes ten times as long, and a page has a million values.</summary>
    private bool IsSmall => Denominator > 0 && Denominator <= Fits && Numerator >= -Fits && Numerator <= Fits;

    /// <summary>The 28 digits of a decimal: whole ÷ a power of ten.</summary>
    public static Rational Of(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var whole = new Int128((uint)bits[2], (ulong)(uint)bits[1] << 32 | (uint)bits[0]);
        Int128 denominator = 1;
        for (var digit = bits[3] >> 16 & 0xFF; digit > 0; digit--)
            denominator *= 10;
        return new Rational(value < 0 ? -whole : whole, denominator);
    }

    public static Rational Percent(long part, long whole) => new((Int128)part * 100, whole);

    /// <summary>To four decimals, half away from zero: 1 ÷ 3 is 0.3333, −1 ÷ 16 is −0.0625, 0.00005 is 0.0001.</summary>
    public decimal? Rounded()
    {
        if (Denominator == 0)
            return null;
        if (!IsSmall)
            return (decimal)RoundedUnits()!.Value / Scale;
        if (Denominator == 1)
            return (long)Numerator;
        var units = RoundedIn64Bits((long)Numerator, (long)Denominator);
        // Without zeros at its end, as a division leaves it.
        var (digits, decimals) = (Math.Abs(units), Decimals);
        for (; decimals > 0 && digits % 10 == 0; decimals--)
            digits /= 10;
        return new decimal((int)digits, (int)(digits >> 32), 0, units < 0, (byte)decimals);
    }

    /// <summary>The same in ten-thousandths: to compare with others, which decimals take several times as long for.</summary>
    public Int128? RoundedUnits()
    {
        if (Denominator == 0)
            return null;
        if (IsSmall)
            return RoundedIn64Bits((long)Numerator, (long)Denominator);
        var (quotient, rest) = Int128.DivRem(Numerator * Scale, Denominator);
        return Int128.Abs(rest) * 2 >= Int128.Abs(Denominator) ? quotient + Int128.Sign(Numerator) * Int128.Sign(Denominator) : quotient;
    }

    private static long RoundedIn64Bits(long numerator, long denominator)
    {
        if (denominator == 1)
            return numerator * Scale;
        var (quotient, rest) = Math.DivRem(Math.Abs(numerator) * Scale, denominator);
        if (rest * 2 >= denominator)
            quotient++;
        return numerator < 0 ? -quotient : quotient;
    }

    /// <summary>With all digits that a decimal has: what differences and quotients are made of.</summary>
    public decimal? Unrounded() => Denominator == 0 ? null : (decimal)Numerator / (decimal)Denominator;

    /// <summary>As <see cref="Rounded"/>, without the zeros at its end that a decimal remembers: 12.5, not 12.5000.</summary>
    public static decimal Round(decimal value) => decimal.Round(value, Decimals, MidpointRounding.AwayFromZero) / 1.000000000000000000000000000000000m;
}

using System.Numerics;
using KpiApi.Engine.Aggregation.Accumulators;

namespace KpiApi.Engine.Drivers;

/// <summary>A number without any rounding, so that contributions add up to the change to the last digit: weights are thirds and sevenths, which no decimal holds.</summary>
/// <param name="Denominator">Above 0.</param>
internal readonly record struct Fraction(BigInteger Numerator, BigInteger Denominator)
{
    private const int Scale = 10_000;

    public static readonly Fraction Zero = new(0, 1);

    /// <summary>"No data" is 0 here: who asks knows whether there is any.</summary>
    public static Fraction Of(Rational value) => value.Denominator == 0 ? Zero : Reduced((BigInteger)value.Numerator, (BigInteger)value.Denominator);

    public static Fraction Of(long whole) => new(whole, 1);

    public bool IsZero => Numerator.IsZero;

    public static Fraction operator +(Fraction a, Fraction b) => Reduced(a.Numerator * b.Denominator + b.Numerator * a.Denominator, a.Denominator * b.Denominator);

    public static Fraction operator -(Fraction a, Fraction b) => Reduced(a.Numerator * b.Denominator - b.Numerator * a.Denominator, a.Denominator * b.Denominator);

    public static Fraction operator *(Fraction a, Fraction b) => Reduced(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    public static Fraction operator /(Fraction a, Fraction b) => Reduced(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

    public Fraction Half => Reduced(Numerator, Denominator * 2);

    public Fraction Absolute => this with { Numerator = BigInteger.Abs(Numerator) };

    public int CompareTo(Fraction other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    /// <summary>As <see cref="Rational.Rounded"/>: to four decimals, half away from zero.</summary>
    public decimal Rounded()
    {
        var quotient = BigInteger.DivRem(Numerator * Scale, Denominator, out var rest);
        if (BigInteger.Abs(rest) * 2 >= Denominator)
            quotient += rest.Sign;
        return (decimal)quotient / Scale;
    }

    private static Fraction Reduced(BigInteger numerator, BigInteger denominator)
    {
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        return new(numerator / divisor, denominator / divisor);
    }
}

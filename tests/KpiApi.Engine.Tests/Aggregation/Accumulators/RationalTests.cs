using System.Globalization;
using KpiApi.Engine.Aggregation.Accumulators;

namespace KpiApi.Engine.Tests.Aggregation.Accumulators;

public class RationalTests
{
    [Theory]
    [InlineData(1, 3, 0.3333)]
    [InlineData(2, 3, 0.6667)]
    [InlineData(-1, 16, -0.0625)]
    [InlineData(5, 100_000, 0.0001)]
    [InlineData(-5, 100_000, -0.0001)]
    [InlineData(49, 1_000_000, 0)]
    [InlineData(0, 7, 0)]
    [InlineData(7, 7, 1)]
    public void Quotient_is_rounded_to_four_decimals_half_away_from_zero(long numerator, long denominator, double expected) =>
        Assert.Equal((decimal)expected, new Rational(numerator, denominator).Rounded());

    [Fact]
    public void Quotient_of_a_sum_beyond_64_bits_is_exact() =>
        Assert.Equal(9_223_372_036_854_775_807m, new Rational((Int128)long.MaxValue * 1_000_000, 1_000_000).Rounded());

    /// <summary>The same quotient of numbers that 64 bits do not hold, to the last zero.</summary>
    [Fact]
    public void Quotient_of_small_numbers_is_that_of_large_ones()
    {
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            var (numerator, denominator) = (random.NextInt64(-1L << random.Next(1, 62), 1L << random.Next(1, 62)), random.NextInt64(1, 1L << random.Next(1, 62)));
            if (i % 2 == 0)
                numerator = random.Next(-9, 9) * (denominator / random.Next(1, 20));
            var large = new Rational((Int128)numerator << 48, (Int128)denominator << 48);
            Assert.Equal(Text(large), Text(new Rational(numerator, denominator)));
            Assert.Equal(large.RoundedUnits(), new Rational(numerator, denominator).RoundedUnits());
            Assert.Equal(large.Rounded() * 10_000, (decimal)large.RoundedUnits()!.Value);
        }

        static string Text(Rational value) => value.Rounded()!.Value.ToString(CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Quotient_by_0_is_null() => Assert.Equal((null, null, null), (new Rational(5, 0).Rounded(), new Rational(5, 0).Unrounded(), new Rational(5, 0).RoundedUnits()));

    [Theory]
    [InlineData("0")]
    [InlineData("12.5000")]
    [InlineData("-0.00005")]
    [InlineData("0.3333333333333333333333333333")]
    [InlineData("-79228162514264.337593543950335")]
    public void Decimal_comes_back_with_all_its_digits_and_is_rounded_as_decimals_are(string text)
    {
        var value = decimal.Parse(text, CultureInfo.InvariantCulture);
        Assert.Equal((value, Rational.Round(value)), (Rational.Of(value).Unrounded(), Rational.Of(value).Rounded()));
    }
}

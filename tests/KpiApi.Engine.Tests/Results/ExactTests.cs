using KpiApi.Engine.Results;

namespace KpiApi.Engine.Tests.Results;

public class ExactTests
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
        Assert.Equal((decimal)expected, Exact.Quotient(numerator, denominator));

    [Fact]
    public void Quotient_of_a_sum_beyond_64_bits_is_exact() =>
        Assert.Equal(9_223_372_036_854_775_807m, Exact.Quotient((Int128)long.MaxValue * 1_000_000, 1_000_000));

    [Fact]
    public void Quotient_by_0_is_null() => Assert.Null(Exact.QuotientOrNull(5, 0));
}

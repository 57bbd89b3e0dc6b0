using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Tests.Results;

public sealed class ConfidenceTests
{
    /// <summary>Variance 1 around any mean: 1.96 · 1 ÷ √3 on both sides.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1_000_000)]
    [InlineData(3_155_760_000_000)]
    public void Mean_of_large_numbers_that_differ_little_has_the_interval_of_small_ones(long least)
    {
        Int128 sum = 0;
        UInt128 squares = 0;
        foreach (var number in (long[])[least, least + 1, least + 2])
            (sum, squares) = (sum + number, squares + (UInt128)number * (UInt128)number);
        var confidence = Confidence.OfMean(new Moments(sum, squares, 3, 1))!.Value;
        Assert.Equal((-0.13m, 2.13m), (Math.Round(confidence.Low - least, 2), Math.Round(confidence.High - least, 2)));
    }

    [Fact]
    public void Equal_numbers_have_an_interval_of_no_width() =>
        Assert.Equal(new Confidence(5m, 5m), Confidence.OfMean(new Moments(15_000, 75_000_000, 3, 1000)));

    [Fact]
    public void One_number_has_none() => Assert.Null(Confidence.OfMean(new Moments(5, 25, 1, 1)));
}

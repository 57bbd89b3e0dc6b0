using KpiApi.Engine.Drivers;

namespace KpiApi.Engine.Tests.Drivers;

public class DecompositionTests
{
    /// <summary>To the last digit: thirds and sevenths are no decimals.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Contributions_add_up_to_the_change_exactly(int seed)
    {
        var random = new Random(seed);
        for (var n = 0; n < 200; n++)
        {
            (Part Now, Part Before)[] values = [.. Enumerable.Range(0, random.Next(2, 40)).Select(_ => (RandomPart(random), RandomPart(random)))];
            values[0] = (Weighted(1, 3), Weighted(2, 7));
            var total = values.Aggregate((a, b) => (a.Now + b.Now, a.Before + b.Before));
            var sum = values.Aggregate(Fraction.Zero, (all, value) => all + Decomposition.Of(value, total).Contribution);
            Assert.Equal(total.Now.Mean - total.Before.Mean, sum);
        }
    }

    [Fact]
    public void Values_told_as_one_contribute_the_sum_of_theirs()
    {
        var random = new Random(4);
        (Part Now, Part Before)[] values = [.. Enumerable.Range(0, 9).Select(_ => (Weighted(random.Next(100), random.Next(1, 9)), Weighted(random.Next(100), random.Next(1, 9))))];
        var total = values.Aggregate((a, b) => (a.Now + b.Now, a.Before + b.Before));
        var rest = values.Skip(2).Aggregate((a, b) => (a.Now + b.Now, a.Before + b.Before));
        Assert.Equal(values.Skip(2).Aggregate(Fraction.Zero, (all, value) => all + Decomposition.Of(value, total).Contribution), Decomposition.Of(rest, total).Contribution);
    }

    [Theory]
    [InlineData(1, 3, "0.3333")]
    [InlineData(-1, 16, "-0.0625")]
    [InlineData(1, 20_000, "0.0001")]
    [InlineData(-1, 20_000, "-0.0001")]
    [InlineData(5, -2, "-2.5")]
    public void Fraction_rounds_half_away_from_zero(int numerator, int denominator, string rounded) =>
        Assert.Equal(rounded, (Fraction.Of(numerator) / Fraction.Of(denominator)).Rounded().ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Some have no weight, as an agent without a shift.</summary>
    private static Part RandomPart(Random random) => Weighted(random.Next(1_000), random.Next(3) == 0 ? 0 : random.Next(1, 100));

    private static Part Weighted(long sum, long weight) => new(Fraction.Of(sum), Fraction.Of(weight), weight);
}

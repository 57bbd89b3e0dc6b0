using KpiApi.Engine.Aggregation.Quantiles;

namespace KpiApi.Engine.Tests.Aggregation.Quantiles;

public class OrderStatisticsTests
{
    [Fact]
    public void Select_puts_every_rank_where_a_sort_does()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var values = new long[random.Next(1, 400)];
            var spread = random.Next(1, 3) == 1 ? 5 : int.MaxValue;
            for (var i = 0; i < values.Length; i++)
                values[i] = random.Next(-spread, spread);
            Check(values, random.Next(values.Length), $"seed {seed}");
        }
    }

    [Fact]
    public void Select_of_numbers_in_order_backwards_or_all_equal_works_too()
    {
        foreach (var rank in new[] { 0, 1, 500, 998, 999 })
        {
            Check([.. Enumerable.Range(0, 1000).Select(i => (long)i)], rank, "in order");
            Check([.. Enumerable.Range(0, 1000).Select(i => -(long)i)], rank, "backwards");
            Check([.. Enumerable.Repeat(7L, 1000)], rank, "all equal");
            Check([.. Enumerable.Range(0, 1000).Select(i => (long)Math.Min(i, 1000 - i))], rank, "up and down");
        }
    }

    private static void Check(long[] values, int rank, string about)
    {
        var sorted = values.Order().ToArray();
        OrderStatistics.Select(values, rank);
        Assert.True(sorted[rank] == values[rank], about);
        Assert.True(values[..rank].All(v => v <= values[rank]) && values[rank..].All(v => v >= values[rank]), about);
        Assert.Equal(sorted[rank], OrderStatistics.Min(values.AsSpan(rank)));
    }
}

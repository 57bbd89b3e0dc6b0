using KpiApi.Engine.Aggregation.Grouping;

namespace KpiApi.Engine.Tests.Aggregation.Grouping;

public class CellIdsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(1 << 16)]
    [InlineData((1 << 16) + 1)]
    [InlineData(1 << 30)]
    public void Cells_are_numbered_in_the_order_in_which_they_appear(int space)
    {
        using var ids = new CellIds(space);
        var (random, known) = (new Random(space), new Dictionary<int, int>());
        for (var batch = 0; batch < 5; batch++)
        {
            int[] cells = [.. Enumerable.Range(0, 5_000).Select(_ => random.Next(Math.Min(space, random.Next(2) == 0 ? 300 : int.MaxValue)))];
            int[] expected = [.. cells.Select(cell => known.TryGetValue(cell, out var number) ? number : known[cell] = known.Count)];
            ids.Number(cells);
            Assert.Equal(expected, cells);
        }

        Assert.Equal(known.Keys, Enumerable.Range(0, ids.Count).Select(ids.Cell));
    }
}

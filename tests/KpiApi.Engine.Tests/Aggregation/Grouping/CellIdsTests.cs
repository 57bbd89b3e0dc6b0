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
        using var ids = new CellIds(space, rows: 7);
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

    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(1, 2, true)]
    [InlineData(1000, 2_000, true)]
    [InlineData(1000, 1_999, false)]
    [InlineData((1 << 16) + 1, long.MaxValue, false)]
    public void Cells_of_which_each_may_have_several_rows_are_their_own_numbers(int space, long rows, bool areOwn)
    {
        using var ids = new CellIds(space, rows);
        int[] cells = [space - 1];
        ids.Number(cells);
        Assert.Equal((areOwn, areOwn ? space : 1, areOwn ? space - 1 : 0), (ids.AreInOrder, ids.Count, cells[0]));
        Assert.Equal(space - 1, ids.Cell(cells[0]));
    }
}

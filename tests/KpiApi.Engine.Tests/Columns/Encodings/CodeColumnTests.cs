using KpiApi.Engine.Columns.Encodings;

namespace KpiApi.Engine.Tests.Columns.Encodings;

public class CodeColumnTests
{
    public static readonly TheoryData<int[], int> Columns = new()
    {
        { [], 0 },
        { [0], 0 },
        { [7, 7, 7], 0 },
        { [0, 1], 2 },
        { [255, 0], 2 },
        { [256, 0], 4 },
        { [65_535, 1], 4 },
        { [65_536, 1], 8 },
        { [int.MaxValue, 0], 8 },
    };

    [Theory]
    [MemberData(nameof(Columns))]
    public void Column_gives_back_what_was_stored_in_as_few_bytes_as_it_needs(int[] codes, int bytes)
    {
        var column = CodeColumn.Encode(codes);
        var decoded = new int[codes.Length + 1];
        decoded[^1] = 42;
        column.Decode(decoded);
        Assert.Equal([.. codes, 42], decoded);
        Assert.Equal((codes.Length, bytes), (column.Length, column.SizeBytes));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(5_000, 1)]
    [InlineData(5_000, 3)]
    [InlineData(5_000, 200)]
    [InlineData(65_536, 256)]
    [InlineData(65_536, 60_000)]
    [InlineData(65_537, 200)]
    [InlineData(40_000, 1_000_000)]
    public void Rows_of_a_code_are_the_same_however_often_they_are_looked_up(int rows, int codes)
    {
        var random = new Random(7);
        var column = CodeColumn.Encode([.. Enumerable.Range(0, rows).Select(_ => random.Next(codes))]);
        var (all, bytes) = (new int[rows], column.SizeBytes);
        column.Decode(all);
        foreach (var code in Enumerable.Range(0, 40).Select(_ => random.Next(codes)))
        {
            var passes = new bool[code + 1];
            passes[code] = true;
            var found = new int[rows];
            var count = column.Lookup(new CodeSet(passes), found);
            Assert.Equal(Enumerable.Range(0, rows).Where(row => all[row] == code), found.Take(count));
        }
        Assert.Equal(bytes + (codes >= 200 && rows is > 1 and <= 65_536 ? 2 * rows : 0), column.SizeBytes);
        Assert.Equal(0, column.Lookup(new CodeSet([.. new bool[codes], true]), all));
    }

    [Fact]
    public void Lookup_of_several_codes_or_none_is_as_good_as_a_search()
    {
        var column = CodeColumn.Encode([.. Enumerable.Range(0, 1000).Select(row => row % 100)]);
        for (var i = 0; i < 20; i++)
        {
            var rows = new int[1000];
            Assert.Equal(0, column.Lookup(new CodeSet(new bool[100]), rows));
            Assert.Equal(0, column.Lookup(new CodeSet([]), rows));
            var one = new bool[100];
            one[99] = true;
            Assert.Equal(10, column.Lookup(new CodeSet(one), rows));
            one[3] = true;
            Assert.Equal(20, column.Lookup(new CodeSet(one), rows));
            Assert.Equal([3, 99, 103], rows[..3]);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(200)]
    [InlineData(256)]
    [InlineData(300)]
    [InlineData(65_000)]
    [InlineData(100_000)]
    public void Rows_that_pass_are_those_of_a_search_row_by_row(int codes)
    {
        var random = new Random(codes);
        foreach (var rows in (int[])[0, 1, 63, 64, 65, 128, 1_000, 16_384])
        {
            int[] all = [.. Enumerable.Range(0, rows).Select(_ => random.Next(codes))];
            var column = CodeColumn.Encode(all);
            foreach (var known in (int[])[0, 1, codes / 2, codes])
            {
                foreach (var without in (int[])[0, 1, 2, 4, 5, known / 2, known])
                {
                    var passes = Enumerable.Range(0, known).Select(_ => true).ToArray();
                    for (var i = 0; i < Math.Min(without, known); i++)
                        passes[rows > 0 && random.Next(2) == 0 ? Math.Min(all[random.Next(rows)], known - 1) : random.Next(known)] = false;
                    Check(column, all, passes);
                    Check(column, all, Array.ConvertAll(passes, passed => !passed));
                }
            }
        }
    }

    private static void Check(CodeColumn column, int[] codes, bool[] passes)
    {
        var found = new int[codes.Length];
        var count = column.Select(new CodeSet(passes), found);
        Assert.Equal(Enumerable.Range(0, codes.Length).Where(row => codes[row] < passes.Length && passes[codes[row]]), found.Take(count));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(40, 1)]
    [InlineData(40, 9)]
    [InlineData(300, 2)]
    [InlineData(300, 900)]
    public void First_row_not_below_a_code_is_that_of_a_search_row_by_row(int rows, int upTo)
    {
        var random = new Random(41);
        int[] codes = [.. Enumerable.Range(0, rows).Select(_ => random.Next(upTo + 1)).Order()];
        var column = CodeColumn.Encode(codes);
        for (var from = 0; from <= rows; from++)
        {
            for (var code = 0; code <= upTo + 1; code++)
            {
                var first = Array.FindIndex(codes, from, c => c >= code);
                Assert.Equal(first < 0 ? rows : first, column.LowerBound(code, from));
            }
        }
    }
}

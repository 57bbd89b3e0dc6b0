using KpiApi.Engine.Columns;

namespace KpiApi.Engine.Tests.Columns;

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

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
}

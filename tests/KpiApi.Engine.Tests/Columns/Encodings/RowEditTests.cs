using KpiApi.Engine.Columns.Encodings;

namespace KpiApi.Engine.Tests.Columns.Encodings;

public class RowEditTests
{
    /// <summary>Rows 0 and 1 are of owner 0, row 2 of owner 2, rows 3 to 5 of owner 3.</summary>
    private static readonly CodeColumn s_owners = CodeColumn.Encode([0, 0, 2, 3, 3, 3]);

    [Theory]
    [InlineData(new int[0], "abcdef", true)]
    [InlineData(new[] { 2, 1 }, "abAdef", true)]
    [InlineData(new[] { 0, 0 }, "cdef", false)]
    [InlineData(new[] { 1, 2 }, "abABcdef", false)]
    [InlineData(new[] { 0, 1, 3, 2 }, "AcBC", false)]
    [InlineData(new[] { 4, 1, 5, 0, 6, 1 }, "abcdefAB", false)]
    [InlineData(new[] { 1, 0, 4, 0 }, "abcdef", true)]
    [InlineData(new[] { 0, 0, 2, 0, 3, 0 }, "", false)]
    public void Rows_written_anew_stand_where_their_owners_are(int[] ownersAndRows, string rows, bool keepsPlaces)
    {
        var edit = new RowEdit(s_owners, [.. ownersAndRows.Chunk(2).Select(c => c[0])], [.. ownersAndRows.Chunk(2).Select(c => c[1])]);
        var composed = new char[edit.NewRows];
        edit.Compose("abcdef", "ABCDEF".AsSpan(0, edit.FreshRows), composed);
        Assert.Equal((rows, keepsPlaces), (new string(composed), edit.KeepsPlaces));
    }
}

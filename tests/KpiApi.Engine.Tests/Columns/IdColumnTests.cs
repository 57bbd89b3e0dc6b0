using KpiApi.Engine.Columns;
using KpiApi.Engine.Facts;

namespace KpiApi.Engine.Tests.Columns;

public class IdColumnTests
{
    [Fact]
    public void Column_gives_back_ids_of_any_letters()
    {
        var column = IdColumn.Empty.Append(["T-1", "", "Zoë"]).Append(["李", "🎫", "T-1"]);
        Assert.Equal(["T-1", "", "Zoë", "李", "🎫", "T-1"], Enumerable.Range(0, column.Length).Select(i => column[i]));
        Assert.Equal(3 + 0 + 4 + 3 + 4 + 3 + 6 * 4, column.SizeBytes);
    }

    [Fact]
    public void Column_appended_to_stays_as_it_was()
    {
        var first = IdColumn.Empty.Append(["a"]);
        _ = first.Append(["b"]);
        Assert.Equal((1, "a"), (first.Length, first[0]));
        Assert.Same(first, first.Append([]));
    }

    [Theory]
    [InlineData(OwnerKind.Ticket, "7")]
    [InlineData(OwnerKind.Survey, "7")]
    [InlineData(OwnerKind.Survey, "t7")]
    [InlineData(OwnerKind.Ticket, "")]
    public void Key_as_text_is_read_back(OwnerKind kind, string id) =>
        Assert.Equal(new OwnerKey(kind, id), OwnerIndex.ParseKey(OwnerIndex.KeyText(new OwnerKey(kind, id))));
}

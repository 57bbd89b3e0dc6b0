using System.Text;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Tests.Columns.Encodings;

public class IdColumnTests
{
    [Fact]
    public void Column_gives_back_ids_of_any_letters()
    {
        var column = IdColumn.Empty.Append(Column("T-1", "", "Zoë")).Append(Column("李", "🎫", "T-1"));
        Assert.Equal(["T-1", "", "Zoë", "李", "🎫", "T-1"], Enumerable.Range(0, column.Length).Select(i => column[i]));
        Assert.Equal(3 + 0 + 4 + 3 + 4 + 3 + 6 * 4, column.SizeBytes);
    }

    [Fact]
    public void Column_appended_to_stays_as_it_was()
    {
        var first = IdColumn.Empty.Append(Column("a"));
        _ = first.Append(Column("b"));
        Assert.Equal((1, "a"), (first.Length, first[0]));
        Assert.Same(first, first.Append(Column()));
    }

    [Theory]
    [InlineData(OwnerKind.Ticket, "7")]
    [InlineData(OwnerKind.Survey, "7")]
    [InlineData(OwnerKind.Survey, "t7")]
    [InlineData(OwnerKind.Ticket, "")]
    [InlineData(OwnerKind.Account, "longer than the room given, with a é")]
    public void Key_as_text_is_read_back(OwnerKind kind, string id) =>
        Assert.Equal(new OwnerKey(kind, id), OwnerIndex.ParseKey(Encoding.UTF8.GetString(OwnerIndex.KeyUtf8(new OwnerKey(kind, id), new byte[8]))));

    internal static IdColumn Column(params string[] ids)
    {
        var builder = new IdColumn.Builder(ids.Length);
        foreach (var id in ids)
            builder.Add(id);
        return builder.Build();
    }
}

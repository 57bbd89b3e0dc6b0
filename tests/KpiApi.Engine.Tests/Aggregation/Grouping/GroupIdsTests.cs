using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Tests.Aggregation.Grouping;

public class GroupIdsTests
{
    [Fact]
    public void Keys_that_are_few_are_their_own_numbers()
    {
        var ids = new GroupIds(Keys(9), 24, null);
        Assert.True(ids.AreShared);
        Assert.Equal((10, 7, 7UL), (ids.Count, ids.Number(7), ids.Key(7)));
    }

    [Fact]
    public void Keys_that_are_many_are_numbered_as_they_are_met()
    {
        var ids = new GroupIds(Keys(9), GroupIds.DenseCells, null);
        Assert.False(ids.AreShared);
        Assert.Equal((0, 1, 0), (ids.Number(7), ids.Number(3), ids.Number(7)));
        Assert.Equal((2, 3UL), (ids.Count, ids.Key(1)));
    }

    [Fact]
    public void Keys_not_kept_are_the_last_group()
    {
        var ids = new GroupIds(Keys(9), 1, [4, 2]);
        Assert.True(ids.AreShared);
        Assert.Equal((3, 4UL, 2UL, ulong.MaxValue), (ids.Count, ids.Key(0), ids.Key(1), ids.Key(2)));
    }

    [Fact]
    public void Keys_of_three_dimensions_give_their_names_back()
    {
        var names = new NameDictionaryBuilders();
        names[DictionaryId.Agent].Add("ann");
        names[DictionaryId.Team].Add("one");
        names[DictionaryId.Team].Add("two");
        names[DictionaryId.Channel].Add("email");
        var keys = new GroupKeys([Dimension.Agent, Dimension.Team, Dimension.Channel], names.ToImmutable());
        Assert.Equal(12UL, keys.Count);
        Assert.Equal([6, 2, 1], keys.Strides);
        Assert.Equal("//", string.Join('/', keys.Names(0)));
        Assert.Equal("ann/two/", string.Join('/', keys.Names(10)));
        Assert.Equal("ann/two/email", string.Join('/', keys.Names(11)));
    }

    private static GroupKeys Keys(int count)
    {
        var names = new NameDictionaryBuilders();
        for (var i = 0; i < count; i++)
            names[DictionaryId.Agent].Add($"a{i}");
        return new GroupKeys([Dimension.Agent], names.ToImmutable());
    }
}

using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Tests.Results;

/// <summary>The first groups by name, as a heap finds them when they are few and as sorting does when they are many.</summary>
public class GroupOrderTests
{
    private const int Groups = 400;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void First_groups_are_those_of_sorting_all_by_their_names_however_few_are_asked_for(int seed)
    {
        var random = new Random(seed);
        var keys = new GroupKeys([Dimension.Status, Dimension.Agent], Names(random));
        List<ulong> groups = [.. Enumerable.Range(0, (int)keys.Count).Select(key => (ulong)key)];
        var all = groups.OrderBy(_ => random.Next()).Take(Groups - 1).Append(GroupIds.OtherKey).OrderBy(_ => random.Next()).ToList();
        ulong[] sorted = [.. all
            .OrderBy(key => key == GroupIds.OtherKey)
            .ThenBy(key => Place(keys, key))
            .ThenBy(key => Agent(keys, key) is null)
            .ThenBy(key => Agent(keys, key), StringComparer.Ordinal)];
        var order = new GroupOrder(Query, keys, CancellationToken.None);
        // A heap below one in eight, and sorting from there on.
        foreach (var count in (int[])[0, 1, 2, 7, 49, 50, 51, 399, 400, 401, int.MaxValue])
            Assert.Equal(sorted.Take(count), order.First(all, count));
    }

    /// <summary>A few names are sorted by themselves, many of all with all of them, and then the few are found sorted.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void Few_groups_are_in_the_order_of_their_names_before_and_after_all_names_were_sorted(int seed)
    {
        var random = new Random(seed);
        var names = Names(random);
        var keys = new GroupKeys([Dimension.Status, Dimension.Agent], names);
        List<ulong> all = [.. Enumerable.Range(0, (int)keys.Count).Select(key => (ulong)key).OrderBy(_ => random.Next())];
        var few = all.Take(20).ToList();
        ulong[] sorted = [.. few.OrderBy(key => Place(keys, key)).ThenBy(key => Agent(keys, key) is null).ThenBy(key => Agent(keys, key), StringComparer.Ordinal)];
        var order = new GroupOrder(Query, keys, CancellationToken.None);
        Assert.Equal(sorted, order.First(few, few.Count));
        Assert.Null(names[DictionaryId.Agent].Places);
        order.First(all, all.Count);
        Assert.NotNull(names[DictionaryId.Agent].Places);
        Assert.Null(names[DictionaryId.Status].Places);
        Assert.Equal(sorted, order.First(few, few.Count));
    }

    [Fact]
    public void First_groups_of_none_are_none() => Assert.Empty(new GroupOrder(Query, new GroupKeys([Dimension.Status, Dimension.Agent], Names(new Random(1))), CancellationToken.None).First([], 5));

    private static KpiQuery Query
    {
        get
        {
            var desk = new Desk();
            var (query, errors) = QueryParser.Parse(Desk.Request("metrics=open_tickets&period=last_7_days&groupBy=status,agent"), desk.Snapshot, desk.Defaults);
            Assert.Empty(errors);
            return query!;
        }
    }

    /// <summary>Codes in no order of the names; upper case is before lower case.</summary>
    private static NameDictionaries Names(Random random)
    {
        var names = new NameDictionaryBuilders();
        foreach (var n in Enumerable.Range(0, 200).OrderBy(_ => random.Next()))
            names[DictionaryId.Agent].Add(n % 2 == 0 ? $"agent {n}" : $"Agent {n}");
        return names.ToImmutable();
    }

    /// <summary>Statuses in the order of a ticket's life, no value last.</summary>
    private static int Place(GroupKeys keys, ulong key) =>
        key == GroupIds.OtherKey || keys.Name(key, 0) is not { } name ? int.MaxValue : StatusNames.All.ToList().IndexOf(name);

    private static string? Agent(GroupKeys keys, ulong key) => key == GroupIds.OtherKey ? null : keys.Name(key, 1);
}

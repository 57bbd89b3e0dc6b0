using KpiApi.Engine.DrillDown;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Tests.Execution;

/// <summary>A query that nobody waits for any more is seen to be one inside of a chunk, too, and after the last.</summary>
public class CancellationTests(MergeTests.Facts facts) : IClassFixture<MergeTests.Facts>
{
    private static readonly CancellationToken s_cancelled = new(canceled: true);

    [Theory]
    [InlineData("metrics=tickets_created")]
    [InlineData("metrics=resolution_time:p90&groupBy=account")]
    [InlineData("metrics=open_tickets&interval=day")]
    [InlineData("metrics=open_tickets&groupBy=age")]
    public void Chunk_is_not_read_to_its_end(string query)
    {
        var parsed = Parse(query);
        var plan = QueryPlanner.Plan(parsed, facts.Snapshot);
        var worker = TestWorkers.New(plan, facts.Snapshot, s_cancelled);
        Assert.ThrowsAny<OperationCanceledException>(() => TestWorkers.Read(worker, plan, facts.Snapshot, 0));
    }

    [Fact]
    public void Workers_are_not_merged()
    {
        var plan = QueryPlanner.Plan(Parse("metrics=tickets_created&groupBy=account"), facts.Snapshot);
        var (first, second) = (TestWorkers.New(plan, facts.Snapshot, s_cancelled), TestWorkers.New(plan, facts.Snapshot));
        TestWorkers.Read(second, plan, facts.Snapshot, 0);
        Assert.ThrowsAny<OperationCanceledException>(() => first.Aggregation.Merge(second.Aggregation));
    }

    [Theory]
    [InlineData("metrics=tickets_created&groupBy=account")]
    [InlineData("metrics=tickets_created&groupBy=account,agent&orderBy=-tickets_created")]
    public void Rows_are_not_made(string query)
    {
        var plan = QueryPlanner.Plan(Parse(query), facts.Snapshot);
        using var workers = new TestWorkers(plan, facts.Snapshot, 1);
        var builder = new ResultBuilder(new(workers.Aggregate(), null), s_cancelled);
        Assert.ThrowsAny<OperationCanceledException>(() => builder.Build(facts.Snapshot));
    }

    [Fact]
    public void Rows_are_not_sorted()
    {
        var plan = QueryPlanner.Plan(Parse("metrics=tickets_created&groupBy=account,agent"), facts.Snapshot);
        var groups = Enumerable.Range(0, 10_000).Select(n => (ulong)(n * 7919 % 10_000)).ToList();
        var cancelled = Assert.ThrowsAny<OperationCanceledException>(() => new RowOrder(plan.Query, plan.Layout.Keys, groups, 1, s_cancelled).First(groups.Count, (_, _, _) => null));
        Assert.Equal(s_cancelled, cancelled.CancellationToken);
    }

    [Fact]
    public void Lists_and_menus_are_not_read()
    {
        Assert.ThrowsAny<OperationCanceledException>(() => RecordReader.Read(new(Parse("metrics=tickets_created")), facts.Snapshot, null, 10, s_cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => TicketList.Read(facts.Snapshot, new(TicketState.All, [], TicketOrder.CreatedAt, false, 10, null), s_cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => DimensionValues.Of(facts.Snapshot, Dimension.Account, s_cancelled));
    }

    private KpiQuery Parse(string query)
    {
        var (parsed, errors) = QueryParser.Parse(Desk.Request($"{query}&{ManyFacts.Month}"), facts.Snapshot, new Desk().Defaults);
        Assert.Empty(errors);
        return parsed!;
    }
}

using KpiApi.Engine.Execution;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Records;
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
        using var worker = new Worker(QueryPlanner.Plan(parsed, facts.Snapshot), null, facts.Snapshot.LargestTable, s_cancelled);
        Assert.ThrowsAny<OperationCanceledException>(() => worker.Read(facts.Snapshot.Chunks[0], 0));
    }

    [Fact]
    public void Workers_are_not_merged()
    {
        var plan = QueryPlanner.Plan(Parse("metrics=tickets_created&groupBy=account"), facts.Snapshot);
        using var first = new Worker(plan, null, facts.Snapshot.LargestTable, s_cancelled);
        using var second = new Worker(plan, null, facts.Snapshot.LargestTable);
        second.Read(facts.Snapshot.Chunks[0], 0);
        Assert.ThrowsAny<OperationCanceledException>(() => first.Merge(second));
    }

    [Theory]
    [InlineData("metrics=tickets_created&groupBy=account")]
    [InlineData("metrics=tickets_created&groupBy=account,agent&orderBy=-tickets_created")]
    public void Rows_are_not_made(string query)
    {
        var plan = QueryPlanner.Plan(Parse(query), facts.Snapshot);
        using var worker = new Worker(plan, null, facts.Snapshot.LargestTable);
        worker.Read(facts.Snapshot.Chunks[0], 0);
        var builder = new ResultBuilder(new Counted(plan, worker.Groups, worker.Aggregates, null), null, s_cancelled);
        Assert.ThrowsAny<OperationCanceledException>(() => builder.Build(facts.Snapshot));
    }

    [Fact]
    public void Rows_are_not_sorted()
    {
        var plan = QueryPlanner.Plan(Parse("metrics=tickets_created&groupBy=account,agent"), facts.Snapshot);
        var rows = Enumerable.Range(0, 10_000).Select(n => new RowRef((ulong)(n * 7919 % 10_000), null, 0, false, [])).ToList();
        var cancelled = Assert.ThrowsAny<OperationCanceledException>(() => new RowOrder(plan.Query, plan.Keys, s_cancelled).First(rows, rows.Count));
        Assert.Equal(s_cancelled, cancelled.CancellationToken);
    }

    [Fact]
    public void Lists_and_menus_are_not_read()
    {
        Assert.ThrowsAny<OperationCanceledException>(() => RecordReader.Read(Parse("metrics=tickets_created"), facts.Snapshot, null, 10, s_cancelled));
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

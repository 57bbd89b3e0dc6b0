using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Tests.Execution;

public class MergeTests(MergeTests.Facts facts) : IClassFixture<MergeTests.Facts>
{
    /// <summary>Enough chunks that a second worker is started.</summary>
    public sealed class Facts
    {
        public FactSnapshot Snapshot { get; } = ManyFacts.Publish(ManyFacts.Tickets(8 * FactChunk.Capacity + 1));
    }

    public static TheoryData<string> Queries => [.. ManyFacts.Queries.Where(q => !q.Contains("others", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Queries))]
    public void Two_workers_merged_equal_one_that_read_all(string query)
    {
        var parsed = Parse(query);
        Assert.Equal(Count(parsed, 1), Count(parsed, 2));
        Assert.Equal(Count(parsed, 1), Count(parsed, 3));
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public void Pool_of_workers_equals_one_that_read_all(string query)
    {
        var parsed = Parse(query);
        Assert.Equal(Count(parsed, 1), ResultText.Of(Executors.Fast.Execute(parsed, facts.Snapshot).Result!));
    }

    [Fact]
    public void Groups_too_many_to_number_by_key_equal_the_same_asked_one_by_one()
    {
        // 31 agents × 21 reasons × 501 accounts × 1 bucket are 326,151 cells, with 2 buckets more than an array may have.
        var query = "metrics=tickets_created,resolution_time:median,tickets_handled&from=2026-03-01&to=2026-05-01&interval=month&channel=chat";
        var rows = new Desk().Ask($"{query}&groupBy=agent,reason,account&limit=20", facts.Snapshot).Rows;
        foreach (var row in rows)
        {
            var alone = new Desk().Ask($"{query}&agent={row.Keys[0]}&reason={row.Keys[1]}&account={row.Keys[2]}", facts.Snapshot).Rows[row.Bucket];
            Assert.Equal(alone.Values, row.Values);
        }
    }

    [Fact]
    public void Groups_numbered_as_met_are_merged_by_their_keys()
    {
        var parsed = Parse("metrics=tickets_created,tickets_handled&from=2026-03-01&to=2026-05-01&interval=month&channel=chat"
            + "&groupBy=agent,reason,account&limit=1000");
        Assert.Equal(Count(parsed, 1), Count(parsed, 2));
    }

    [Fact]
    public void Groups_times_buckets_beyond_all_use_are_an_error()
    {
        var parsed = Parse($"metrics=tickets_created&{ManyFacts.Month}&interval=hour&groupBy=agent,reason,account");
        var (result, problems) = Executors.Fast.Execute(parsed, facts.Snapshot);
        Assert.Null(result);
        Assert.Equal(("too_many_rows", "groupBy"), (problems.Single().Code, problems.Single().Parameter));
    }

    [Fact]
    public void Query_cancelled_stops_and_the_next_one_is_right()
    {
        var parsed = Parse(ManyFacts.Queries[0]);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Executors.Fast.Execute(parsed, facts.Snapshot, cancelled.Token));
        Assert.Equal(Count(parsed, 1), ResultText.Of(Executors.Fast.Execute(parsed, facts.Snapshot).Result!));
    }

    private KpiQuery Parse(string query)
    {
        var (parsed, errors) = QueryParser.Parse(Desk.Request(query), facts.Snapshot, new Desk().Defaults);
        Assert.Empty(errors);
        return parsed!;
    }

    /// <summary>Chunks dealt out to workers in turn, who are then merged.</summary>
    private string Count(KpiQuery query, int workers)
    {
        var plan = QueryPlanner.Plan(query, facts.Snapshot);
        using var all = new TestWorkers(plan, facts.Snapshot, workers);
        return ResultText.Of(new ResultBuilder(new(all.Aggregate(), null)).Build(facts.Snapshot));
    }
}

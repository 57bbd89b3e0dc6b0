using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Execution.Partials;
using KpiApi.Engine.Execution.Scheduling;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Tests.Execution;

/// <summary>Helpers may come and go at any moment; the answer is the same.</summary>
public class WorkerPoolTests(MergeTests.Facts facts) : IClassFixture<MergeTests.Facts>
{
    private const string Query = "metrics=tickets_created,tickets_resolved,open_tickets,resolution_time:p90,csat,reopens&groupBy=channel&interval=week&" + ManyFacts.Month;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void What_a_helper_leaves_undone_is_done_by_others(int looks)
    {
        var (query, _) = QueryParser.Parse(Desk.Request(Query), facts.Snapshot, new Desk().Defaults);
        var expected = ResultText.Of(Executors.Plain.Execute(query!, facts.Snapshot).Result!);
        var helpers = new RestlessHelpers(looks);
        var plain = Executors.Plain.Prepare(query!, facts.Snapshot).Execute(helpers, CancellationToken.None).Result!;
        Assert.Equal(expected, ResultText.Of(plain));
        Assert.True(helpers.Started > 1);
    }

    /// <summary>The answer is known with the first chunk; the others are not counted, and nothing of them is kept.</summary>
    [Fact]
    public void Query_with_too_many_groups_ends_with_the_chunk_that_shows_it()
    {
        var snapshot = ManyFacts.Publish(ManyFacts.Tickets(3 * FactChunk.Capacity));
        var (query, _) = QueryParser.Parse(Desk.Request("metrics=tickets_created&groupBy=account&period=all"), snapshot, new Desk().Defaults with { MaxValues = 100 });
        var executor = new QueryExecutor();
        var (result, errors) = executor.Prepare(query!, snapshot).Execute(new NoHelpers(), CancellationToken.None);
        Assert.Null(result);
        Assert.Equal("query_too_costly", Assert.Single(errors).Code);
        var step = QueryPlanner.Plan(query!, snapshot).Steps[0];
        Assert.False(executor.Cache.TryGet(new PartialKey(step.Fingerprint, ChunkRange.Of(1)), snapshot.Chunks.AsSpan(1, 1), out _));
    }

    private sealed class NoHelpers : Helpers
    {
        public override int Most => 0;

        public override bool MustYield => false;

        public override Task? TryStart(Action help) => null;
    }

    /// <summary>Wanted elsewhere at every so many-th look.</summary>
    private sealed class RestlessHelpers(int looks) : Helpers
    {
        private int _looks;
        private int _started;

        public int Started => _started;

        public override int Most => 2;

        public override bool MustYield => looks == 0 || Interlocked.Increment(ref _looks) % looks == 0;

        public override Task TryStart(Action help)
        {
            var helping = Task.Run(help);
            // The first leaves before anything else is done, or on a busy machine the query could be over without a second start.
            if (Interlocked.Increment(ref _started) == 1)
                helping.Wait();
            return helping;
        }
    }
}

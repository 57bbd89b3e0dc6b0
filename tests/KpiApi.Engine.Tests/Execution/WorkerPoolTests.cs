using KpiApi.Engine.Execution;
using KpiApi.Engine.Execution.Scheduling;
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
        var expected = ResultText.Of(QueryExecutor.ExecutePlainly(query!, facts.Snapshot).Result!);
        var helpers = new RestlessHelpers(looks);
        var plain = new PreparedQuery(query!, facts.Snapshot, fast: false).Execute(helpers, CancellationToken.None).Result!;
        Assert.Equal(expected, ResultText.Of(plain));
        Assert.True(helpers.Started > 1);
    }

    /// <summary>Wanted elsewhere at every so many-th look.</summary>
    private sealed class RestlessHelpers(int looks) : Helpers
    {
        private int _looks;
        private int _started;

        public int Started => _started;

        public override int Most => 2;

        public override bool AreWanted => looks == 0 || Interlocked.Increment(ref _looks) % looks == 0;

        public override Task TryStart(Action help)
        {
            Interlocked.Increment(ref _started);
            return Task.Run(help);
        }
    }
}

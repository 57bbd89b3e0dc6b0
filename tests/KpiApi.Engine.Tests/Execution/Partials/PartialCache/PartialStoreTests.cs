using System.Globalization;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Execution.Partials;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Tests.Execution.Partials;

/// <summary>What many different questions leave behind has an end.</summary>
public class PartialStoreTests
{
    private const int Tickets = 2 * FactChunk.Capacity + 1;
    private static readonly Lazy<FactChange[]> s_changes = new(() => ManyFacts.Tickets(Tickets));

    [Fact]
    public void Question_that_finds_nothing_is_counted_too()
    {
        var (store, snapshot) = Start(new FastWays());
        var before = store.SizeBytes;
        Ask(snapshot, "metrics=tickets_created&account=nobody&allowUnknown=true");
        // One shape, and for each of three chunks that nothing is there: an entry, a partial without cells, a count.
        Assert.InRange(store.SizeBytes - before, 3 * 400, 3 * 1200);
    }

    [Fact]
    public void Flood_of_questions_stays_within_the_limit_and_those_asked_last_are_kept()
    {
        const long limit = 200_000;
        var (store, snapshot) = Start(new FastWays(MaxPartialBytes: limit));
        for (var n = 0; n < 200; n++)
        {
            Ask(snapshot, string.Create(CultureInfo.InvariantCulture, $"metrics=tickets_created,resolution_time:p90&account=account-{n}&account=account-{n + 1}&allowUnknown=true"));
            Assert.InRange(store.SizeBytes, 1, limit);
        }
        Assert.InRange(store.Shapes, 1, 199);
    }

    [Fact]
    public void Shapes_have_a_largest_number_and_the_oldest_goes_first()
    {
        var store = new PartialStore();
        var first = store.Shape(new ShapeKey(0, 0));
        var second = store.Shape(new ShapeKey(0, 1));
        Assert.Same(first, store.Shape(new ShapeKey(0, 0)));
        for (var n = 2; n <= PartialStore.MaxShapes; n++)
            store.Shape(new ShapeKey(0, (UInt128)n));
        Assert.Equal((PartialStore.MaxShapes, PartialStore.MaxShapes * PartialShape.OwnBytes), (store.Shapes, store.SizeBytes));
        Assert.Same(first, store.Shape(new ShapeKey(0, 0)));
        Assert.NotSame(second, store.Shape(new ShapeKey(0, 1)));
    }

    [Fact]
    public void All_can_be_given_up_while_a_question_is_counted()
    {
        var (store, snapshot) = Start(new FastWays());
        var prepared = QueryExecutor.Prepare(Parse(snapshot, "metrics=tickets_created,resolution_time:p90&groupBy=account"), snapshot);
        var writer = new FactWriter(snapshot);
        writer.ForgetPartials();
        var (result, _) = prepared.Execute(Engine.Execution.Scheduling.Helpers.OfPool, CancellationToken.None);
        Assert.Equal((Tickets, 0L), (result!.Totals[0].Count, store.SizeBytes));
        Ask(snapshot, "metrics=tickets_created,resolution_time:p90&groupBy=account");
        Assert.NotEqual(0, store.SizeBytes);
    }

    /// <summary>The same chunks with a store of their own.</summary>
    private static (PartialStore Store, FactSnapshot Snapshot) Start(FastWays ways)
    {
        var writer = new FactWriter(ways);
        var snapshot = writer.Publish(s_changes.Value, 1);
        return (snapshot.Partials, snapshot);
    }

    private static void Ask(FactSnapshot snapshot, string query) => QueryExecutor.Execute(Parse(snapshot, query), snapshot);

    private static KpiQuery Parse(FactSnapshot snapshot, string query)
    {
        var (parsed, errors) = QueryParser.Parse(Desk.Request($"{query}&period=all"), snapshot, new Desk().Defaults);
        Assert.Empty(errors);
        return parsed!;
    }
}

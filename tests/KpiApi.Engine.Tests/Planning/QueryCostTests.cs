using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Tests.Planning;

public class QueryCostTests
{
    private static readonly Lazy<FactSnapshot> s_snapshot = new(() => ManyFacts.Publish(ManyFacts.Tickets(2 * FactChunk.Capacity)));

    [Theory]
    [InlineData("metrics=tickets_created", "metrics=tickets_created,resolution_time,csat")]
    [InlineData("metrics=tickets_created", "metrics=tickets_created&groupBy=account")]
    [InlineData("metrics=tickets_created&groupBy=account", "metrics=tickets_created&groupBy=account&interval=day")]
    [InlineData("metrics=tickets_created&groupBy=account", "metrics=tickets_created&groupBy=account&compare=previous_period")]
    [InlineData("metrics=tickets_created&groupBy=account&limit=10", "metrics=tickets_created&groupBy=account&limit=10&others=true")]
    [InlineData("metrics=open_tickets&interval=day", "metrics=open_tickets&interval=day&groupBy=age")]
    public void More_costs_more(string less, string more)
    {
        var (one, other) = (Cost(less), Cost(more));
        Assert.True(one.Operations < other.Operations, $"{one} and {other}");
        Assert.True(one.Bytes <= other.Bytes, $"{one} and {other}");
    }

    [Fact]
    public void Groups_are_no_more_than_the_rows_that_could_have_them()
    {
        // 30 agents × 20 reasons × 500 accounts would be 300,000 groups, but there is one ticket.
        var snapshot = ManyFacts.Publish([.. ManyFacts.Tickets(2 * FactChunk.Capacity), ManyFacts.Change(ManyFacts.Ticket(2 * FactChunk.Capacity, 0, Given.At("2030-01-01")))]);
        const string question = "metrics=tickets_created&groupBy=agent,reason,account";
        var (all, one) = (Cost(question, snapshot), Cost($"{question}&from=2029-12-31&to=2030-01-02", snapshot));
        Assert.InRange(one.Bytes, QueryCost.LeastBytes, QueryCost.LeastBytes + 1000);
        Assert.True(all.Bytes - QueryCost.LeastBytes > 1000 * (one.Bytes - QueryCost.LeastBytes), $"{all} and {one}");
    }

    [Fact]
    public void What_was_counted_before_is_not_read_again()
    {
        var snapshot = ManyFacts.Publish(ManyFacts.Tickets(2 * FactChunk.Capacity));
        var query = Parse("metrics=tickets_created,resolution_time:p90&period=all", snapshot);
        var executor = new QueryExecutor();
        var before = executor.Prepare(query, snapshot).Cost;
        executor.Execute(query, snapshot);
        Assert.True(executor.Prepare(query, snapshot).Cost.Operations < before.Operations / 100, before.ToString());
    }

    [Fact]
    public void Dashboard_is_small_and_all_numbers_of_all_accounts_by_hour_are_not()
    {
        Assert.True(Cost("metrics=tickets_created,resolution_time:p90,csat&interval=day&groupBy=channel").IsSmall);
        Assert.False(Cost("metrics=tickets_created,resolution_time:p90,csat&interval=hour&groupBy=account").IsSmall);
    }

    private static QueryCost Cost(string query) => Cost(query, s_snapshot.Value);

    /// <summary>Of March, unless the question says otherwise.</summary>
    private static QueryCost Cost(string query, FactSnapshot snapshot) =>
        new QueryExecutor().Prepare(Parse(query.Contains("from=", StringComparison.Ordinal) ? query : $"{query}&{ManyFacts.Month}", snapshot), snapshot).Cost;

    private static KpiQuery Parse(string query, FactSnapshot snapshot)
    {
        var (parsed, errors) = QueryParser.Parse(Desk.Request(query), snapshot, new Desk().Defaults);
        Assert.Empty(errors);
        return parsed!;
    }
}

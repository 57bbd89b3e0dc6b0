using KpiApi.Engine.Aggregation.Quantiles;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Tests.Planning;

/// <summary>Percentiles are sorted and kept where cells have many numbers, and selected where they have few; the figures are the same.</summary>
public class PercentilePlanTests
{
    private static readonly Lazy<FactSnapshot> s_snapshot = new(() => ManyFacts.Publish(ManyFacts.Tickets(20_000)));

    [Theory]
    [InlineData("interval=none", true)]
    [InlineData("groupBy=channel&interval=week", true)]
    [InlineData("groupBy=account&interval=day_of_week_hour", false)]
    [InlineData("groupBy=agent,account&interval=none", false)]
    [InlineData("groupBy=account&interval=hour", false)]
    public void Numbers_are_sorted_where_cells_have_many(string question, bool areSorted)
    {
        var query = Parse(question);
        Assert.Equal(areSorted ? typeof(SortedQuantileAccumulator) : typeof(QuantileAccumulator), QueryPlanner.Plan(query, s_snapshot.Value).Slots[0].Type);
        Assert.Equal(typeof(QuantileAccumulator), QueryPlanner.Plan(query, s_snapshot.Value, fast: false).Slots[0].Type);
    }

    [Theory]
    [InlineData("groupBy=account&interval=day_of_week_hour")]
    [InlineData("groupBy=agent,account&interval=none&channel=email")]
    [InlineData("groupBy=account&interval=day&orderBy=-resolution_time:p90&limit=5&others=true")]
    public void Numbers_selected_are_those_of_the_plain_variant(string question)
    {
        var query = Parse(question);
        Assert.Equal(typeof(QuantileAccumulator), QueryPlanner.Plan(query, s_snapshot.Value).Slots[0].Type);
        var executor = new QueryExecutor();
        var expected = ResultText.Of(Executors.Plain.Execute(query, s_snapshot.Value).Result!);
        Assert.Equal(expected, ResultText.Of(executor.Execute(query, s_snapshot.Value).Result!));
        Assert.Equal(expected, ResultText.Of(executor.Execute(query, s_snapshot.Value).Result!));
    }

    private static KpiQuery Parse(string question)
    {
        var (parsed, errors) = QueryParser.Parse(
            Desk.Request($"metrics=resolution_time:p90,resolution_time:p50,tickets_resolved&{ManyFacts.Month}&{question}"), s_snapshot.Value, new Desk().Defaults);
        Assert.Empty(errors);
        return parsed!;
    }
}

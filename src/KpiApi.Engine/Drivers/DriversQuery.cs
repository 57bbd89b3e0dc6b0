using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Drivers;

/// <summary>Why a metric changed: valid, like the query that it asks by each dimension.</summary>
/// <param name="Query">The metric, of one period and the one compared with, without groups.</param>
/// <param name="By">In the order asked; at least one.</param>
/// <param name="Limit">Values of a dimension that are told one by one.</param>
public sealed record DriversQuery(KpiQuery Query, IReadOnlyList<Dimension> By, int Limit)
{
    public MetricChoice Metric => Query.Metrics[0];

    /// <summary>The question of one dimension: the one that /v1/kpis answers with <c>groupBy</c> and <c>compare</c>.</summary>
    internal KpiQuery GroupedBy(Dimension dimension) =>
        Query with { GroupBy = [dimension], Previous = Query.Previous! with { GroupBy = [dimension] } };
}

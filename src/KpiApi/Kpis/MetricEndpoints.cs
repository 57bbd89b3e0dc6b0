using KpiApi.Engine.Metrics;
using KpiApi.GraphQL.Schema;

namespace KpiApi.Kpis;

/// <summary>The catalogue over HTTP.</summary>
internal static class MetricEndpoints
{
    public static IResult List() => TypedResults.Ok(new ItemList<MetricItem>([.. MetricCatalogue.All.Select(MetricItem.Of)], null));

    public static IResult Find(string name) => MetricCatalogue.Find(name) is { } metric
        ? TypedResults.Ok(MetricItem.Of(metric))
        : QueryProblems.NotFound("unknown_metric", name, $"There is no metric '{name}'.", MetricCatalogue.All.Select(m => m.Name));
}

/// <summary>A list as every endpoint answers it.</summary>
/// <param name="NextCursor">Null on the last page.</param>
internal sealed record ItemList<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>A metric as the catalogue tells it.</summary>
/// <param name="At">The moment that places a fact in a period; null for levels.</param>
/// <param name="By">Whom the agent dimension credits; null where it is not allowed.</param>
[GraphQLName("CatalogueEntry")]
internal sealed record MetricItem(
    string Name, string Title, string Definition, MetricKind Kind, Unit Unit, Direction Direction, string? At, string? By,
    IReadOnlyList<string> Statistics, IReadOnlyList<string> Dimensions)
{
    public static MetricItem Of(Metric metric) => new(
        metric.Name, metric.Title, metric.Definition, metric.Kind, metric.Unit, metric.Direction, metric.At, metric.By,
        metric.Statistics, [.. metric.Dimensions.Select(DimensionNames.Name)]);
}

using System.ComponentModel;
using GraphQL;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;
using KpiApi.Http;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Paging;
using KpiApi.Http.Tables;
using KpiApi.Kpis.Responses;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KpiApi.Kpis.Endpoints;

/// <summary>The catalogue over HTTP.</summary>
internal static class MetricEndpoints
{
    private const string Search = "search";

    private static readonly TableField<MetricItem>[] s_fields =
    [
        TableField<MetricItem>.Text("name", m => m.Name),
        TableField<MetricItem>.Text("title", m => m.Title),
        TableField<MetricItem>.Text("definition", m => m.Definition),
        TableField<MetricItem>.Text("kind", m => MetricWords.Of(m.Kind)),
        TableField<MetricItem>.Text("unit", m => MetricWords.Of(m.Unit)),
        TableField<MetricItem>.Text("direction", m => MetricWords.Of(m.Direction)),
        TableField<MetricItem>.Text("at", m => m.At),
        TableField<MetricItem>.Text("by", m => m.By),
        TableField<MetricItem>.Text("statistics", m => string.Join(',', m.Statistics)),
        TableField<MetricItem>.Text("dimensions", m => string.Join(',', m.Dimensions)),
        TableField<MetricItem>.Number("target", m => m.Target),
    ];

    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapGet("/metrics", List).ProducesTables()
            .WithName("listMetrics")
            .WithSummary("The catalogue of metrics")
            .WithDescription("Every metric with its definition, unit, statistics and dimensions: what `metrics` of a query can name.")
            .TakesQuery(Search, Shapes.Text("Only metrics whose abbreviation, name, title or definition has words that begin so, the best first.", "frt"))
            .TakesQuery(KpiParameters.OfForm(FormParameters.OfLists))
            .Produces<ItemList<MetricItem>>()
            .Explains(StatusCodes.Status200OK, "All of them, or those found; `nextCursor` is always null.")
            .Fails(StatusCodes.Status400BadRequest, "A parameter is wrong.", "invalid_value", "given_twice");
        v1.MapGet("/metrics/{name}", Find).TakesNoParameters()
            .WithName("getMetric")
            .WithSummary("One metric's definition")
            .WithDescription("What it counts, what places it in a period, whom it credits, and which reading of the trade was chosen.")
            .TakesPath("name", Shapes.Text("A metric.", "csat"))
            .Explains(StatusCodes.Status200OK, "The metric.")
            .Fails(StatusCodes.Status404NotFound, "There is no such metric; `nearest` is the likest.", "unknown_metric");
        MetricSqlEndpoint.Map(v1);
    }

    private static IResult List(HttpContext context, FactWriter facts)
    {
        var errors = QueryProblems.UnknownOf(context.Request.Query.Keys, [Search, .. FormParameters.OfLists]).ToList();
        var form = FormParameters.ExtractFrom(context, KpiRequests.FromQuery(context.Request.Query), FormParameters.OfLists, errors);
        if (errors.Count > 0)
            return QueryProblems.Of(errors);
        var metrics = MetricItem.Of(context.Request.Query[Search], facts.Current.Attributes).ToList();
        return form.IsTable ? new TableAnswer(Table.Of(metrics, s_fields), form, "metrics") : TypedResults.Ok(new ItemList<MetricItem>(metrics, null));
    }

    private static Results<Ok<MetricItem>, ProblemHttpResult> Find(string name, FactWriter facts) => MetricCatalogue.Find(name) is { } metric
        ? TypedResults.Ok(MetricItem.Of(metric, facts.Current.Attributes))
        : QueryProblems.NotFound("unknown_metric", name, $"There is no metric '{name}'.", MetricSearch.Nearest(name));
}

[Name("CatalogueEntry"), Description("A metric as the catalogue tells it.")]
internal sealed record MetricItem(
    string Name, string Title, string Definition, MetricKind Kind, Unit Unit, Direction Direction,
    [property: Description("The moment that places a fact in a period; null for levels.")] string? At,
    [property: Description("Whom the agent dimension credits; null where it is not allowed.")] string? By,
    IReadOnlyList<string> Statistics, IReadOnlyList<string> Dimensions,
    [property: Description("What most of the trade aims at, in the metric's unit; null where there is no such thing.")] decimal? Target)
{
    private static readonly Dictionary<Dimension, string> s_noLimits = [];

    /// <summary>All of them, or those that a text finds, the best first.</summary>
    internal static IEnumerable<MetricItem> Of(string? search, AttributeSlots declared) =>
        (string.IsNullOrWhiteSpace(search) ? MetricCatalogue.All : MetricSearch.Find(search)).Select(metric => Of(metric, declared));

    internal static MetricItem Of(Metric metric, AttributeSlots declared) => new(
        metric.Name, metric.Title, metric.Definition, metric.Kind, metric.Unit, metric.Direction, metric.At, metric.By,
        metric.Statistics, [.. metric.DimensionsWith(declared).Select(DimensionNames.Name)],
        Engine.Metrics.Target.For(Engine.Metrics.Target.Defaults, metric, s_noLimits)?.Value);
}

using System.Text.Json.Nodes;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Tables;
using Microsoft.OpenApi;

namespace KpiApi.Kpis.Endpoints;

/// <summary>
/// What each parameter of a query means. The names are the parser's own, so none can be forgotten: a test asks for each.
/// What conflicts with another parameter has no default here, because the page at /swagger would send it.
/// </summary>
internal static class KpiParameters
{
    private const string Not = ".not";

    /// <summary>Those of every call that reads numbers: the form of its answer, and how new it must be.</summary>
    /// <param name="form">Those of <see cref="FormParameters"/> that the call has.</param>
    public static IReadOnlyList<(string Name, IOpenApiSchema Schema)> OfCall(IReadOnlyList<string> form) => [.. OfForm(form), ("minVersion", Schema("minVersion"))];

    public static IReadOnlyList<(string Name, IOpenApiSchema Schema)> OfForm(IReadOnlyList<string> form) => [.. form.Select(n => (n, FormShapes.Of(n)))];

    /// <summary>Those that choose facts, and not rows of an answer.</summary>
    public static IEnumerable<(string Name, IOpenApiSchema Schema)> OfFacts =>
        All.Where(p => IsFilter(p.Name) || p.Name is "from" or "to" or "period" or "timeZone" or "hours" or "weekStart" or "allowUnknown");

    /// <summary>Those of a list of tickets.</summary>
    public static IEnumerable<(string Name, IOpenApiSchema Schema)> OfTickets => All.Where(p => p.Name == "allowUnknown" || (IsFilter(p.Name) && IsOfTickets(Dimension(p.Name))));

    public static IReadOnlyList<(string Name, IOpenApiSchema Schema)> All => [.. QueryParser.ParameterNames.Distinct().Select(n => (n, Schema(n)))];

    /// <summary>The filters once more, each as one list, which only a query string has.</summary>
    public static IEnumerable<(string Name, IOpenApiSchema Schema)> Lists => DimensionNames.All.Select(name => (name + KpiRequests.In, (IOpenApiSchema)Shapes.Text(
        $"Counts only what has one of these, with commas: `{name}` for tools that cannot repeat a parameter. A value that has a comma itself goes by `{name}`.")));

    /// <summary>Those of a list of tickets.</summary>
    public static IEnumerable<(string Name, IOpenApiSchema Schema)> ListsOfTickets => Lists.Where(list => IsOfTickets(list.Name[..^KpiRequests.In.Length]));

    public static bool IsFilter(string name) => DimensionNames.All.Contains(Dimension(name));

    /// <summary>Of a body, where null is "no value": in a query string an empty text is.</summary>
    public static IOpenApiSchema FilterOfBody(IOpenApiSchema filter) => Shapes.List(Shapes.OrNull(Shapes.Text("A value; null is \"no value\".")), filter.Description);

    private static string Dimension(string filter) => filter.Replace(Not, "", StringComparison.Ordinal);

    private static bool IsOfTickets(string dimension) => MetricCatalogue.Find("tickets_created")!.Allows(DimensionNames.Parse(dimension)!.Value);

    private static IOpenApiSchema Schema(string name) => name switch
    {
        "metrics" => Metrics(),
        "from" => Shapes.Text("The beginning of the period: a date, which is midnight in the zone, or an instant with an offset. The period is half-open, [from, to).", "2026-01-01"),
        "to" => Shapes.Text("The end of the period, not in it. Default: the end of today.", "2026-02-01"),
        "period" => Shapes.Ref("Period", "A period by name, instead of `from` and `to`. Default: last_30_days."),
        "timeZone" => Shapes.Text("IANA name; days, weeks and months are cut in it. Default: the service's setting, else UTC.", "Europe/Berlin"),
        "interval" => Shapes.Ref("Interval", "Cuts the period into buckets; the last three fold it, so that all Mondays are one.", "none"),
        "groupBy" => Few(Shapes.List(Shapes.Ref("Dimension"), "At most three dimensions; `null` in an answer is \"no value\". Declared attributes are dimensions too, and filters under the same names: `account.tier=gold`, `ticket.product.not=router`."), QueryParser.MaxGroups),
        "hours" => Shapes.Ref("Hours", "Whether durations run round the clock or in business hours, which need a calendar.", "calendar"),
        "orderBy" => Shapes.List(Shapes.Text("A metric as asked, a dimension, or `time`; a minus sign before it means descending.", "-tickets_created"), "Nulls come last. Default: by time, then by the names of the groups."),
        "limit" => Shapes.Whole("Rows at most.", 1, QueryParser.MaxLimit, QueryParser.DefaultLimit),
        "offset" => Shapes.Whole("Rows to leave out at the beginning.", 0, int.MaxValue),
        "others" => Shapes.Flag("Folds the groups beyond `limit` into one row `(other)`, computed from the facts. Needs `groupBy`.", false),
        "compare" => Shapes.Text("`previous_period`, `previous_year`, or a period of one's own: `2025-01-01/2025-02-01`. Each value then carries `previous`, `change` and `changePercent`; a running period is compared with as much of the other. Buckets stand beside those of the same place in the calendar: months beside months, dates beside dates; the warning `unpaired_buckets` names what no row shows.", "previous_period"),
        "include" => Shapes.List(Shapes.Ref("ValuePart"), "What to add to each value: `expected` what earlier hours, days, weeks or months like it let expect, and whether it is unusual; `confidence` a 95% interval, `target` the target set for the metric and whether it is met."),
        "minVersion" => Shapes.Whole("Waits until this version of the data is visible, at most 5 s, else 503: for a caller that must see its own write elsewhere."),
        "weekStart" => Shapes.Ref("WeekStart", "The first day of a week.", "monday"),
        "allowUnknown" => Shapes.Flag("Makes a filter value that was never seen a zero instead of an error.", false),
        _ when IsFilter(name) => Filter(name),
        _ => new OpenApiSchema(),
    };

    private static OpenApiSchema Metrics()
    {
        var schema = Few(Shapes.List(Shapes.Ref("Metric"), "What to compute, at most 50."), QueryParser.MaxMetrics);
        schema.MinItems = 1;
        schema.Examples = [new JsonArray("tickets_created", "first_response_time:median", "csat")];
        return schema;
    }

    private static OpenApiSchema Few(OpenApiSchema list, int most)
    {
        list.MaxItems = most;
        return list;
    }

    private static OpenApiSchema Filter(string name)
    {
        var dimension = Dimension(name);
        if (dimension == DimensionNames.Name(Engine.Metrics.Dimension.Tag))
            return Shapes.List(Shapes.Text($"`GET /v1/dimensions/{dimension}` lists the values."), name.EndsWith(Not, StringComparison.Ordinal)
                ? "Leaves out tickets that have this tag, whatever others; repeat it to leave out several."
                : "Counts only tickets that have this tag, whatever others; repeat it for tickets that have any of several. An empty value means tickets without tags.");
        var description = name.EndsWith(Not, StringComparison.Ordinal)
            ? $"Leaves out what has this {dimension}; repeat it to leave out several."
            : $"Counts only what has this {dimension}; repeat it for several (or). Different filters combine (and). An empty value means \"none\".";
        return Shapes.List(Shapes.Text($"`GET /v1/dimensions/{dimension}` lists the values."), description);
    }
}

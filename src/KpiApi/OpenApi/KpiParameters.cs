using System.Text.Json.Nodes;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.Kpis;
using Microsoft.OpenApi;

namespace KpiApi.OpenApi;

/// <summary>
/// What each parameter of a query means. The names are the parser's own, so none can be forgotten: a test asks for each.
/// What conflicts with another parameter has no default here, because the page at /swagger would send it.
/// </summary>
internal static class KpiParameters
{
    private const string Not = ".not";

    /// <summary>Those of every call that reads.</summary>
    public static IReadOnlyList<(string Name, OpenApiSchema Schema)> OfCall => [.. CallParameters.Names.Select(n => (n, Schema(n)))];

    /// <summary>Those that choose facts, and not rows of an answer.</summary>
    public static IEnumerable<(string Name, OpenApiSchema Schema)> OfFacts =>
        All.Where(p => IsFilter(p.Name) || p.Name is "from" or "to" or "period" or "timeZone" or "hours" or "weekStart" or "allowUnknown");

    public static IReadOnlyList<(string Name, OpenApiSchema Schema)> All => [.. QueryParser.ParameterNames.Distinct().Select(n => (n, Schema(n)))];

    public static bool IsFilter(string name) => DimensionNames.All.Contains(name.Replace(Not, "", StringComparison.Ordinal));

    private static OpenApiSchema Schema(string name) => name switch
    {
        "metrics" => Metrics(),
        "from" => Shapes.Text("The beginning of the period: a date, which is midnight in the zone, or an instant with an offset. The period is half-open, [from, to).", "2026-01-01"),
        "to" => Shapes.Text("The end of the period, not in it. Default: the end of today.", "2026-02-01"),
        "period" => Shapes.Choice("A period by name, instead of `from` and `to`; last_n_days and last_12_months are whole days or months before today. Default: last_30_days.", NamedPeriods.Names),
        "timeZone" => Shapes.Text("IANA name; days, weeks and months are cut in it. Default: the service's setting, else UTC.", "Europe/Berlin"),
        "interval" => Shapes.Choice("Cuts the period into buckets; the last three fold it, so that all Mondays are one.", BucketIntervalNames.All, "none"),
        "groupBy" => Shapes.List(Shapes.Choice("A dimension.", DimensionNames.All), "At most three dimensions; `null` in an answer is \"no value\"."),
        "hours" => Shapes.Choice("Whether durations run round the clock or in business hours, which need a calendar.", ["calendar", "business"], "calendar"),
        "orderBy" => Shapes.List(Shapes.Text("A metric as asked, a dimension, or `time`; a minus sign before it means descending.", "-tickets_created"), "Nulls come last. Default: by time, then by the names of the groups."),
        "limit" => Bounded("Rows at most.", 1, QueryParser.MaxLimit, QueryParser.DefaultLimit),
        "offset" => Bounded("Rows to leave out at the beginning.", 0, int.MaxValue, null),
        "others" => Shapes.Flag("Folds the groups beyond `limit` into one row `(other)`, computed from the facts. Needs `groupBy`.", false),
        "compare" => Shapes.Text("`previous_period`, `previous_year`, or a period of one's own: `2025-01-01/2025-02-01`. Each value then carries `previous`, `change` and `changePercent`; a running period is compared with as much of the other. Buckets stand beside those of the same place in the calendar: months beside months, dates beside dates; the warning `unpaired_buckets` names what no row shows.", "previous_period"),
        "include" => Shapes.List(Shapes.Choice("What to add to each value.", ["confidence", "target"]), "`confidence` adds a 95% interval, `target` the target set for the metric and whether it is met."),
        "format" => Shapes.Choice("CSV is flat: one column a value, `csat`, `csat_count`, …; `Accept: text/csv` does the same.", ["json", "csv"]),
        "minVersion" => Shapes.Whole("Waits until this version of the data is visible, at most 5 s, else 503: for a caller that must see its own write elsewhere."),
        "weekStart" => Shapes.Choice("The first day of a week.", ["monday", "sunday"], "monday"),
        "allowUnknown" => Shapes.Flag("Makes a filter value that was never seen a zero instead of an error.", false),
        _ when IsFilter(name) => Filter(name),
        _ => new OpenApiSchema(),
    };

    private static OpenApiSchema Metrics()
    {
        var names = MetricCatalogue.All.Select(m => m.Name);
        var means = string.Join('|', MetricCatalogue.All.Where(m => m.Statistics.Count > 0).Select(m => m.Name));
        var item = new OpenApiSchema
        {
            Description = "A metric, or one of its statistics.",
            AnyOf =
            [
                Shapes.Choice("A metric by its name.", names),
                new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Pattern = $"^({means}):(avg|median|p[1-9][0-9]?|min|max|sum)$",
                    Description = "A metric of kind mean with a statistic.",
                    Examples = ["first_response_time:p90"],
                },
            ],
        };
        var schema = Shapes.List(item, "What to compute, at most 50. `GET /v1/metrics` tells the definition of each.");
        schema.MinItems = 1;
        schema.MaxItems = 50;
        schema.Examples = [new JsonArray("tickets_created", "first_response_time:median", "csat")];
        return schema;
    }

    private static OpenApiSchema Bounded(string description, int min, int max, int? byDefault)
    {
        var schema = Shapes.Whole(description);
        (schema.Minimum, schema.Maximum, schema.Default) = ($"{min}", $"{max}", byDefault is null ? null : JsonValue.Create(byDefault));
        return schema;
    }

    private static OpenApiSchema Filter(string name)
    {
        var isExcluding = name.EndsWith(Not, StringComparison.Ordinal);
        var dimension = isExcluding ? name[..^Not.Length] : name;
        var description = isExcluding
            ? $"Leaves out what has this {dimension}; repeat it to leave out several."
            : $"Counts only what has this {dimension}; repeat it for several (or). Different filters combine (and). An empty value means \"none\".";
        return Shapes.List(Shapes.OrNull(Shapes.Text($"`GET /v1/dimensions/{dimension}` lists the values.")), description);
    }
}

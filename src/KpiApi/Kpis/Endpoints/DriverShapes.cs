using System.Text.Json.Nodes;
using KpiApi.Engine.Drivers;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Tables;
using KpiApi.Kpis.Responses;
using Microsoft.OpenApi;

namespace KpiApi.Kpis.Endpoints;

/// <summary>The question of drivers, in the document. Their answer is written by the serializer, and describes itself.</summary>
internal static class DriverShapes
{
    public const string Request = "DriversRequest";

    public static IEnumerable<(string Name, OpenApiSchema Schema)> All => [(Request, RequestShape()), (DriversItem.QueryComponent, QueryShape())];

    public static IEnumerable<(string Name, IOpenApiSchema Schema)> Parameters => DriversParser.ParameterNames.Distinct().Select(name => (name, Parameter(name)));

    public static IOpenApiSchema Parameter(string name) => name switch
    {
        DriversParser.Metric => Shapes.Ref("Metric", "The metric whose change is explained. Percentiles, `min` and `max` do not come apart."),
        DriversParser.By => Shapes.List(Shapes.Ref("Dimension"), "Dimensions to look for the cause in. Default: all that the metric allows, declared attributes included, but "
            + string.Join(", ", DriversParser.ByNameOnly.Select(d => $"`{d}`")) + "."),
        "limit" => Shapes.Whole("Values of a dimension that are told one by one; those behind them are one, `(other)`.", 1, DriversParser.MaxLimit, DriversParser.DefaultLimit),
        "compare" => Shapes.Text("What the period is compared with, as in `/v1/kpis`. Default: `previous_period`.", "previous_period"),
        _ => KpiParameters.All.First(p => p.Name == name).Schema,
    };

    public static JsonNode RequestExample() => JsonNode.Parse("""
        { "metric": "csat", "from": "2026-02-01", "to": "2026-03-01", "compare": "previous_period", "by": ["channel"], "filters": { "reason": ["billing"] } }
        """)!;

    /// <summary>The worked example of the definitions: both channels are as good as before, only more is by email.</summary>
    public static JsonNode ResultExample() => JsonNode.Parse("""
        { "query": { "metric": "csat", "from": "2026-02-01T00:00:00+00:00", "to": "2026-03-01T00:00:00+00:00", "timeZone": "UTC", "by": ["channel"], "filters": {},
                     "hours": "calendar", "compare": { "from": "2026-01-01T00:00:00+00:00", "to": "2026-02-01T00:00:00+00:00" }, "limit": 20, "weekStart": "monday" },
          "metric": "csat", "value": 66.6667, "previous": 73.3333, "change": -6.6667,
          "drivers": [ { "dimension": "channel", "explained": 6.6667, "values": [
            { "value": "chat", "contribution": -3.3333, "mix": -3.3333, "performance": 0, "current": { "value": 80, "count": 50 }, "previous": { "value": 80, "count": 100 } },
            { "value": "email", "contribution": -3.3333, "mix": -3.3333, "performance": 0, "current": { "value": 60, "count": 100 }, "previous": { "value": 60, "count": 50 } } ] } ],
          "warnings": [], "asOf": "2026-03-01T09:30:00Z", "version": 4711 }
        """)!;

    /// <summary>The parameters as members; the filters are an object of lists, as those of a query.</summary>
    private static OpenApiSchema RequestShape()
    {
        var members = Parameters.Where(p => !KpiParameters.IsFilter(p.Name)).ToLookup(p => p.Name == DriversParser.Metric);
        return Shapes.Object("The parameters of `GET /v1/kpis/drivers` under the same names.", members[true],
            [.. members[false], .. KpiParameters.OfCall(FormParameters.OfDurations), ("filters", KpiShapes.Filters())]);
    }

    private static OpenApiSchema QueryShape() => Shapes.Object("The question as it was understood, defaults filled in.",
    [
        ("metric", Shapes.Ref("Metric")),
        ("from", Shapes.Instant("The beginning of the period, in its zone.")),
        ("to", Shapes.Instant("Its end, not in it.")),
        ("timeZone", Shapes.Text("IANA name.", "Europe/Berlin")),
        ("by", Shapes.List(Shapes.Ref("Dimension"))),
        ("filters", Shapes.Map(Shapes.List(Shapes.OrNull(Shapes.Text("Null is \"no value\"."))), "By dimension, `channel` or `channel.not`.")),
        ("hours", Shapes.Ref("Hours")),
        ("compare", KpiShapes.ComparedPeriod()),
        ("limit", Shapes.Whole("Values of a dimension that are told one by one.")),
        ("weekStart", Shapes.Ref("WeekStart")),
    ]);
}

using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace KpiApi.OpenApi;

internal static class KpiShapes
{
    /// <summary>The parameters as members; the filters are an object of lists.</summary>
    public static OpenApiSchema Request()
    {
        var filters = Shapes.Object("By dimension a list of values; null is \"no value\".",
            KpiParameters.All.Where(p => KpiParameters.IsFilter(p.Name)).Select(p => (p.Name, (IOpenApiSchema)p.Schema)));
        var schema = Shapes.Object("The parameters of `GET /v1/kpis` under the same names.",
            [.. KpiParameters.All.Where(p => !KpiParameters.IsFilter(p.Name)).Select(p => (p.Name, (IOpenApiSchema)p.Schema)), ("filters", filters)]);
        schema.Required = new HashSet<string> { "metrics" };
        return schema;
    }

    public static OpenApiSchema Result(IOpenApiSchema value)
    {
        var row = Shapes.Object("Beside these members one for each dimension of `groupBy`; null is \"no value\".",
            ("time", Shapes.Instant("With an interval: the bucket's natural start, in the zone.", "2026-01-01T00:00:00+01:00")),
            ("hourOfDay", Shapes.Whole("With a folded interval: 0–23.")),
            ("dayOfWeek", Shapes.Whole("With a folded interval: 1–7 from Monday.")),
            ("values", Shapes.Map(value, "By metric, as asked.")));
        row.AdditionalPropertiesAllowed = true;
        return Shapes.Object("The numbers, with all that is needed to trust them.",
            ("query", new OpenApiSchema { Type = JsonSchemaType.Object, Description = "As understood, defaults filled in." }),
            ("rows", Shapes.List(row, "One for each group and bucket; exactly one without both.")),
            ("rowCount", Shapes.Whole("Rows there are before `limit` and `offset`.")),
            ("totals", Shapes.Map(value, "Of the whole period, from the facts and not from the rows: a median of medians is no median.")),
            ("warnings", Warnings()),
            ("asOf", Shapes.Instant("The moment of the answer.", "2026-02-01T09:30:00Z")),
            ("version", Shapes.Whole("Of the data.", 4711)));
    }

    public static OpenApiSchema Warnings() => Shapes.List(
        Shapes.Object(null, ("code", Shapes.Text("Stable; `stale` while the database is away.", "partial_bucket")), ("message", Shapes.Text("For people."))), "What a reader should know.");

    public static OpenApiSchema Value()
    {
        var schema = Shapes.Object("One number with what it was made of.",
            ("value", Shapes.OrNull(Shapes.Number("Rounded to four decimals; durations in seconds, ratios in percent. Null where there is no data to tell."))),
            ("count", Shapes.Whole("The sample size.")),
            ("numerator", Shapes.Whole("Ratios only.")),
            ("denominator", Shapes.Whole("Ratios only.")),
            ("promoters", Shapes.Whole("nps only.")),
            ("passives", Shapes.Whole("nps only.")),
            ("detractors", Shapes.Whole("nps only.")));
        schema.Required = new HashSet<string> { "value", "count" };
        return schema;
    }

    public static JsonNode RequestExample() => JsonNode.Parse("""
        { "metrics": ["csat", "first_response_time:p90"], "from": "2026-01-01", "to": "2026-02-01", "timeZone": "Europe/Berlin",
          "groupBy": ["channel"], "filters": { "reason": ["billing"], "priority.not": ["low", null] } }
        """)!;

    public static JsonNode ResultExample() => JsonNode.Parse("""
        { "query": { "metrics": ["csat", "first_response_time:p90"], "from": "2026-01-01T00:00:00+01:00", "to": "2026-02-01T00:00:00+01:00",
                     "timeZone": "Europe/Berlin", "interval": "none", "groupBy": ["channel"],
                     "filters": { "reason": ["billing"], "priority.not": ["low", null] }, "hours": "calendar",
                     "orderBy": [], "limit": 10000, "offset": 0, "others": false, "weekStart": "monday" },
          "rows": [ { "channel": "chat", "values": { "csat": { "value": 75, "count": 4, "numerator": 3, "denominator": 4 },
                                                     "first_response_time:p90": { "value": 240, "count": 15 } } },
                    { "channel": "email", "values": { "csat": { "value": 83.3333, "count": 12, "numerator": 10, "denominator": 12 },
                                                      "first_response_time:p90": { "value": 5400, "count": 40 } } } ],
          "rowCount": 2,
          "totals": { "csat": { "value": 81.25, "count": 16, "numerator": 13, "denominator": 16 },
                      "first_response_time:p90": { "value": 5210.5, "count": 55 } },
          "warnings": [], "asOf": "2026-02-01T09:30:00Z", "version": 4711 }
        """)!;
}

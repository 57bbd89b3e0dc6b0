using System.Text.Json.Nodes;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Metrics;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Errors;
using KpiApi.Http.Tables;
using Microsoft.OpenApi;

namespace KpiApi.Kpis.Endpoints;

/// <summary>Questions and their answers, which the service writes by hand: the members of a row have names that depend on what was asked.</summary>
internal static class KpiShapes
{
    public const string Request = "KpiRequest";
    public const string Result = "KpiResult";
    public const string Record = "Record";

    private const string Value = "KpiValue";
    private const string Row = "KpiRow";
    private const string Query = "KpiQuery";
    private const string TargetStatus = "TargetStatus";
    private const string Unusual = "Unusual";

    public static IEnumerable<(string Name, OpenApiSchema Schema)> All =>
    [
        ("Metric", Metric()),
        ("Dimension", Dimension()),
        ("Interval", Shapes.Choice("Cuts the period into buckets; the last three fold it, so that all Mondays are one.", BucketIntervalNames.All)),
        ("Period", Shapes.Choice("A period by name; last_n_days and last_12_months are whole days or months before today.", NamedPeriods.Names)),
        ("Hours", Shapes.Choice("Whether durations run round the clock or in business hours, which need a calendar.", ["calendar", "business"])),
        ("WeekStart", Shapes.Choice("The first day of a week.", ["monday", "sunday"])),
        ("ValuePart", Shapes.Choice("What can be added to each value.", ["expected", "confidence", "target"])),
        (Unusual, Shapes.Choice("On which side of the expected range a value lies.", ["high", "low"])),
        (TargetStatus, Shapes.Choice("Where a value stands to its target.", ["met", "warn", "missed"])),
        ("ListedStatus", Shapes.Choice("Where a ticket stands.", ["new", "open", "pending", "on_hold", "solved", "closed"])),
        ("ListedState", Shapes.Choice("Whether a ticket is open.", ["open", "resolved"])),
        .. FormShapes.All,
        (Request, RequestShape()),
        (Result, ResultShape()),
        .. KpiBatchShapes.All,
        (Query, QueryShape()),
        (Row, RowShape()),
        (Value, ValueShape()),
        ("KpiConfidence", Shapes.Object("A 95% interval.", [("low", Shapes.Number("Its lower end.")), ("high", Shapes.Number("Its upper end."))])),
        ("KpiExpected", Shapes.Object("What earlier buckets like this one let expect; all null where fewer than four of them had data.",
        [
            ("value", Shapes.OrNull(Shapes.Number("Their median."))),
            ("low", Shapes.OrNull(Shapes.Number("The lower end of the range."))),
            ("high", Shapes.OrNull(Shapes.Number("The upper end of the range."))),
            ("unusual", Shapes.OrNull(Shapes.Ref(Unusual, "Null within the range; a bucket that still runs, or that the period cuts, is judged only when it is above."))),
        ])),
        ("KpiTarget", Shapes.Object("The target set for the metric, and where the value stands to it.",
        [
            ("value", Shapes.Number("To reach.")),
            ("warnAt", Shapes.OrNull(Shapes.Number("Not reached, but near; null when there is no such bound."))),
            ("status", Shapes.Ref(TargetStatus)),
        ])),
        (Record, RecordShape()),
    ];

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

    public static JsonObject UnknownMetric() => ProblemShapes.Example(400, "/v1/kpis", "unknown_metric", "There is no metric 'cast'.", new JsonObject
    {
        ["code"] = "unknown_metric",
        ["message"] = "There is no metric 'cast'.",
        ["parameter"] = "metrics",
        ["value"] = "cast",
        ["nearest"] = "csat",
    });

    /// <summary>A text and no enum: with its statistics there are thousands, and a program has them as texts.</summary>
    private static OpenApiSchema Metric()
    {
        var metric = Shapes.Text("A metric, or one of its statistics: `first_response_time:p90`; a time also has `first_response_time:within_4h`, the percent of its values that are at most so long (`s`, `m`, `h`, `d`). `GET /v1/metrics` tells the definition of each.", "csat");
        var means = MetricCatalogue.All.Where(m => m.Statistics.Count > 0).Select(m => m.Name);
        var times = MetricCatalogue.All.Where(m => m.Statistics.Count > 0 && m.Unit == Unit.Seconds).Select(m => m.Name);
        metric.Pattern = $"^(?:{string.Join('|', MetricCatalogue.All.Select(m => m.Name))}|(?:{string.Join('|', means)}):(?:avg|median|p[1-9][0-9]?|min|max|sum)|(?:{string.Join('|', times)}):within_[1-9][0-9]*[smhd])$";
        return metric;
    }

    /// <summary>A text and no enum: which attributes are declared is known at run time only.</summary>
    private static OpenApiSchema Dimension()
    {
        var dimension = Shapes.Text(
            $"What numbers can be cut and filtered by: {string.Join(", ", DimensionNames.All.Select(name => $"`{name}`"))}; and the declared attributes, `account.<id>` and `ticket.<id>` (`GET /v1/attributes`).", "channel");
        dimension.Pattern = $"^(?:{string.Join('|', DimensionNames.All)}|(?:account|ticket)\\.[A-Za-z][A-Za-z0-9_-]{{0,49}})$";
        return dimension;
    }

    /// <summary>An object that may have members for declared attributes besides.</summary>
    private static OpenApiSchema WithAttributes(OpenApiSchema schema, IOpenApiSchema values)
    {
        (schema.AdditionalPropertiesAllowed, schema.AdditionalProperties) = (true, values);
        return schema;
    }

    private static OpenApiSchema ValueOfAttribute() => Shapes.OrNull(Shapes.Text("The value of a declared attribute, by `account.<id>` or `ticket.<id>`."));

    /// <summary>The parameters as members; the filters are an object of lists.</summary>
    private static OpenApiSchema RequestShape()
    {
        var members = KpiParameters.All.Where(p => !KpiParameters.IsFilter(p.Name)).ToLookup(p => p.Name == "metrics");
        return Shapes.Object("The parameters of `GET /v1/kpis` under the same names.", members[true], [.. members[false], .. KpiParameters.OfCall(FormParameters.All), ("filters", Filters())]);
    }

    public static OpenApiSchema Filters()
    {
        var ofAttribute = Shapes.Text("By a declared attribute: `account.<id>`, `ticket.<id>.not`.");
        return WithAttributes(Shapes.Object("By dimension a list of values; null is \"no value\".", [],
            KpiParameters.All.Where(p => KpiParameters.IsFilter(p.Name)).Select(p => (p.Name, KpiParameters.FilterOfBody(p.Schema)))), KpiParameters.FilterOfBody(ofAttribute));
    }

    public static OpenApiSchema ComparedPeriod() =>
        Shapes.Object("The period compared with.", [("from", Shapes.Instant("Its beginning.")), ("to", Shapes.Instant("Its end, not in it."))]);

    private static OpenApiSchema ResultShape() => Shapes.Object("The numbers, with all that is needed to trust them.",
    [
        ("query", Shapes.Ref(Query)),
        ("rows", Shapes.List(Shapes.Ref(Row), "One for each group and bucket; exactly one without both.")),
        ("rowCount", Shapes.Whole("Rows there are before `limit` and `offset`.")),
        ("totals", Shapes.Map(Shapes.Ref(Value), "Of the whole period, from the facts and not from the rows: a median of medians is no median.")),
        ("warnings", Shapes.List(Shapes.Ref("KpiWarning"), "What a reader should know.")),
        ("asOf", Shapes.Instant("The moment of the answer.", "2026-02-01T09:30:00Z")),
        ("version", Shapes.Whole("Of the data.", 4711)),
    ]);

    private static OpenApiSchema QueryShape() => Shapes.Object("The question as it was understood, defaults filled in.",
    [
        ("metrics", Shapes.List(Shapes.Ref("Metric"))),
        ("from", Shapes.Instant("The beginning of the period, in its zone.")),
        ("to", Shapes.Instant("Its end, not in it.")),
        ("timeZone", Shapes.Text("IANA name.", "Europe/Berlin")),
        ("interval", Shapes.Ref("Interval")),
        ("groupBy", Shapes.List(Shapes.Ref("Dimension"))),
        ("filters", Shapes.Map(Shapes.List(Shapes.OrNull(Shapes.Text("Null is \"no value\"."))), "By dimension, `channel` or `channel.not`.")),
        ("hours", Shapes.Ref("Hours")),
        ("orderBy", Shapes.List(Shapes.Text("A column; a minus sign before it means descending."))),
        ("limit", Shapes.Whole("Rows at most.")),
        ("offset", Shapes.Whole("Rows left out at the beginning.")),
        ("others", Shapes.Flag("Whether the rest is folded into one row.")),
        ("weekStart", Shapes.Ref("WeekStart")),
    ],
    [
        ("compare", ComparedPeriod()),
    ]);

    private static OpenApiSchema RowShape()
    {
        var row = Shapes.Object("One group in one bucket. It has a member for each dimension of `groupBy`; null is \"no value\". "
            + "With `shape=flat` and `shape=long` the members are the columns of the table.", [],
        [
            ("values", Shapes.Map(Shapes.Ref(Value), "By metric, as asked; absent with `shape=flat` and `shape=long`.")),
            ("date", Shapes.Date("With an interval that does not fold: the local date of the bucket's start.")),
            ("time", Shapes.Instant("With an interval: the bucket's natural start, in the zone.", "2026-01-01T00:00:00+01:00")),
            ("dayOfWeek", Shapes.Whole("With an interval that folds days: 1–7 from Monday.", 1, 7)),
            ("hourOfDay", Shapes.Whole("With an interval that folds hours: 0–23.", 0, 23)),
            .. Dimensions(),
        ]);
        row.AdditionalPropertiesAllowed = true;
        return row;
    }

    private static OpenApiSchema ValueShape() => Shapes.Object("One number with what it was made of.",
    [
        ("value", Shapes.OrNull(Shapes.Number("Rounded to four decimals; durations in seconds, ratios in percent. Null where there is no data to tell."))),
        ("count", Shapes.Whole("The sample size.")),
    ],
    [
        ("numerator", Shapes.Number("Ratios only.")),
        ("denominator", Shapes.Number("Ratios only.")),
        ("promoters", Shapes.Whole("nps only.")),
        ("passives", Shapes.Whole("nps only.")),
        ("detractors", Shapes.Whole("nps only.")),
        ("previous", Shapes.OrNull(Shapes.Number("With `compare`: the value of the other period."))),
        ("change", Shapes.OrNull(Shapes.Number("With `compare`: value − previous; null when either is."))),
        ("changePercent", Shapes.OrNull(Shapes.Number("With `compare`: null from 0 or null, too."))),
        ("expected", Shapes.Ref("KpiExpected", "On request, of rows and not of totals.")),
        ("confidence", Shapes.Ref("KpiConfidence", "On request, where there is one.")),
        ("target", Shapes.Ref("KpiTarget", "On request, where one is set.")),
    ]);

    private static OpenApiSchema RecordShape() => WithAttributes(Shapes.Object("One of the tickets, surveys or accounts behind a number. It has a member for each dimension of the metric; null is \"no value\".",
    [
        ("at", Shapes.Instant("What places it in the period, in the zone asked.", "2026-01-05T10:12:00+01:00")),
    ],
    [
        ("ticket", Shapes.Text("The ticket's id.", "T-1001")),
        ("survey", Shapes.Text("The survey's id.", "S-5")),
        ("value", Shapes.Number("What it adds to a mean or a sum, in the metric's unit.")),
        ("counted", Shapes.Flag("Ratios only: whether it is in the numerator.")),
        ("score", Shapes.Number("Surveys only: as answered.")),
        ("scaleMin", Shapes.Number("Surveys only: the least that could be answered.")),
        ("scaleMax", Shapes.Number("Surveys only: the most that could be answered.")),
        ("comment", Shapes.Text("Surveys only: what the customer wrote.", "Quick and friendly")),
        .. Dimensions().Where(dimension => dimension.Item1 != DimensionNames.Name(Engine.Metrics.Dimension.Tag)),
        ("tags", Shapes.List(Shapes.Text("A tag."), "Of the ticket, where the metric has tags.")),
    ]), ValueOfAttribute());

    private static IEnumerable<(string, IOpenApiSchema)> Dimensions() =>
        DimensionNames.All.Select(name => (name, (IOpenApiSchema)Shapes.OrNull(Shapes.Text($"The value of the dimension {name}."))));
}

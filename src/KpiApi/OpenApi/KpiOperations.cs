using System.Net.Mime;
using System.Text.Json.Nodes;
using KpiApi.Engine.Metrics;
using KpiApi.Kpis;
using Microsoft.OpenApi;

namespace KpiApi.OpenApi;

/// <summary>The reading calls.</summary>
internal static class KpiOperations
{
    private const string Meaning =
        "Any metrics over one period, cut by time and by dimensions, filtered. Means, ratios and percentiles without data are null, counts are 0; "
        + "percentiles are exact; totals come from the facts. A misspelt name or value is an error that says the nearest valid one.";

    private const string NotNow = "Still loading, or the version asked for is not visible yet, or the answer was not there in time, or too many wait for theirs; `Retry-After` says when to ask again.";

    private static readonly string[] s_notNow = ["store_unavailable", "version_not_visible", "query_timeout", "queries_busy", "deriving"];

    private static readonly string[] s_codes =
    [
        "required", "unknown_parameter", "unknown_metric", "unknown_statistic", "statistic_not_allowed", "unknown_dimension", "dimension_not_allowed",
        "unknown_value", "invalid_value", "out_of_range", "offset_missing", "unknown_time_zone", "empty_period", "conflict", "given_twice", "empty",
        "too_many", "too_many_buckets", "too_many_rows", "query_too_costly", "interval_not_allowed", "unknown_column", "needs_group", "no_calendar", "mixed_scales",
    ];

    public static IEnumerable<KeyValuePair<string, Action<Operation>>> All { get; } =
    [
        new("GET /v1/kpis", Get),
        new("POST /v1/kpis", Post),
        new("GET /v1/kpis/records", Records),
        new("GET /v1/tickets", Tickets),
        new("GET /v1/metrics", o => o
            .Is("listMetrics", Tags.Kpis, "The catalogue of metrics", "Every metric with its definition, unit, statistics and dimensions: what `metrics` of a query can name.")
            .InQuery("search", Shapes.Text("Only metrics whose abbreviation, name, title or definition has words that begin so, the best first.", "frt"))
            .Answers<ItemList<MetricItem>>(200, "All of them, or those found.")
            .Fails(503, "Still loading.", ["store_unavailable"])),
        new("GET /v1/metrics/{name}", o => o
            .Is("getMetric", Tags.Kpis, "One metric's definition", "What it counts, what places it in a period, whom it credits, and which reading of the trade was chosen.")
            .InPath("name", Shapes.Choice("A metric.", MetricCatalogue.All.Select(m => m.Name)))
            .Answers<MetricItem>(200, "The metric.")
            .Fails(404, "There is no such metric; `nearest` is the likest.", ["unknown_metric"])
            .Fails(503, "Still loading.", ["store_unavailable"])),
        new("GET /v1/dimensions/{name}", o => o
            .Is("listDimensionValues", Tags.Kpis, "The values of a dimension", "What a filter menu shows: every value seen, the most frequent first, with the number of tickets (events, answers) that have it now.")
            .InPath("name", Shapes.Choice("A dimension.", DimensionNames.All))
            .InQuery("prefix", Shapes.Text("Only values that begin so, upper case or lower.", "bil"))
            .InQuery("limit", Shapes.Whole("Values at most, up to 10,000; default 1,000."))
            .InQuery("cursor", Shapes.Text("`nextCursor` of the page before."))
            .Answers<ItemList<DimensionItem>>(200, "A page; `nextCursor` is null on the last one.")
            .Fails(400, "A parameter is wrong.", ["unknown_parameter", "invalid_value"])
            .Fails(404, "There is no such dimension.", ["unknown_dimension"])
            .Fails(503, NotNow, ["store_unavailable", "query_timeout", "queries_busy"])),
        new("GET /v1/tickets/{id}", o => o
            .Is("getTicket", Tags.Kpis, "A ticket explained", "The ticket as it came in, its timeline, and every fact derived from them: what each number counts, and why.")
            .InPath("id", Shapes.Text("The ticket's id.", "T-1001"))
            .Answers<TicketItem>(200, "All that is known of it; `facts` is null when nothing of it counts (merged, spam, deleted).")
            .Fails(404, "There is no such ticket.", ["unknown_ticket"])
            .Fails(503, "Still loading.", ["store_unavailable"])),
    ];

    private static void Get(Operation o)
    {
        o.Is("getKpis", Tags.Kpis, "Ask for numbers", Meaning);
        foreach (var parameter in KpiParameters.All.Concat(KpiParameters.OfCall))
            Ask(o, parameter);
        Answer(o);
    }

    private static void Records(Operation o)
    {
        o.Is("listRecords", Tags.Kpis, "What a number is made of", "The tickets or surveys behind one number: exactly as many as its `count`, in the order of their arrival.")
            .Parameter(new OpenApiParameter { Name = "metric", In = ParameterLocation.Query, Required = true }, Shapes.Choice("Whose facts.", MetricCatalogue.All.Select(m => m.Name)));
        foreach (var parameter in KpiParameters.OfFacts.Concat(KpiParameters.OfCall))
            Ask(o, parameter);
        Page(o).Answers<ItemList<Dictionary<string, object?>>>(200, "A page: ids, the moment that places each in the period, what it adds, whether a ratio counts it, its dimensions.")
            .Fails(400, "Everything that is wrong with the query, at once.", [.. s_codes, "no_records", Cursors.OfAnotherQuestion])
            .Fails(503, NotNow, s_notNow);
    }

    private static void Tickets(Operation o)
    {
        o.Is("listTickets", Tags.Kpis, "Tickets to work from", "Tickets as the numbers see them: open cases by age, by their last answer, by effort or by the value of the account.")
            .InQuery("state", Shapes.Choice("Which tickets.", ["all", "open", "resolved"], "all"))
            .InQuery("orderBy", Shapes.Text("`createdAt`, `lastResponseAt`, `handleSeconds` or `accountValue`; a minus sign before it means descending. Tickets without the value come last.", "-createdAt"));
        foreach (var parameter in KpiParameters.All.Where(p => IsOfTickets(p.Name)).Concat(KpiParameters.OfCall))
            Ask(o, parameter);
        Page(o).Answers<ItemList<Dictionary<string, object?>>>(200, "A page.")
            .Fails(400, "Everything that is wrong, at once.", ["unknown_parameter", "invalid_value", "unknown_column", "dimension_not_allowed", "unknown_value", Cursors.OfAnotherQuestion])
            .Fails(503, NotNow, s_notNow);
    }

    private static bool IsOfTickets(string name) => name == "allowUnknown"
        || (KpiParameters.IsFilter(name) && MetricCatalogue.Find("tickets_created")!.Allows(DimensionNames.Parse(name.Replace(".not", "", StringComparison.Ordinal))!.Value));

    private static Operation Page(Operation o) => o
        .InQuery("limit", Shapes.Whole("Items at most, up to 1,000; default 100."))
        .InQuery("cursor", Shapes.Text("`nextCursor` of the page before, of the same query. It holds on every replica, after a restart and while data arrives."));

    private static void Ask(Operation o, (string Name, OpenApiSchema Schema) parameter)
    {
        var isList = parameter.Schema.Type == JsonSchemaType.Array;
        o.Parameter(new OpenApiParameter
        {
            Name = parameter.Name,
            In = ParameterLocation.Query,
            Required = parameter.Name == "metrics",
            // A filter's values may contain commas, so it is repeated instead.
            Style = isList ? ParameterStyle.Form : null,
            Explode = isList && KpiParameters.IsFilter(parameter.Name),
        }, parameter.Schema);
    }

    private static void Post(Operation o)
    {
        o.Is("postKpis", Tags.Kpis, "Ask for numbers, with a body", Meaning + " The same as GET, for queries that are long.")
            .Takes("The parameters of GET under the same names.", (MediaTypeNames.Application.Json, o.Component("KpiRequest"), [("query", KpiShapes.RequestExample())]));
        Answer(o);
        o.Fails(415, "Another media type.", ["unsupported_media_type"]);
    }

    private static void Answer(Operation o) => o
        .Answers(200, "The numbers.", o.Component("KpiResult"), ("byChannel", KpiShapes.ResultExample()))
        .Fails(400, "Everything that is wrong with the query, at once.", s_codes, UnknownMetric())
        .Fails(503, NotNow, s_notNow);

    private static JsonObject UnknownMetric() => ProblemShapes.Example(400, "/v1/kpis", "unknown_metric", "There is no metric 'cast'.", new JsonObject
    {
        ["code"] = "unknown_metric",
        ["message"] = "There is no metric 'cast'.",
        ["parameter"] = "metrics",
        ["value"] = "cast",
        ["nearest"] = "csat",
    });
}

using System.Text.Json.Nodes;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Errors;
using Microsoft.OpenApi;

namespace KpiApi.Kpis.Endpoints;

/// <summary>A batch of questions and its answers, which the service reads and writes by hand.</summary>
internal static class KpiBatchShapes
{
    public const string Request = "KpiBatchRequest";
    public const string Answer = "KpiBatchAnswer";
    public const string Records = "KpiBatchRecords";
    public const string Tickets = "KpiBatchTickets";

    private const string RecordsRequest = "RecordsRequest";
    private const string TicketsRequest = "TicketsRequest";

    public static IEnumerable<(string Name, OpenApiSchema Schema)> All =>
    [
        (Request, Shapes.Object("Several queries and lists; at least one.", [],
        [
            (KpiBatchEndpoints.Queries, Shapes.List(Shapes.Ref(KpiShapes.Request))),
            (KpiBatchEndpoints.Records, Shapes.List(Shapes.Ref(RecordsRequest))),
            (KpiBatchEndpoints.Tickets, Shapes.List(Shapes.Ref(TicketsRequest))),
            ("minVersion", Shapes.OrNull(Shapes.Whole("Wait until this version is visible.", 4711))),
        ])),
        (RecordsRequest, Shapes.Object("The parameters of `GET /v1/kpis/records` under the same names.", [("metric", Shapes.Ref("Metric"))],
        [
            .. KpiParameters.OfFacts.Where(parameter => !KpiParameters.IsFilter(parameter.Name)), ("filters", KpiShapes.Filters()),
            ("orderBy", RecordEndpoints.Order()), ("outcome", RecordEndpoints.Outcome()), .. Page(RecordLists.MaxLimit, RecordLists.DefaultLimit),
        ])),
        (TicketsRequest, Shapes.Object("The parameters of `GET /v1/tickets` under the same names.", [],
        [
            ("state", TicketEndpoints.State()), ("orderBy", TicketEndpoints.Order()), .. KpiParameters.OfTickets.Where(parameter => !KpiParameters.IsFilter(parameter.Name)),
            ("filters", KpiShapes.Filters()), .. Page(TicketLists.MaxLimit, TicketLists.DefaultLimit),
        ])),
        (Answer, AnswerWith(Shapes.Ref(KpiShapes.Result, "With the status 200."))),
        (Records, AnswerWith(Shapes.Ref("RecordList", "With the status 200."))),
        (Tickets, AnswerWith(Shapes.Ref("ListedTicketList", "With the status 200."))),
    ];

    public static JsonNode Example() => JsonNode.Parse("""
        { "queries": [ { "metrics": ["csat", "nps"], "period": "last_30_days", "compare": "previous_period" }, { "metrics": ["tickets_created"], "period": "last_30_days", "interval": "day" } ],
          "records": [ { "metric": "survey_responses", "period": "last_30_days", "outcome": ["negative"], "orderBy": "-at", "limit": 20 } ], "tickets": [ { "state": "open", "orderBy": "dueAt" } ] }
        """)!;

    private static OpenApiSchema AnswerWith(IOpenApiSchema result) => Shapes.Object("The answer to one question, or what is wrong with it.", [("status", Shapes.Whole("That it would have had alone.", 200, 503))],
    [
        ("result", result),
        ("detail", Shapes.Text("For people; with any other status.", "There is no metric 'cast'.")),
        ("errors", Shapes.List(Shapes.Ref(ProblemShapes.Error), "Everything that is wrong with the question.")),
    ]);

    private static IEnumerable<(string, IOpenApiSchema)> Page(int maxLimit, int defaultLimit) =>
        [("limit", Shapes.Whole("Items at most.", 1, maxLimit, defaultLimit)), ("cursor", Shapes.Text("`nextCursor` of the page before, of the same list."))];
}

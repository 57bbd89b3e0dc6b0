using System.Text.Json.Nodes;
using KpiApi.Http.Descriptions;
using Microsoft.OpenApi;

namespace KpiApi.Http.Errors;

/// <summary>RFC 9457, with every error at once.</summary>
internal static class ProblemShapes
{
    public const string Problem = "Problem";

    /// <summary>Of a batch whose items were looked at.</summary>
    public const string RejectedBatch = "RejectedBatch";

    /// <summary>Of a batch that broke off; of one that was refused before it was read there are no counts.</summary>
    public const string InterruptedBatch = "InterruptedBatch";

    /// <summary>Of a batch of several kinds.</summary>
    public const string RejectedMixedBatch = "RejectedMixedBatch";

    /// <summary>While facts are loaded it says how many there are already.</summary>
    public const string NotReady = "NotReady";

    /// <summary>One schema for every error, so that a generated client has one class and shows all by one function; what only items have is optional.</summary>
    public const string Error = "ProblemError";

    public static IEnumerable<(string Name, OpenApiSchema Schema)> All =>
    [
        (Problem, Shapes.Object("What went wrong (RFC 9457).", Members(Error))),
        (RejectedBatch, Shapes.Object("What went wrong with a batch, and what became of the rest of it.", [.. Members(Error), .. Counts()], [DryRun])),
        (InterruptedBatch, Shapes.Object("What went wrong with a batch; with counts, what had become of it until then.", Members(Error), [.. Counts(), DryRun])),
        (RejectedMixedBatch, Shapes.Object("What went wrong with a batch of several kinds, and what became of the rest of it.",
            [.. Members(Error), ("version", Shapes.OrNull(Shapes.Whole("Of the data, at which all of it is visible; null when nothing was written.", 4711)))],
            [.. ((string[])["accounts", "agents", "tickets", "events", "surveys", "shifts", "costs"]).Select(kind => (kind, (IOpenApiSchema)Shapes.Ref("BatchResult"))), DryRun])),
        (NotReady, Shapes.Object("Why queries are not answered yet.", Members(Error),
        [
            ("loaded", Shapes.Whole("Owners of facts in memory.", 120_000)),
            ("of", Shapes.OrNull(Shapes.Whole("Those in the store; null until they are counted.", 400_000))),
            ("version", Shapes.OrNull(Shapes.Whole("Of the store; null until it is known.", 4711))),
        ])),
        (Error, ErrorShape()),
    ];

    /// <summary>A problem as the service answers it.</summary>
    public static JsonObject Example(int status, string path, string code, string detail, params IEnumerable<JsonNode> errors) => new()
    {
        ["type"] = Problems.TypeOf(code),
        ["title"] = Problems.TitleOf(status),
        ["status"] = status,
        ["detail"] = detail,
        ["instance"] = path,
        ["traceId"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00",
        ["errors"] = new JsonArray([.. errors]),
    };

    private static IEnumerable<(string, IOpenApiSchema)> Members(string error) =>
    [
        ("type", Shapes.Text("The kind of problem, made from the code.", "/problems/unknown-metric")),
        ("title", Shapes.Text("The status in words.", "Bad Request")),
        ("status", Shapes.Whole("The HTTP status.", 400, 599)),
        ("detail", Shapes.Text("A sentence for people.")),
        ("instance", Shapes.Text("The path that was asked.", "/v1/kpis")),
        ("traceId", Shapes.Text("Finds the request in the log.")),
        ("errors", Shapes.List(Shapes.Ref(error), "All of them, not the first; of a batch at most 1,000.")),
    ];

    private static IEnumerable<(string, IOpenApiSchema)> Counts() =>
    [
        ("received", Shapes.Whole("Items that came.", 3)),
        ("created", Shapes.Whole("New ones.", 2)),
        ("updated", Shapes.Whole("Known ones that changed.", 1)),
        ("unchanged", Shapes.Whole("Known ones that said nothing new, or were older than what is stored.", 0)),
        ("rejected", Shapes.Whole("Those with errors; all are counted, however many are listed.", 0)),
        ("stored", Shapes.Whole("created + updated + unchanged.", 3)),
        ("version", Shapes.OrNull(Shapes.Whole("Of the data, at which all of it is visible; null when nothing was written.", 4711))),
    ];

    private static (string, IOpenApiSchema) DryRun => ("dryRun", Shapes.Flag("True when nothing was stored, because only what would have happened was asked for; else absent."));

    private static OpenApiSchema ErrorShape() => Shapes.Object("One mistake.",
    [
        ("code", Shapes.Text("Stable, for programs.", "unknown_metric")),
        ("message", Shapes.Text("A sentence for people.")),
    ],
    [
        ("parameter", Shapes.Text("Of the query string, the path or the headers.", "metrics")),
        ("index", Shapes.Whole("Of the item in its batch, from 0.")),
        ("id", Shapes.Text("Of the item, if it has one.")),
        ("line", Shapes.Whole("Of a table, from 1, where the item's row begins.", 3)),
        ("column", Shapes.Text("Of a table, as its header names it.", "Opened")),
        ("pointer", Shapes.Text("Where in the body, or in the item (RFC 6901); of an item it is always there, and empty for the whole item.", "/resolvedAt")),
        ("value", new OpenApiSchema { Description = "As it was sent, shortened when long." }),
        ("nearest", Shapes.Text("The valid word that is likest.", "first_response_time")),
    ]);
}

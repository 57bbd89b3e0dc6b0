using System.Text.Json.Nodes;
using KpiApi.Hosting;
using Microsoft.OpenApi;

namespace KpiApi.OpenApi;

/// <summary>RFC 9457, with every error at once.</summary>
internal static class ProblemShapes
{
    public static OpenApiSchema Problem()
    {
        var schema = Shapes.Object("What went wrong (RFC 9457). A batch adds the counts of its answer.",
            ("type", Shapes.Text("The kind of problem, made from the code.", "/problems/unknown-metric")),
            ("title", Shapes.Text("The status in words.", "Bad Request")),
            ("status", Shapes.Whole("The HTTP status.", 400)),
            ("detail", Shapes.Text("A sentence for people.")),
            ("instance", Shapes.Text("The path that was asked.", "/v1/kpis")),
            ("traceId", Shapes.Text("Finds the request in the log.")),
            ("errors", Shapes.List(Error(), "All of them, not the first.")));
        schema.AdditionalPropertiesAllowed = true;
        schema.Required = new HashSet<string> { "type", "title", "status", "detail" };
        return schema;
    }

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

    private static OpenApiSchema Error() => Shapes.Object(null,
        ("code", Shapes.Text("Stable, for programs.", "unknown_metric")),
        ("message", Shapes.Text("A sentence for people.")),
        ("parameter", Shapes.Text("Of the query string, the path or the headers.", "metrics")),
        ("index", Shapes.Whole("Of the item in its batch, from 0.")),
        ("id", Shapes.Text("Of the item, if it has one.")),
        ("pointer", Shapes.Text("Where in the item (RFC 6901).", "/resolvedAt")),
        ("value", new OpenApiSchema { Description = "As it was sent, shortened when long." }),
        ("nearest", Shapes.Text("The valid word that is likest.", "first_response_time")));
}

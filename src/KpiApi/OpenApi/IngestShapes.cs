using System.Text.Json.Nodes;
using KpiApi.Storage;
using Microsoft.OpenApi;

namespace KpiApi.OpenApi;

internal static class IngestShapes
{
    public static OpenApiSchema BatchResult() => Shapes.Object("What became of a batch.",
        ("received", Shapes.Whole("Items that came.", 3)),
        ("created", Shapes.Whole("New ones.", 2)),
        ("updated", Shapes.Whole("Known ones that changed.", 1)),
        ("unchanged", Shapes.Whole("Known ones that said nothing new, or were older than what is stored.", 0)),
        ("rejected", Shapes.Whole("Those with errors; all are counted, however many are listed.", 0)),
        ("stored", Shapes.Whole("created + updated + unchanged.", 3)),
        ("version", Shapes.OrNull(Shapes.Whole("Of the data, at which all of it is visible; null when nothing was written.", 4711))),
        ("errors", Shapes.List(new OpenApiSchema { Type = JsonSchemaType.Object }, "At most 1,000; see Problem.")));

    public static OpenApiSchema ItemResult() => Shapes.Object("What became of one item.",
        ("id", Shapes.Text("Of the item.", "T-1001")),
        ("outcome", Shapes.Choice("What the store did.", Enum.GetNames<Outcome>().Select(n => n.ToLowerInvariant()))),
        ("version", Shapes.Whole("Of the data, at which it is visible.", 4711)));

    public static JsonObject Batch(int received, int created, int rejected = 0) => new()
    {
        ["received"] = received,
        ["created"] = created,
        ["updated"] = 0,
        ["unchanged"] = 0,
        ["rejected"] = rejected,
        ["stored"] = created,
        ["version"] = 4711,
        ["errors"] = new JsonArray(),
    };

    public static JsonObject Item(string id, string outcome) => new() { ["id"] = id, ["outcome"] = outcome, ["version"] = 4711 };
}

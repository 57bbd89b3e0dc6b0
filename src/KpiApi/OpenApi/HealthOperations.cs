using System.Text.Json.Nodes;

namespace KpiApi.OpenApi;

internal static class HealthOperations
{
    public static IEnumerable<KeyValuePair<string, Action<Operation>>> All { get; } =
    [
        new("GET /health/live", o => o
            .Is("live", Tags.Health, "Is the process alive?", "Answers as long as the process does; says nothing about the data.")
            .Answers(200, "It is.", Shapes.Object(null, ("status", Shapes.Text("live"))), ("live", Status("live")))),
        new("GET /health/ready", o => o
            .Is("ready", Tags.Health, "Can it answer queries?", "Not before every fact of the store is in memory: numbers from half of the facts would be wrong numbers.")
            .Answers(200, "It can.", Shapes.Object(null, ("status", Shapes.Text("ready"))), ("ready", Status("ready")))
            .Fails(503, "Still loading; `Retry-After` says when to ask again.", ["store_unavailable"])),
    ];

    private static JsonObject Status(string status) => new() { ["status"] = status };
}

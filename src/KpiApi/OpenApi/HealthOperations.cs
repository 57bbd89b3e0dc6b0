using System.Text.Json.Nodes;
using KpiApi.Hosting;

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
        new("GET /v1/status", o => o
            .Is("status", Tags.Health, "How is it?", "For people: versions, lag, sizes and the last error. It asks no database, so it answers also while the database is away or facts are being loaded.")
            .Answers<ServiceStatus>(200, "As this process sees it.")
            .Fails(400, "It takes no parameters.", ["unknown_parameter"])),
    ];

    private static JsonObject Status(string status) => new() { ["status"] = status };
}

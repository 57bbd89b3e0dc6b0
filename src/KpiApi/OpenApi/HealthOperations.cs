using System.Text.Json.Nodes;
using KpiApi.Hosting;
using Microsoft.OpenApi;

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
            .Answers(200, "It can; while the store is away too, when `warnings` tells how old the numbers are.", Ready, ("ready", ReadyExample))
            .Fails(503, "Still loading; `Retry-After` says when to ask again. Or the database is damaged, which does not pass.", ["store_unavailable", "store_damaged"])),
        new("GET /v1/status", o => o
            .Is("status", Tags.Health, "How is it?", "For people: versions, lag, sizes and the last error. It asks no database, so it answers also while the database is away or facts are being loaded.")
            .Answers<ServiceStatus>(200, "As this process sees it.")
            .Fails(400, "It takes no parameters.", ["unknown_parameter"])),
    ];

    private static OpenApiSchema Ready => Shapes.Object(
        null,
        ("status", Shapes.Text("ready")),
        ("writes", Shapes.Text("Whether writes are `taken`, or `refused` at once because the store is away.", "taken")),
        ("warnings", KpiShapes.Warnings()));

    private static JsonObject ReadyExample => new() { ["status"] = "ready", ["writes"] = "taken", ["warnings"] = new JsonArray() };

    private static JsonObject Status(string status) => new() { ["status"] = status };
}

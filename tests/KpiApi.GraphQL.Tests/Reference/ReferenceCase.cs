using System.Text.Json;
using System.Text.Json.Nodes;

namespace KpiApi.GraphQL.Tests.Reference;

/// <summary>A document with what the reference implementation made of it; make-cases.mjs writes them.</summary>
public sealed record ReferenceCase(
    string Id,
    string Query,
    JsonElement? Variables,
    string? Operation,
    string Verdict,
    int[][]? Locations,
    JsonNode? Data,
    ReferenceError[]? Errors)
{
    public static IReadOnlyList<ReferenceCase> All { get; } = JsonSerializer.Deserialize<List<ReferenceCase>>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Reference", "cases.json")), JsonSerializerOptions.Web)!;
}

public sealed record ReferenceError(JsonArray? Path, int[][] Locations);

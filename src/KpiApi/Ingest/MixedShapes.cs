using System.Text.Json.Nodes;
using KpiApi.Http.Descriptions;
using KpiApi.Ingest.Contracts;
using Microsoft.OpenApi;

namespace KpiApi.Ingest;

/// <summary>A batch of several kinds, as the document describes it.</summary>
internal static class MixedShapes
{
    public const string Batch = "Batch";

    public static (string Name, OpenApiSchema Schema) Body => (Batch, Shapes.Object("Items of several kinds.", [],
    [
        Kind(Resources.Accounts), Kind(Resources.Agents), Kind(Resources.Tickets), Kind(Resources.Events), Kind(Resources.Surveys), Kind(Resources.Shifts), Kind(Resources.Costs),
    ]));

    /// <summary>Of the rules between the fields of any kind.</summary>
    public static IEnumerable<string> Codes => ((string[][])[Resources.Accounts.Codes, Resources.Tickets.Codes, Resources.Events.Codes, Resources.Surveys.Codes, Resources.Shifts.Codes])
        .SelectMany(codes => codes).Distinct();

    public static JsonObject Example() => new()
    {
        ["accounts"] = new JsonArray(Resources.Accounts.Example()),
        ["tickets"] = new JsonArray(Resources.Tickets.Example()),
        ["events"] = new JsonArray(Resources.Events.Example()),
        ["surveys"] = new JsonArray(Resources.Surveys.Example()),
    };

    private static (string, IOpenApiSchema) Kind<T>(Resource<T> resource) =>
        (resource.Contract.Name, Shapes.List(Shapes.Ref(ContractShapes.Part(resource.Contract)), $"Merged like those of `POST /v1/{resource.Contract.Name}`."));
}

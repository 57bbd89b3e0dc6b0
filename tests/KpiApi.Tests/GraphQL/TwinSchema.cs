using System.Text.Json.Nodes;

namespace KpiApi.Tests.GraphQL;

/// <summary>The served schema, so that documents ask for every field there is, and a new one is compared as soon as it is there.</summary>
internal sealed class TwinSchema
{
    private const string Introspection =
        "{ __schema { types { name kind fields { name type { ...T } } } } } fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

    private static TwinSchema? s_served;

    private readonly Dictionary<string, JsonNode> _types;
    private readonly Dictionary<string, string> _selections = [];

    private TwinSchema(JsonNode schema) => _types = schema["types"]!.AsArray().ToDictionary(t => (string)t!["name"]!, t => t!);

    /// <summary>Read once: all apps of a run serve the same one.</summary>
    public static async Task<TwinSchema> OfAsync(Func<string, Task<(int Status, JsonNode? Json)>> ask) =>
        s_served ??= new((await ask(Introspection)).Json!["data"]!["__schema"]!);

    /// <summary>Everything that a field of the query type can tell.</summary>
    public string Selection(string field)
    {
        lock (_selections)
            return _selections.TryGetValue(field, out var known) ? known : _selections[field] = All(Named(Field("Query", field)));
    }

    /// <summary>The data of a field as REST writes it: enums in lower case.</summary>
    public JsonNode? Told(string field, JsonNode? data) => Told(Named(Field("Query", field)), data);

    private JsonNode? Told(JsonNode type, JsonNode? data) => data switch
    {
        null => null,
        JsonArray list => new JsonArray([.. list.Select(item => Told(type, item))]),
        JsonObject members => new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, Told(Named(Field((string)type["name"]!, m.Key)), m.Value)))),
        _ => Is(type, "ENUM") ? JsonValue.Create(((string)data!).ToLowerInvariant()) : data.DeepClone(),
    };

    /// <summary>A connection's edges tell the nodes again.</summary>
    private string All(JsonNode type) => _types[(string)type["name"]!]["fields"] is not JsonArray fields ? "" : "{ " + string.Join(' ', fields
        .Where(f => (string)f!["name"]! != "edges").Select(f => (string)f!["name"]! + All(Named(f["type"]!)))) + " }";

    private JsonNode Field(string type, string name) => _types[type]["fields"]!.AsArray().First(f => (string)f!["name"]! == name)!["type"]!;

    private static JsonNode Named(JsonNode type) => type["ofType"] is { } inner ? Named(inner) : type;

    private static bool Is(JsonNode type, string kind) => (string)type["kind"]! == kind;
}

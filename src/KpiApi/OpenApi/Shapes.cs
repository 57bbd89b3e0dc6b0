using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace KpiApi.OpenApi;

/// <summary>Schemas in a line each.</summary>
internal static class Shapes
{
    public static OpenApiSchema Text(string description, string? example = null) => Of(JsonSchemaType.String, description, example is null ? null : JsonValue.Create(example));

    public static OpenApiSchema Instant(string description, string example)
    {
        var schema = Text(description, example);
        schema.Format = "date-time";
        return schema;
    }

    public static OpenApiSchema Choice(string description, IEnumerable<string> values, string? byDefault = null)
    {
        var schema = Text(description);
        schema.Enum = [.. values.Select(v => JsonValue.Create(v))];
        schema.Default = byDefault is null ? null : JsonValue.Create(byDefault);
        return schema;
    }

    public static OpenApiSchema Whole(string description, long? example = null)
    {
        var schema = Of(JsonSchemaType.Integer, description, example is null ? null : JsonValue.Create(example.Value));
        schema.Format = "int64";
        return schema;
    }

    public static OpenApiSchema Number(string description) => Of(JsonSchemaType.Number, description, null);

    public static OpenApiSchema Flag(string description, bool byDefault)
    {
        var schema = Of(JsonSchemaType.Boolean, description, null);
        schema.Default = JsonValue.Create(byDefault);
        return schema;
    }

    public static OpenApiSchema List(IOpenApiSchema items, string? description = null) =>
        new() { Type = JsonSchemaType.Array, Items = items, Description = description };

    /// <summary>An object with these members and no others.</summary>
    public static OpenApiSchema Object(string? description, params IEnumerable<(string Name, IOpenApiSchema Schema)> members) => new()
    {
        Type = JsonSchemaType.Object,
        Description = description,
        Properties = members.ToDictionary(m => m.Name, m => m.Schema),
        AdditionalPropertiesAllowed = false,
    };

    /// <summary>An object whose members have names that depend on what was asked.</summary>
    public static OpenApiSchema Map(IOpenApiSchema values, string description) =>
        new() { Type = JsonSchemaType.Object, AdditionalProperties = values, Description = description };

    public static OpenApiSchema OrNull(OpenApiSchema schema)
    {
        schema.Type |= JsonSchemaType.Null;
        return schema;
    }

    private static OpenApiSchema Of(JsonSchemaType type, string description, JsonNode? example) =>
        new() { Type = type, Description = description, Examples = example is null ? null : [example] };
}

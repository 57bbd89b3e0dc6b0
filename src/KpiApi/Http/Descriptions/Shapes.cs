using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace KpiApi.Http.Descriptions;

/// <summary>Schemas in a line each.</summary>
internal static class Shapes
{
    public static OpenApiSchema Text(string description, string? example = null) => Of(JsonSchemaType.String, description, example is null ? null : JsonValue.Create(example));

    public static OpenApiSchema Instant(string description, string? example = null)
    {
        var schema = Text(description, example);
        schema.Format = "date-time";
        return schema;
    }

    public static OpenApiSchema Date(string description)
    {
        var schema = Text(description);
        schema.Format = "date";
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

    /// <summary>Of 32 bits.</summary>
    public static OpenApiSchema Whole(string description, int min, int max, int? byDefault = null)
    {
        var schema = Whole(description);
        (schema.Format, schema.Minimum, schema.Maximum) = ("int32", min.ToString(CultureInfo.InvariantCulture), max.ToString(CultureInfo.InvariantCulture));
        schema.Default = byDefault is null ? null : JsonValue.Create(byDefault.Value);
        return schema;
    }

    public static OpenApiSchema Number(string description)
    {
        var schema = Of(JsonSchemaType.Number, description, null);
        schema.Format = "double";
        return schema;
    }

    public static OpenApiSchema Flag(string description, bool? byDefault = null)
    {
        var schema = Of(JsonSchemaType.Boolean, description, null);
        schema.Default = byDefault is null ? null : JsonValue.Create(byDefault.Value);
        return schema;
    }

    public static OpenApiSchema List(IOpenApiSchema items, string? description = null) =>
        new() { Type = JsonSchemaType.Array, Items = items, Description = description };

    /// <summary>An object with these members and no others; the optional ones may be absent.</summary>
    public static OpenApiSchema Object(string? description, IEnumerable<(string Name, IOpenApiSchema Schema)> required, IEnumerable<(string Name, IOpenApiSchema Schema)>? optional = null)
    {
        var members = required.ToList();
        return new()
        {
            Type = JsonSchemaType.Object,
            Description = description,
            Properties = members.Concat(optional ?? []).ToDictionary(m => m.Name, m => m.Schema),
            Required = members.Select(m => m.Name).ToHashSet(),
            AdditionalPropertiesAllowed = false,
        };
    }

    /// <summary>An object whose members have names that depend on what was asked.</summary>
    public static OpenApiSchema Map(IOpenApiSchema values, string description) =>
        new() { Type = JsonSchemaType.Object, AdditionalProperties = values, Description = description };

    /// <summary>A component, which the document describes once.</summary>
    public static OpenApiSchemaReference Ref(string component, string? description = null, string? byDefault = null)
    {
        var reference = new OpenApiSchemaReference(component);
        if (description is not null) reference.Description = description;
        if (byDefault is not null) reference.Default = JsonValue.Create(byDefault);
        return reference;
    }

    public static OpenApiSchema OrNull(OpenApiSchema schema)
    {
        schema.Type |= JsonSchemaType.Null;
        return schema;
    }

    public static OpenApiSchema OrNull(OpenApiSchemaReference component) => new()
    {
        OneOf = [component, new OpenApiSchema { Type = JsonSchemaType.Null }],
    };

    private static OpenApiSchema Of(JsonSchemaType type, string description, JsonNode? example) =>
        new() { Type = type, Description = description, Examples = example is null ? null : [example] };
}

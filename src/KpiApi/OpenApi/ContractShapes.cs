using System.Globalization;
using System.Text.Json.Nodes;
using KpiApi.Ingest;
using Microsoft.OpenApi;

namespace KpiApi.OpenApi;

/// <summary>From a contract's table of fields to its schema: what the reader checks is what the document says.</summary>
internal static class ContractShapes
{
    public static OpenApiSchema Schema<T>(Contract<T> contract)
    {
        var schema = Shapes.Object(null, contract.Fields.Select(f => (f.Name, (IOpenApiSchema)Schema(f))));
        schema.Required = contract.Fields.Where(f => f.Required).Select(f => f.Name).ToHashSet();
        return schema;
    }

    /// <summary>The fields named, in the contract's order, each with its example.</summary>
    public static JsonObject Example<T>(Contract<T> contract, params string[] names) =>
        new(contract.Fields.Where(f => names.Contains(f.Name)).Select(f => KeyValuePair.Create<string, JsonNode?>(f.Name, Example(f))));

    /// <summary>The same as a table of one row.</summary>
    public static string CsvExample(JsonObject item) =>
        $"{string.Join(',', item.Select(member => member.Key))}\n{string.Join(',', item.Select(member => member.Value!.ToString()))}\n";

    private static OpenApiSchema Schema(Field field)
    {
        var description = field.Default is null ? field.Description : $"{field.Description} Default: {field.Default}.";
        var schema = new OpenApiSchema { Type = Type(field.Kind), Description = description, Examples = [Example(field)] };
        switch (field.Kind)
        {
            case FieldKind.Text:
                schema.MinLength = 1;
                schema.MaxLength = field.MaxLength;
                break;
            case FieldKind.Choice:
                schema.Enum = [.. field.Choices.Select(c => JsonValue.Create(c))];
                break;
            case FieldKind.Instant:
                schema.Format = "date-time";
                break;
            case FieldKind.Whole or FieldKind.Seconds or FieldKind.Number or FieldKind.Money:
                schema.Minimum = field.Min.ToString(CultureInfo.InvariantCulture);
                schema.Maximum = field.Max.ToString(CultureInfo.InvariantCulture);
                break;
        }
        return field.Required ? schema : Shapes.OrNull(schema);
    }

    private static JsonSchemaType Type(FieldKind kind) => kind switch
    {
        FieldKind.Flag => JsonSchemaType.Boolean,
        FieldKind.Whole => JsonSchemaType.Integer,
        FieldKind.Seconds or FieldKind.Number or FieldKind.Money => JsonSchemaType.Number,
        _ => JsonSchemaType.String,
    };

    private static JsonNode Example(Field field) => field.Kind is FieldKind.Text or FieldKind.Choice or FieldKind.Instant
        ? JsonValue.Create(field.Example)
        : JsonNode.Parse(field.Example)!;
}

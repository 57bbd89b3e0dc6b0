using System.Globalization;
using System.Text.Json.Nodes;
using KpiApi.Engine.Model;
using KpiApi.Http.Descriptions;
using Microsoft.OpenApi;

namespace KpiApi.Ingest.Contracts;

/// <summary>From a contract's table of fields to its schema: what the reader checks is what the document says.</summary>
internal static class ContractShapes
{
    public const string OnError = "OnError";

    public static (string Name, OpenApiSchema Schema) OnErrorChoice => (OnError, Shapes.Choice("`reject` the whole array, or `skip` the bad items only.", ["reject", "skip"]));

    /// <summary>An item as it is posted; its body under a path that has the id already; and the words of its fields.</summary>
    public static IEnumerable<(string Name, OpenApiSchema Schema)> Of<T>(Contract<T> contract)
    {
        var name = NameOf(contract);
        yield return (name, Schema(contract.Fields, $"One {contract.Singular}."));
        yield return (Part(contract), Schema([.. contract.Fields.Select(f => f == contract.Id ? f : f with { Required = false })],
            $"One {contract.Singular}, or some values of one: what is left out stays as it is stored, null clears it. A new one needs what {A(name)} needs."));
        yield return (Patch(contract), Schema([.. contract.Fields.Select(f => f with { Required = false })],
            $"The values of {A(contract.Singular)} that change: what is left out stays as it is stored, null clears it."));
        yield return (Body(contract), Schema([.. contract.Fields.Select(f => f.Name == "id" ? f with { Required = false } : f)], $"One {contract.Singular}; the path has its id, and the body may repeat it."));
        foreach (var field in contract.Fields.Where(f => f.ChoiceName is not null)) yield return (field.ChoiceName!, Shapes.Choice(field.Description, field.Choices));
    }

    /// <summary>Ticket, of the contract of tickets.</summary>
    public static string NameOf<T>(Contract<T> contract) => char.ToUpperInvariant(contract.Singular[0]) + contract.Singular[1..];

    public static string Body<T>(Contract<T> contract) => NameOf(contract) + "Body";

    /// <summary>What is merged into an item; TicketPart.</summary>
    public static string Part<T>(Contract<T> contract) => NameOf(contract) + "Part";

    /// <summary>The same under a path that has the id already.</summary>
    public static string Patch<T>(Contract<T> contract) => NameOf(contract) + "Patch";

    public static OpenApiSchema OneOrSeveral<T>(Contract<T> contract) => new()
    {
        Description = "One item, or a list of items.",
        OneOf = [Shapes.Ref(Part(contract)), Shapes.List(Shapes.Ref(Part(contract)))],
    };

    /// <summary>The fields named, in the contract's order, each with its example.</summary>
    public static JsonObject Example<T>(Contract<T> contract, params string[] names) =>
        new(contract.Fields.Where(f => names.Contains(f.Name)).Select(f => KeyValuePair.Create<string, JsonNode?>(f.Name, Example(f))));

    /// <summary>The same as a table of one row.</summary>
    public static string CsvExample(JsonObject item) =>
        $"{string.Join(',', item.Select(member => member.Key))}\n{string.Join(',', item.Select(member => member.Value is JsonArray tags ? string.Join(TagText.Separator, tags) : member.Value!.ToString()))}\n";

    private static string A(string name) => name[0] is 'a' or 'e' or 'A' or 'E' ? $"an {name}" : $"a {name}";

    private static OpenApiSchema Schema(IReadOnlyList<Field> fields, string description)
    {
        var members = fields.ToLookup(f => f.Required, f => (f.Name, Schema(f)));
        var schema = Shapes.Object(description, members[true], members[false]);
        // In the order of the contract, in which people write them.
        schema.Properties = fields.ToDictionary(f => f.Name, f => schema.Properties![f.Name]);
        return schema;
    }

    private static IOpenApiSchema Schema(Field field)
    {
        var description = field.Default is null ? field.Description : $"{field.Description} Default: {field.Default}.";
        if (field.MayBeDay) description += " A date alone is the beginning of that day, in the service's time zone.";
        if (field.MayBeNumber) description += " A whole number is taken as its digits.";
        if (field.ChoiceName is { } choice)
        {
            if (field.Required) return Shapes.Ref(choice, description);
            var optional = Shapes.OrNull(Shapes.Ref(choice));
            (optional.Description, optional.Examples) = (description, [Example(field)]);
            return optional;
        }

        if (field.Kind == FieldKind.Attributes)
        {
            var values = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Number | JsonSchemaType.Boolean | JsonSchemaType.Null };
            var map = Shapes.OrNull(Shapes.Map(values, description));
            map.Examples = [Example(field)];
            return map;
        }

        if (field.Kind == FieldKind.Tags)
        {
            var tags = Shapes.OrNull(Shapes.List(new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = field.MaxLength, Pattern = @"^[^|]*$" }, description));
            tags.Examples = [Example(field)];
            return tags;
        }

        var schema = new OpenApiSchema { Type = Type(field.Kind), Description = description, Examples = [Example(field)] };
        switch (field.Kind)
        {
            case FieldKind.Text:
                schema.MinLength = 1;
                schema.MaxLength = field.MaxLength;
                break;
            case FieldKind.Instant:
                schema.Format = "date-time";
                break;
            case FieldKind.Whole or FieldKind.Seconds or FieldKind.Number or FieldKind.Money:
                schema.Format = field.Kind == FieldKind.Whole ? "int32" : "double";
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

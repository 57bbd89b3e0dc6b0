namespace KpiApi.GraphQL.Schema;

/// <summary>Prints a schema in the definition language, laid out as graphql-js lays it out, so that tools see no difference.</summary>
internal static class SchemaPrinter
{
    public static string Print(GraphQLSchema schema)
    {
        var types = schema.Types.Except(BuiltInScalars.Specified).Where(type => !type.Name.StartsWith("__", StringComparison.Ordinal));
        return string.Join("\n\n", types.Select(Print)) + "\n";
    }

    private static string Print(NamedType type) => Description(type.Description, "", isFirst: true) + type switch
    {
        ScalarType scalar => $"scalar {scalar.Name}{SpecifiedBy(scalar)}",
        ObjectType fields => $"type {fields.Name}{Block(fields.Fields.Values.Select(Print))}",
        EnumType members => $"enum {members.Name}{Block(members.Members.Select(Print))}",
        InputObjectType fields => $"input {fields.Name}{(fields.IsOneOf ? " @oneOf" : "")}{Block(fields.Fields.Values.Select(PrintField))}",
        _ => throw new InvalidOperationException($"{type} can't be printed."),
    };

    private static string Block(IEnumerable<string> items) => $" {{\n{string.Join('\n', items)}\n}}";

    private static string Print(FieldDefinition field, int index) =>
        $"{Description(field.Description, "  ", index == 0)}  {field.Name}{Arguments(field.Arguments)}: {field.Type}"
        + Deprecated(field.DeprecationReason);

    private static string PrintField(InputValue field, int index) => $"{Description(field.Description, "  ", index == 0)}  {Print(field)}";

    private static string Print(EnumMember member, int index) =>
        $"{Description(member.Description, "  ", index == 0)}  {member.Name}{Deprecated(member.DeprecationReason)}";

    private static string Print(InputValue input)
    {
        var @default = input.HasDefault ? $" = {LiteralPrinter.Print(input.Default, input.Type)}" : "";
        return $"{input.Name}: {input.Type}{@default}{Deprecated(input.DeprecationReason)}";
    }

    private static string Arguments(IReadOnlyList<InputValue> arguments)
    {
        if (arguments.Count == 0) return "";
        var isPlain = arguments.All(argument => string.IsNullOrEmpty(argument.Description));
        if (isPlain) return $"({string.Join(", ", arguments.Select(Print))})";
        var lines = arguments.Select((argument, index) => $"{Description(argument.Description, "    ", index == 0)}    {Print(argument)}");
        return $"(\n{string.Join('\n', lines)}\n  )";
    }

    private static string Deprecated(string? reason) => reason switch
    {
        null => "",
        "No longer supported" => " @deprecated",
        _ => $" @deprecated(reason: {LiteralPrinter.Quote(reason)})",
    };

    private static string SpecifiedBy(ScalarType scalar) =>
        scalar.SpecifiedByUrl is { } url ? $" @specifiedBy(url: {LiteralPrinter.Quote(url)})" : "";

    private static string Description(string? text, string indentation, bool isFirst)
    {
        if (text is null) return "";
        var isLong = text.Length > 70 || text.Contains('\n', StringComparison.Ordinal) || text.EndsWith('"') || text.EndsWith('\\');
        var escaped = text.Replace("\"\"\"", "\\\"\"\"", StringComparison.Ordinal);
        var block = isLong ? $"\"\"\"\n{escaped}\n\"\"\"" : $"\"\"\"{escaped}\"\"\"";
        // A blank line stands before each described member but the first.
        var before = isFirst || indentation.Length == 0 ? indentation : "\n" + indentation;
        return before + block.Replace("\n", "\n" + indentation, StringComparison.Ordinal) + "\n";
    }
}

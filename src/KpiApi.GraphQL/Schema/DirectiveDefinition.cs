namespace KpiApi.GraphQL.Schema;

internal sealed record DirectiveDefinition(string Name, string Description, IReadOnlyList<string> Locations)
{
    public IReadOnlyList<InputValue> Arguments { get; init; } = [];

    public static IReadOnlyList<DirectiveDefinition> All { get; } =
    [
        new("include", "Selects the field or fragment only when `if` is true.", ["FIELD", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"])
        {
            Arguments = [new("if", new NonNullType(BuiltInScalars.Boolean)) { Description = "Selected when true." }],
        },
        new("skip", "Leaves the field or fragment out when `if` is true.", ["FIELD", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"])
        {
            Arguments = [new("if", new NonNullType(BuiltInScalars.Boolean)) { Description = "Left out when true." }],
        },
        new("deprecated", "Marks what is still served and should no longer be used.",
            ["FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INPUT_FIELD_DEFINITION", "ENUM_VALUE"])
        {
            Arguments =
            [
                new("reason", BuiltInScalars.String)
                {
                    Description = "Why, and what to use instead, in Markdown.", HasDefault = true, Default = "No longer supported",
                },
            ],
        },
        new("specifiedBy", "Says where the format of a custom scalar is specified.", ["SCALAR"])
        {
            Arguments =
            [
                new("url", new NonNullType(BuiltInScalars.String)) { Description = "The address of the specification." },
            ],
        },
        new("oneOf", "Marks an input object of which exactly one field must be given.", ["INPUT_OBJECT"]),
    ];

    public static DirectiveDefinition? Find(string name) => All.FirstOrDefault(directive => directive.Name == name);
}

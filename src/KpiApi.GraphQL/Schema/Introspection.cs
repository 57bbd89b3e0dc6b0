namespace KpiApi.GraphQL.Schema;

/// <summary>The schema that describes schemas, resolved like any other.</summary>
internal static class Introspection
{
    private static readonly EnumType Kind = Enumeration(
        "__TypeKind", "What a type is.", "SCALAR", "OBJECT", "INTERFACE", "UNION", "ENUM", "INPUT_OBJECT", "LIST", "NON_NULL");

    private static readonly EnumType Location = Enumeration(
        "__DirectiveLocation",
        "Where a directive may stand.",
        "QUERY", "MUTATION", "SUBSCRIPTION", "FIELD", "FRAGMENT_DEFINITION", "FRAGMENT_SPREAD", "INLINE_FRAGMENT", "VARIABLE_DEFINITION",
        "SCHEMA", "SCALAR", "OBJECT", "FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INTERFACE", "UNION", "ENUM", "ENUM_VALUE", "INPUT_OBJECT",
        "INPUT_FIELD_DEFINITION");

    private static readonly ObjectType Schema = new("__Schema") { Description = "Everything a server can be asked." };
    private static readonly ObjectType Type = new("__Type") { Description = "A type; which fields are null depends on its kind." };
    private static readonly ObjectType Field = new("__Field") { Description = "A field of an object type." };
    private static readonly ObjectType Input = new("__InputValue") { Description = "An argument, or a field of an input object." };
    private static readonly ObjectType Value = new("__EnumValue") { Description = "A value of an enum." };
    private static readonly ObjectType Directive = new("__Directive") { Description = "A directive the server knows." };

    private static readonly InputValue IncludeDeprecated = new("includeDeprecated", BuiltInScalars.Boolean)
    {
        Description = "Whether deprecated ones are listed too.",
        HasDefault = true,
        Default = false,
    };

    static Introspection()
    {
        Add<GraphQLSchema>(Schema, "description", BuiltInScalars.String, _ => null);
        Add<GraphQLSchema>(Schema, "types", List(Type), schema => schema.Types);
        Add<GraphQLSchema>(Schema, "queryType", Required(Type), schema => schema.Query);
        Add<GraphQLSchema>(Schema, "mutationType", Type, _ => null);
        Add<GraphQLSchema>(Schema, "subscriptionType", Type, _ => null);
        Add<GraphQLSchema>(Schema, "directives", List(Directive), _ => DirectiveDefinition.All);

        Add<GraphType>(Type, "kind", Required(Kind), KindOf);
        Add<GraphType>(Type, "name", BuiltInScalars.String, type => (type as NamedType)?.Name);
        Add<GraphType>(Type, "description", BuiltInScalars.String, type => (type as NamedType)?.Description);
        Add<GraphType>(Type, "specifiedByURL", BuiltInScalars.String, type => (type as ScalarType)?.SpecifiedByUrl);
        Add<GraphType>(Type, "fields", new ListType(Required(Field)), IncludeDeprecated, (type, all) =>
            (type as ObjectType)?.Fields.Values.Where(field => all || field.DeprecationReason is null));
        Add<GraphType>(Type, "interfaces", new ListType(Required(Type)), type => type is ObjectType ? Array.Empty<GraphType>() : null);
        Add<GraphType>(Type, "possibleTypes", new ListType(Required(Type)), _ => null);
        Add<GraphType>(Type, "enumValues", new ListType(Required(Value)), IncludeDeprecated, (type, all) =>
            (type as EnumType)?.Members.Where(member => all || member.DeprecationReason is null));
        Add<GraphType>(Type, "inputFields", new ListType(Required(Input)), IncludeDeprecated, (type, all) =>
            (type as InputObjectType)?.Fields.Values.Where(field => all || field.DeprecationReason is null));
        Add<GraphType>(Type, "ofType", Type, type => type is NonNullType nonNull ? nonNull.Nullable : (type as ListType)?.Item);
        Add<GraphType>(Type, "isOneOf", BuiltInScalars.Boolean, type => (type as InputObjectType)?.IsOneOf);

        Add<FieldDefinition>(Field, "name", Required(BuiltInScalars.String), field => field.Name);
        Add<FieldDefinition>(Field, "description", BuiltInScalars.String, field => field.Description);
        Add<FieldDefinition>(Field, "args", List(Input), IncludeDeprecated, (field, all) =>
            field.Arguments.Where(argument => all || argument.DeprecationReason is null));
        Add<FieldDefinition>(Field, "type", Required(Type), field => field.Type);
        Add<FieldDefinition>(Field, "isDeprecated", Required(BuiltInScalars.Boolean), field => field.DeprecationReason is not null);
        Add<FieldDefinition>(Field, "deprecationReason", BuiltInScalars.String, field => field.DeprecationReason);

        Add<InputValue>(Input, "name", Required(BuiltInScalars.String), input => input.Name);
        Add<InputValue>(Input, "description", BuiltInScalars.String, input => input.Description);
        Add<InputValue>(Input, "type", Required(Type), input => input.Type);
        Add<InputValue>(Input, "defaultValue", BuiltInScalars.String, input =>
            input.HasDefault ? LiteralPrinter.Print(input.Default, input.Type) : null);
        Add<InputValue>(Input, "isDeprecated", Required(BuiltInScalars.Boolean), input => input.DeprecationReason is not null);
        Add<InputValue>(Input, "deprecationReason", BuiltInScalars.String, input => input.DeprecationReason);

        Add<EnumMember>(Value, "name", Required(BuiltInScalars.String), member => member.Name);
        Add<EnumMember>(Value, "description", BuiltInScalars.String, member => member.Description);
        Add<EnumMember>(Value, "isDeprecated", Required(BuiltInScalars.Boolean), member => member.DeprecationReason is not null);
        Add<EnumMember>(Value, "deprecationReason", BuiltInScalars.String, member => member.DeprecationReason);

        Add<DirectiveDefinition>(Directive, "name", Required(BuiltInScalars.String), directive => directive.Name);
        Add<DirectiveDefinition>(Directive, "description", BuiltInScalars.String, directive => directive.Description);
        Add<DirectiveDefinition>(Directive, "isRepeatable", Required(BuiltInScalars.Boolean), _ => false);
        Add<DirectiveDefinition>(Directive, "locations", List(Location), directive => directive.Locations);
        Add<DirectiveDefinition>(Directive, "args", List(Input), IncludeDeprecated, (directive, all) =>
            directive.Arguments.Where(argument => all || argument.DeprecationReason is null));
    }

    public static IReadOnlyList<NamedType> Types { get; } = [Schema, Type, Field, Input, Value, Directive, Kind, Location];

    /// <summary>Its value is known before anything runs, so the executor writes it without calling a resolver.</summary>
    public static FieldDefinition TypeName { get; } = new("__typename", Required(BuiltInScalars.String))
    {
        Description = "The name of the type.",
        Resolve = (_, _, _) => null,
    };

    public static FieldDefinition SchemaOf(GraphQLSchema schema) => new("__schema", Required(Schema)) { Resolve = (_, _, _) => schema };

    public static FieldDefinition TypeOf(GraphQLSchema schema) => new("__type", Type)
    {
        Arguments = [new("name", Required(BuiltInScalars.String))],
        Resolve = (_, arguments, _) => schema.Find((string)arguments[0]!),
    };

    private static NonNullType Required(GraphType type) => new(type);

    private static NonNullType List(NamedType item) => Required(new ListType(Required(item)));

    private static EnumType Enumeration(string name, string description, params IEnumerable<string> values) =>
        new(name, [.. values.Select(value => new EnumMember(value, value, null, null))]) { Description = description };

    private static void Add<T>(ObjectType type, string name, GraphType of, Func<T, object?> value) =>
        type.Fields.Add(name, new FieldDefinition(name, of) { Resolve = (source, _, _) => value((T)source!) });

    private static void Add<T>(ObjectType type, string name, GraphType of, InputValue argument, Func<T, bool, object?> value) =>
        type.Fields.Add(name, new FieldDefinition(name, of)
        {
            Arguments = [argument],
            Resolve = (source, arguments, _) => value((T)source!, arguments[0] is true),
        });

    private static string KindOf(GraphType type) => type switch
    {
        ScalarType => "SCALAR",
        ObjectType => "OBJECT",
        EnumType => "ENUM",
        InputObjectType => "INPUT_OBJECT",
        ListType => "LIST",
        _ => "NON_NULL",
    };
}

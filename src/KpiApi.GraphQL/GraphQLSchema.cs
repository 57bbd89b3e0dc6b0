using KpiApi.GraphQL.Language;
using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL;

/// <summary>What can be asked; made once by a <see cref="SchemaBuilder"/>, and never changed.</summary>
public sealed class GraphQLSchema
{
    private readonly Dictionary<string, NamedType> types;

    internal GraphQLSchema(ObjectType query, IEnumerable<NamedType> types)
    {
        Query = query;
        this.types = types.Concat(BuiltInScalars.Specified).Concat(Introspection.Types).DistinctBy(type => type.Name)
            .ToDictionary(type => type.Name, StringComparer.Ordinal);
        Check();
    }

    internal ObjectType Query { get; }

    /// <summary>The query type first, then the others by name.</summary>
    internal IEnumerable<NamedType> Types =>
        types.Values.OrderByDescending(type => type == Query).ThenBy(type => type.Name, StringComparer.Ordinal);

    /// <summary>The schema in the schema definition language, as <c>printSchema</c> of graphql-js prints it.</summary>
    public string Print() => SchemaPrinter.Print(this);

    internal NamedType? Find(string name) => types.GetValueOrDefault(name);

    /// <summary>The type a document names; null when it names none.</summary>
    internal GraphType? TypeOf(TypeNode node) => node switch
    {
        NonNullTypeNode nonNull => TypeOf(nonNull.Inner) is { } inner ? new NonNullType(inner) : null,
        ListTypeNode list => TypeOf(list.Item) is { } item ? new ListType(item) : null,
        _ => Find(((NamedTypeNode)node).Name.Value),
    };

    /// <summary>A field of the type, or one of the fields that introspection adds to it.</summary>
    internal FieldDefinition? Field(ObjectType type, string name)
    {
        if (type.Fields.TryGetValue(name, out var field)) return field;
        return name switch
        {
            "__typename" => Introspection.TypeName,
            "__schema" when type == Query => Introspection.SchemaOf(this),
            "__type" when type == Query => Introspection.TypeOf(this),
            _ => null,
        };
    }

    private void Check()
    {
        foreach (var type in types.Values)
        {
            var names = type switch
            {
                ObjectType { Fields: var fields } =>
                    fields.Keys.Concat(fields.Values.SelectMany(field => field.Arguments, (_, argument) => argument.Name)),
                InputObjectType { Fields: var fields } => fields.Keys,
                _ => null,
            };
            if (names is not null && (!names.Any() || !names.Append(type.Name).All(Names.IsValid)))
            {
                throw new InvalidOperationException($"Type {type.Name} has no fields, or one whose name is no GraphQL name.");
            }
        }
    }
}

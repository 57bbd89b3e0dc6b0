namespace KpiApi.GraphQL.Schema;

/// <summary>
/// Makes a schema of C# types: public static methods of the query classes are the root fields, properties of what they
/// return are fields of object types, parameters are arguments. Not safe for concurrent use; <see cref="Build"/> once.
/// </summary>
public sealed class SchemaBuilder
{
    private readonly TypeRegistry registry = new();
    private readonly List<Type> queries = [];

    /// <summary>Adds the public static methods of a class as fields of the type Query.</summary>
    public SchemaBuilder Query(Type methods)
    {
        queries.Add(methods);
        return this;
    }

    /// <summary>Adds public static methods as fields of an object type; their first parameter is the object.</summary>
    public SchemaBuilder Extend<T>(Type methods)
    {
        registry.Extend(typeof(T), methods);
        return this;
    }

    /// <summary>Parameters of this type get the context object that the host gives with each request.</summary>
    public SchemaBuilder Context<T>()
        where T : class
    {
        registry.Contexts.Add(typeof(T));
        return this;
    }

    /// <summary>Parameters of this type are taken from the request's service provider.</summary>
    public SchemaBuilder Service<T>()
        where T : notnull
    {
        registry.Services.Add(typeof(T));
        return this;
    }

    /// <summary>
    /// An enum whose values are known only at run time. C# values of type <typeparamref name="T"/> are of this enum, except
    /// strings and numbers, which must name it with <see cref="GraphQLTypeAttribute"/>.
    /// </summary>
    public SchemaBuilder Enum<T>(string name, IEnumerable<EnumValue<T>> values, string? description = null)
        where T : notnull
    {
        var members = values.Select(value => new EnumMember(value.Name, value.Value, value.Description, value.DeprecationReason));
        registry.Add(new EnumType(name, [.. members]) { Description = description }, typeof(T));
        return this;
    }

    /// <summary>A scalar for all C# values of one type; it replaces a built-in one for that type.</summary>
    public SchemaBuilder Scalar<T>(Scalar<T> scalar)
        where T : notnull
    {
        registry.Add(scalar.ToType(), typeof(T));
        return this;
    }

    /// <exception cref="InvalidOperationException">Something in the C# types has no counterpart; the message says what.</exception>
    public GraphQLSchema Build()
    {
        var query = new ObjectType("Query") { Description = queries is [var only] ? registry.Descriptions.Of(only) : null };
        foreach (var methods in queries) registry.Objects.AddMethods(query, methods, parent: null);
        return new GraphQLSchema(query, registry.Types.Prepend(query));
    }
}

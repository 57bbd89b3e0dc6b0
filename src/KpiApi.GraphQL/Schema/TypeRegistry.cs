using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KpiApi.GraphQL.Schema;

/// <summary>Which schema type each C# type is; makes those it meets for the first time.</summary>
internal sealed class TypeRegistry
{
    private readonly Dictionary<Type, LeafType> leaves = new()
    {
        [typeof(string)] = BuiltInScalars.String,
        [typeof(Uri)] = BuiltInScalars.String,
        [typeof(bool)] = BuiltInScalars.Boolean,
        [typeof(byte)] = BuiltInScalars.Int,
        [typeof(short)] = BuiltInScalars.Int,
        [typeof(int)] = BuiltInScalars.Int,
        [typeof(long)] = BuiltInScalars.Long,
        [typeof(float)] = BuiltInScalars.Float,
        [typeof(double)] = BuiltInScalars.Float,
        [typeof(decimal)] = BuiltInScalars.Float,
        [typeof(Guid)] = BuiltInScalars.Id,
        [typeof(DateTimeOffset)] = BuiltInScalars.DateTime,
        [typeof(DateTime)] = BuiltInScalars.DateTime,
        [typeof(DateOnly)] = BuiltInScalars.Date,
        [typeof(object)] = BuiltInScalars.Any,
        [typeof(JsonElement)] = BuiltInScalars.Any,
        [typeof(JsonNode)] = BuiltInScalars.Any,
    };

    private readonly Dictionary<string, (NamedType Type, Type? Clr)> named = new(StringComparer.Ordinal);
    private readonly List<(Type Parent, Type Methods)> extensions = [];
    private readonly NullabilityInfoContext nullability = new();

    public TypeRegistry()
    {
        Descriptions = new Descriptions();
        Inputs = new InputObjects(this);
        Objects = new OutputObjects(this);
    }

    public HashSet<Type> Contexts { get; } = [];

    public HashSet<Type> Services { get; } = [];

    public Descriptions Descriptions { get; }

    public InputObjects Inputs { get; }

    public OutputObjects Objects { get; }

    public IEnumerable<NamedType> Types => named.Values.Select(entry => entry.Type);

    public void Extend(Type parent, Type methods) => extensions.Add((parent, methods));

    public IEnumerable<Type> ExtensionsOf(Type parent) => extensions.Where(entry => entry.Parent == parent).Select(entry => entry.Methods);

    public void Add(LeafType leaf, Type clr)
    {
        Claim(leaf, null);
        var isOfOneKind = leaf is ScalarType || !(clr.IsPrimitive || clr == typeof(string) || clr == typeof(decimal));
        if (isOfOneKind) leaves[clr] = leaf;
    }

    /// <summary>Makes the name the type's own; two C# types with one name would otherwise hide each other.</summary>
    public void Claim(NamedType type, Type? clr)
    {
        if (named.TryAdd(type.Name, (type, clr))) return;
        throw new InvalidOperationException($"Two types want to be {type.Name}; give one of them a [GraphQLName].");
    }

    public GraphType Output(ParameterInfo result) =>
        Map(nullability.Create(result), isInput: false, Override(result) ?? Override(result.Member));

    public GraphType Output(PropertyInfo property) => Map(nullability.Create(property), isInput: false, Override(property));

    public GraphType Input(ParameterInfo parameter, ICustomAttributeProvider? alsoOn = null) =>
        Map(nullability.Create(parameter), isInput: true, Override(parameter) ?? (alsoOn is null ? null : Override(alsoOn)));

    public GraphType Input(PropertyInfo property) => Map(nullability.Create(property), isInput: true, Override(property));

    public static Type? ItemOf(Type clr)
    {
        if (clr == typeof(string) || IsDictionary(clr)) return null;
        return clr.GetInterfaces().Append(clr)
            .FirstOrDefault(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>))
            ?.GetGenericArguments()[0];
    }

    private static bool IsDictionary(Type clr) => typeof(IDictionary).IsAssignableFrom(clr)
        || clr.GetInterfaces().Append(clr).Any(type => type.IsGenericType && type.GetGenericTypeDefinition() is var open
            && (open == typeof(IDictionary<,>) || open == typeof(IReadOnlyDictionary<,>)));

    private static bool IsTask(Type clr) => clr.IsGenericType
        && (clr.GetGenericTypeDefinition() == typeof(Task<>) || clr.GetGenericTypeDefinition() == typeof(ValueTask<>));

    private NamedType? Override(ICustomAttributeProvider member)
    {
        if (member.IsDefined(typeof(IDAttribute), false)) return BuiltInScalars.Id;
        var name = member.GetCustomAttributes(typeof(GraphQLTypeAttribute), false).Cast<GraphQLTypeAttribute>().FirstOrDefault()?.Name;
        if (name is null) return null;
        return named.TryGetValue(name, out var entry) ? entry.Type
            : BuiltInScalars.All.FirstOrDefault(scalar => scalar.Name == name)
            ?? throw new InvalidOperationException($"There is no type {name}; it must be registered before it is named.");
    }

    private GraphType Map(NullabilityInfo info, bool isInput, NamedType? chosen)
    {
        if (IsTask(info.Type)) return Map(info.GenericTypeArguments[0], isInput, chosen);
        var state = isInput && info.WriteState != NullabilityState.Unknown ? info.WriteState : info.ReadState;
        var clr = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        GraphType type;
        // A scalar registered for a collection comes before the list that it would be.
        if (Leaf(clr) is null && ItemOf(clr) is { } item) type = new ListType(MapItem(info, item, isInput, chosen));
        else type = chosen ?? Leaf(clr) ?? (isInput ? Inputs.Of(clr) : (NamedType)Objects.Of(clr));
        Use(type);
        // Without annotations (an oblivious assembly) a reference may be null.
        return state == NullabilityState.NotNull ? new NonNullType(type) : type;
    }

    private GraphType MapItem(NullabilityInfo info, Type item, bool isInput, NamedType? chosen)
    {
        if (info.ElementType is { } element) return Map(element, isInput, chosen);
        if (info.GenericTypeArguments is [var argument]) return Map(argument, isInput, chosen);
        var type = chosen ?? Leaf(item) ?? (isInput ? Inputs.Of(item) : (NamedType)Objects.Of(item));
        Use(type);
        return new NonNullType(type);
    }

    private LeafType? Leaf(Type clr)
    {
        if (leaves.TryGetValue(clr, out var leaf)) return leaf;
        if (IsDictionary(clr)) return leaves[clr] = BuiltInScalars.Any;
        if (!clr.IsEnum) return null;
        var made = EnumOf(clr);
        Claim(made, clr);
        return leaves[clr] = made;
    }

    private EnumType EnumOf(Type clr)
    {
        var members = clr.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => !field.IsDefined(typeof(GraphQLIgnoreAttribute)))
            .Select(field => new EnumMember(
                Descriptions.NameOf(field) ?? Names.EnumValue(field.Name),
                field.GetValue(null)!,
                Descriptions.Of(field),
                Descriptions.Deprecation(field)));
        return new EnumType(Descriptions.NameOf(clr) ?? clr.Name, [.. members]) { Description = Descriptions.Of(clr) };
    }

    /// <summary>Built-in scalars are part of a schema only when it uses them.</summary>
    private void Use(GraphType type)
    {
        if (type is ScalarType scalar) named.TryAdd(scalar.Name, (scalar, null));
    }
}

using System.Text.Json;
using KpiApi.GraphQL.Execution;

namespace KpiApi.GraphQL.Schema;

internal abstract class GraphType
{
    /// <summary>The type without its outer <c>!</c>.</summary>
    public virtual GraphType Nullable => this;

    public abstract NamedType Named { get; }

    public bool IsNonNull => this is NonNullType;

    public bool IsInput => Named is LeafType or InputObjectType;
}

internal sealed class ListType(GraphType item) : GraphType
{
    public GraphType Item { get; } = item;

    public override NamedType Named => Item.Named;

    public override string ToString() => $"[{Item}]";
}

internal sealed class NonNullType(GraphType inner) : GraphType
{
    public override GraphType Nullable { get; } = inner;

    public override NamedType Named => Nullable.Named;

    public override string ToString() => $"{Nullable}!";
}

internal abstract class NamedType(string name) : GraphType
{
    public string Name { get; } = name;

    public string? Description { get; init; }

    public override NamedType Named => this;

    public override string ToString() => Name;
}

internal sealed class ObjectType(string name) : NamedType(name)
{
    /// <summary>Filled after the type is made: types refer to each other.</summary>
    public OrderedDictionary<string, FieldDefinition> Fields { get; } = new(StringComparer.Ordinal);
}

internal sealed class InputObjectType(string name) : NamedType(name)
{
    public bool IsOneOf { get; init; }

    public OrderedDictionary<string, InputValue> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>Makes the C# object from coerced fields; those that are absent are missing.</summary>
    public Func<IReadOnlyDictionary<string, object?>, object> Create { get; set; } = fields => fields;
}

internal sealed class FieldDefinition(string name, GraphType type)
{
    public string Name { get; } = name;

    public GraphType Type { get; } = type;

    public string? Description { get; init; }

    public string? DeprecationReason { get; init; }

    public IReadOnlyList<InputValue> Arguments { get; init; } = [];

    public required Resolver Resolve { get; init; }

    /// <summary>A faster way to the same value, where there is one: writes it, or returns false when it is null.</summary>
    public Func<Utf8JsonWriter, object, bool>? Write { get; init; }

    /// <summary>Set when <see cref="Resolve"/> returns a task: it awaits the task and gives what it holds.</summary>
    public Func<object, ValueTask<object?>>? Await { get; init; }

    public InputValue? Argument(string argument) => Arguments.FirstOrDefault(candidate => candidate.Name == argument);
}

/// <param name="source">The object that has the field; null at the root.</param>
/// <param name="arguments">One C# value for each argument of the field, in order.</param>
/// <param name="scope">What the request brings.</param>
internal delegate object? Resolver(object? source, object?[] arguments, RequestScope scope);

/// <summary>An argument or a field of an input object.</summary>
internal sealed class InputValue(string name, GraphType type)
{
    public string Name { get; } = name;

    public GraphType Type { get; } = type;

    public string? Description { get; init; }

    public string? DeprecationReason { get; init; }

    public bool HasDefault { get; init; }

    /// <summary>The default as C# has it.</summary>
    public object? Default { get; init; }

    /// <summary>What an absent value is when there is no default: C#'s default of the parameter's type.</summary>
    public object? Absent { get; init; }

    /// <summary>Turns a coerced value (lists as object arrays) into the C# type that the parameter or property has.</summary>
    public Func<object?, object?> Convert { get; init; } = value => value;

    public bool IsRequired => Type.IsNonNull && !HasDefault;
}

namespace KpiApi.GraphQL.Language;

internal abstract class Value(int position) : Node(position);

internal sealed class Variable(int position, Name name) : Value(position)
{
    public Name Name { get; } = name;
}

/// <summary>An Int or Float as written; what range it must fit is for the type to say.</summary>
internal sealed class NumberValue(int position, string text, bool isFloat) : Value(position)
{
    public string Text { get; } = text;

    public bool IsFloat { get; } = isFloat;
}

internal sealed class StringValue(int position, string text) : Value(position)
{
    public string Text { get; } = text;
}

internal sealed class BooleanValue(int position, bool value) : Value(position)
{
    public bool Value { get; } = value;
}

internal sealed class NullValue(int position) : Value(position);

internal sealed class EnumLiteral(int position, string name) : Value(position)
{
    public string Name { get; } = name;
}

internal sealed class ListValue(int position, IReadOnlyList<Value> items) : Value(position)
{
    public IReadOnlyList<Value> Items { get; } = items;
}

internal sealed class ObjectValue(int position, IReadOnlyList<Argument> fields) : Value(position)
{
    /// <summary>A field of an object is a name with a value, like an argument.</summary>
    public IReadOnlyList<Argument> Fields { get; } = fields;
}

internal abstract class TypeNode(int position) : Node(position);

internal sealed class NamedTypeNode(Name name) : TypeNode(name.Position)
{
    public Name Name { get; } = name;
}

internal sealed class ListTypeNode(int position, TypeNode item) : TypeNode(position)
{
    public TypeNode Item { get; } = item;
}

internal sealed class NonNullTypeNode(TypeNode inner) : TypeNode(inner.Position)
{
    public TypeNode Inner { get; } = inner;
}

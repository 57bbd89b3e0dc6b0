namespace KpiApi.GraphQL.Language;

internal abstract record Value(int Position) : Node(Position);

internal sealed record Variable(int Position, Name Name) : Value(Position);

/// <summary>An Int or Float as written; what range it must fit is for the type to say.</summary>
internal sealed record NumberValue(int Position, string Text, bool IsFloat) : Value(Position);

internal sealed record StringValue(int Position, string Text) : Value(Position);

internal sealed record BooleanValue(int Position, bool Value) : Value(Position);

internal sealed record NullValue(int Position) : Value(Position);

internal sealed record EnumLiteral(int Position, string Name) : Value(Position);

internal sealed record ListValue(int Position, IReadOnlyList<Value> Items) : Value(Position);

/// <summary>A field of an object is a name with a value, like an argument.</summary>
internal sealed record ObjectValue(int Position, IReadOnlyList<Argument> Fields) : Value(Position);

internal abstract record TypeNode(int Position) : Node(Position);

internal sealed record NamedTypeNode(Name Name) : TypeNode(Name.Position);

internal sealed record ListTypeNode(int Position, TypeNode Item) : TypeNode(Position);

internal sealed record NonNullTypeNode(TypeNode Inner) : TypeNode(Inner.Position);

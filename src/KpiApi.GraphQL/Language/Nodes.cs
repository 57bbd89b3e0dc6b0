namespace KpiApi.GraphQL.Language;

/// <summary>A name and where it stands; positions are UTF-16 offsets, turned into line and column only for an error.</summary>
internal readonly record struct Name(string Value, int Position);

internal abstract class Node(int position)
{
    public int Position { get; } = position;
}

internal sealed class Document(string source, IReadOnlyList<Definition> definitions)
{
    public string Source { get; } = source;

    public IReadOnlyList<Definition> Definitions { get; } = definitions;
}

internal abstract class Definition(int position, IReadOnlyList<Directive> directives, SelectionSet selections) : Node(position)
{
    public IReadOnlyList<Directive> Directives { get; } = directives;

    public SelectionSet Selections { get; } = selections;
}

internal enum OperationKind
{
    Query,
    Mutation,
    Subscription,
}

internal sealed class OperationDefinition(
    int position,
    OperationKind kind,
    Name? name,
    IReadOnlyList<VariableDefinition> variables,
    IReadOnlyList<Directive> directives,
    SelectionSet selections) : Definition(position, directives, selections)
{
    public OperationKind Kind { get; } = kind;

    public Name? Name { get; } = name;

    public IReadOnlyList<VariableDefinition> Variables { get; } = variables;
}

internal sealed class FragmentDefinition(
    int position,
    Name name,
    NamedTypeNode on,
    IReadOnlyList<Directive> directives,
    SelectionSet selections) : Definition(position, directives, selections)
{
    public Name Name { get; } = name;

    public NamedTypeNode On { get; } = on;
}

internal sealed class VariableDefinition(
    int position,
    Variable variable,
    TypeNode type,
    Value? @default,
    IReadOnlyList<Directive> directives) : Node(position)
{
    public Variable Variable { get; } = variable;

    public TypeNode Type { get; } = type;

    public Value? Default { get; } = @default;

    public IReadOnlyList<Directive> Directives { get; } = directives;
}

internal sealed class SelectionSet(int position, IReadOnlyList<Selection> items) : Node(position)
{
    public IReadOnlyList<Selection> Items { get; } = items;
}

internal abstract class Selection(int position, IReadOnlyList<Directive> directives) : Node(position)
{
    public IReadOnlyList<Directive> Directives { get; } = directives;
}

internal sealed class Field(
    int position,
    Name? alias,
    Name name,
    IReadOnlyList<Argument> arguments,
    IReadOnlyList<Directive> directives,
    SelectionSet? selections) : Selection(position, directives)
{
    public Name? Alias { get; } = alias;

    public Name Name { get; } = name;

    public string ResponseKey => Alias?.Value ?? Name.Value;

    public IReadOnlyList<Argument> Arguments { get; } = arguments;

    public SelectionSet? Selections { get; } = selections;
}

internal sealed class FragmentSpread(int position, Name name, IReadOnlyList<Directive> directives) : Selection(position, directives)
{
    public Name Name { get; } = name;
}

internal sealed class InlineFragment(
    int position,
    NamedTypeNode? on,
    IReadOnlyList<Directive> directives,
    SelectionSet selections) : Selection(position, directives)
{
    public NamedTypeNode? On { get; } = on;

    public SelectionSet Selections { get; } = selections;
}

internal sealed class Argument(Name name, Value value) : Node(name.Position)
{
    public Name Name { get; } = name;

    public Value Value { get; } = value;
}

internal sealed class Directive(int position, Name name, IReadOnlyList<Argument> arguments) : Node(position)
{
    public Name Name { get; } = name;

    public IReadOnlyList<Argument> Arguments { get; } = arguments;
}

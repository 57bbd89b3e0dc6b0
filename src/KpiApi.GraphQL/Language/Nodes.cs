namespace KpiApi.GraphQL.Language;

/// <summary>A name and where it stands; positions are UTF-16 offsets, turned into line and column only for an error.</summary>
internal readonly record struct Name(string Value, int Position);

/// <summary>No two nodes of a kind begin at one position, so nodes are equal only to themselves.</summary>
internal abstract record Node(int Position);

internal sealed record Document(string Source, IReadOnlyList<Definition> Definitions);

internal abstract record Definition(int Position, IReadOnlyList<Directive> Directives, SelectionSet Selections) : Node(Position);

internal enum OperationKind
{
    Query,
    Mutation,
    Subscription,
}

internal sealed record OperationDefinition(
    int Position,
    OperationKind Kind,
    Name? Name,
    IReadOnlyList<VariableDefinition> Variables,
    IReadOnlyList<Directive> Directives,
    SelectionSet Selections) : Definition(Position, Directives, Selections);

internal sealed record FragmentDefinition(int Position, Name Name, NamedTypeNode On, IReadOnlyList<Directive> Directives, SelectionSet Selections)
    : Definition(Position, Directives, Selections);

internal sealed record VariableDefinition(int Position, Variable Variable, TypeNode Type, Value? Default, IReadOnlyList<Directive> Directives)
    : Node(Position);

internal sealed record SelectionSet(int Position, IReadOnlyList<Selection> Items) : Node(Position);

internal abstract record Selection(int Position, IReadOnlyList<Directive> Directives, SelectionSet? Selections) : Node(Position);

internal sealed record Field(
    int Position,
    Name? Alias,
    Name Name,
    IReadOnlyList<Argument> Arguments,
    IReadOnlyList<Directive> Directives,
    SelectionSet? Selections) : Selection(Position, Directives, Selections)
{
    public string ResponseKey => Alias?.Value ?? Name.Value;
}

internal sealed record FragmentSpread(int Position, Name Name, IReadOnlyList<Directive> Directives) : Selection(Position, Directives, null);

internal sealed record InlineFragment(int Position, NamedTypeNode? On, IReadOnlyList<Directive> Directives, SelectionSet Selections)
    : Selection(Position, Directives, Selections);

internal sealed record Argument(Name Name, Value Value) : Node(Name.Position);

internal sealed record Directive(int Position, Name Name, IReadOnlyList<Argument> Arguments) : Node(Position);

using GraphQL;
using GraphQLParser.AST;

namespace KpiApi.GraphQL;

/// <summary>
/// How large a document is with its fragments written out. Each fragment is measured once, so a few that spread each other cannot make a large
/// document of a small one. One that spreads itself is refused here: the library would tell every fragment on the way, for each of them.
/// </summary>
internal sealed class DocumentSize(GraphQLDocument document, GraphQLOptions options)
{
    /// <summary>Of the schema's own lists, which lead from a type to its fields and on to their types, inside each other: as the reference has it.</summary>
    private const int MaxSchemaLists = 2;

    /// <summary>Questions about the whole schema or a type of it.</summary>
    private const int MaxSchemaQuestions = 5;

    private readonly Dictionary<string, GraphQLFragmentDefinition> _fragments = document.Definitions.OfType<GraphQLFragmentDefinition>()
        .DistinctBy(f => f.FragmentName.Name.StringValue).ToDictionary(f => f.FragmentName.Name.StringValue);

    /// <summary>Null while it is measured.</summary>
    private readonly Dictionary<GraphQLFragmentDefinition, Size?> _measured = [];

    /// <exception cref="ExecutionError">The first limit that is passed.</exception>
    public void Refuse()
    {
        var whole = default(Size);
        foreach (var definition in document.Definitions)
        {
            var size = definition switch
            {
                GraphQLFragmentDefinition fragment => Of(fragment),
                GraphQLOperationDefinition operation => Of(operation.SelectionSet),
                _ => default,
            };
            // A fragment that nothing spreads is measured too, but is part of the whole only where it is spread.
            Refuse(size);
            if (definition is GraphQLOperationDefinition)
                Refuse(whole = whole.Beside(size));
        }
    }

    private void Refuse(Size size)
    {
        var (code, message) = size switch
        {
            _ when size.Depth > options.MaxDepth => (GraphQLErrors.TooDeep, $"Fields nest deeper than {options.MaxDepth} levels."),
            _ when size.SchemaLists > MaxSchemaLists => (GraphQLErrors.TooDeep, $"The schema's own lists nest deeper than {MaxSchemaLists} levels."),
            _ when size.Fields > options.MaxFields => (GraphQLErrors.TooManyFields, $"The document has more than {options.MaxFields} fields, fragments written out."),
            _ when size.SchemaQuestions > MaxSchemaQuestions => (GraphQLErrors.TooManyFields, $"The document asks for the schema more than {MaxSchemaQuestions} times."),
            _ when size.Aliases > options.MaxAliases => (GraphQLErrors.TooManyAliases, $"The document has more than {options.MaxAliases} aliases, fragments written out."),
            _ when size.Spreads > options.MaxSpreads => (GraphQLErrors.TooManySpreads, $"The document has more than {options.MaxSpreads} spreads of fragments, fragments written out."),
            _ => default,
        };
        if (code is not null)
            throw new ExecutionError(message) { Code = code };
    }

    private Size Of(GraphQLFragmentDefinition fragment)
    {
        if (_measured.TryGetValue(fragment, out var known))
            return known ?? throw new ExecutionError($"Fragment '{fragment.FragmentName.Name}' spreads itself.") { Code = GraphQLErrors.Validation };
        _measured.Add(fragment, null);
        var size = Of(fragment.SelectionSet);
        _measured[fragment] = size;
        return size;
    }

    private Size Of(GraphQLSelectionSet? selections)
    {
        var size = default(Size);
        foreach (var selection in selections?.Selections ?? [])
        {
            size = size.Beside(selection switch
            {
                GraphQLField field => Of(field.SelectionSet).Inside(field),
                GraphQLInlineFragment inline => Of(inline.SelectionSet),
                GraphQLFragmentSpread spread when _fragments.TryGetValue(spread.FragmentName.Name.StringValue, out var fragment) => Of(fragment).Spread(),
                _ => default(Size).Spread(),
            });
        }
        return size;
    }

    /// <param name="Depth">Fields inside each other.</param>
    /// <param name="SchemaLists">Inside each other.</param>
    private readonly record struct Size(int Depth, int SchemaLists, int Fields, int Aliases, int Spreads, int SchemaQuestions)
    {
        public Size Beside(Size other) => new(
            Math.Max(Depth, other.Depth), Math.Max(SchemaLists, other.SchemaLists), Sum(Fields, other.Fields), Sum(Aliases, other.Aliases),
            Sum(Spreads, other.Spreads), Sum(SchemaQuestions, other.SchemaQuestions));

        public Size Inside(GraphQLField field) => new(
            Depth + 1, SchemaLists + (field.Name.StringValue is "fields" or "inputFields" or "interfaces" or "possibleTypes" ? 1 : 0), Sum(Fields, 1),
            Sum(Aliases, field.Alias is null ? 0 : 1), Spreads, Sum(SchemaQuestions, field.Name.StringValue is "__schema" or "__type" ? 1 : 0));

        public Size Spread() => this with { Spreads = Sum(Spreads, 1) };

        /// <summary>Doubling some thirty times would pass what an int can hold.</summary>
        private static int Sum(int one, int other) => (int)Math.Min(int.MaxValue, (long)one + other);
    }
}

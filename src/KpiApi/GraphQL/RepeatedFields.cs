using GraphQL;
using GraphQLParser.AST;

namespace KpiApi.GraphQL;

/// <summary>
/// Fields of one name in one place have to mean the same, so a rule of validation compares them in pairs, and tells each pair that does not: thirty
/// equal fields are 435 pairs. Counted here, fragments written out, in a document whose size is known to be small.
/// </summary>
internal sealed class RepeatedFields(GraphQLDocument document)
{
    private const int MaxPairs = 2_000;

    private readonly ILookup<string, GraphQLFragmentDefinition> _fragments =
        document.Definitions.OfType<GraphQLFragmentDefinition>().ToLookup(f => f.FragmentName.Name.StringValue);

    private int _pairs;

    /// <exception cref="ExecutionError">There are too many pairs.</exception>
    public void Refuse()
    {
        foreach (var definition in document.Definitions.OfType<IHasSelectionSetNode>())
            Count([definition.SelectionSet!]);
    }

    /// <param name="selections">Of fields with one name: what is inside them comes together.</param>
    private void Count(IEnumerable<GraphQLSelectionSet> selections)
    {
        foreach (var fields in selections.SelectMany(Fields).GroupBy(f => (f.Alias?.Name ?? f.Name).StringValue))
        {
            var count = fields.Count();
            _pairs += count * (count - 1) / 2;
            if (_pairs > MaxPairs)
                throw new ExecutionError($"Fields of one name in one place have to be compared in more than {MaxPairs} pairs.") { Code = GraphQLErrors.TooManyFields };
            Count(fields.Where(f => f.SelectionSet is not null).Select(f => f.SelectionSet!));
        }
    }

    private IEnumerable<GraphQLField> Fields(GraphQLSelectionSet selections) => selections.Selections.SelectMany(selection => selection switch
    {
        GraphQLField field => [field],
        GraphQLInlineFragment inline => Fields(inline.SelectionSet),
        _ => _fragments[((GraphQLFragmentSpread)selection).FragmentName.Name.StringValue].SelectMany(f => Fields(f.SelectionSet)),
    });
}

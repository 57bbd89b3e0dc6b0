using GraphQL;
using GraphQLParser.AST;

namespace KpiApi.GraphQL;

/// <summary>
/// Measures a document with its fragments written out where they are spread, and ends at the first limit that is passed: so nothing is measured for
/// longer than the limits are large, whatever fragments spread each other or themselves.
/// </summary>
internal sealed class DocumentLimits(GraphQLDocument document, GraphQLOptions options)
{
    /// <summary>Spreads of fragments.</summary>
    private const int MaxSpreads = 200;

    /// <summary>Questions about the whole schema, or about a type of it.</summary>
    private const int MaxSchemaQuestions = 5;

    /// <summary>Of the schema's own lists inside each other, which lead from a type to its fields and on to their types: as the reference has it.</summary>
    private const int MaxSchemaLists = 2;

    /// <summary>Of fields with one name in one place. A rule of validation compares each, and tells each that differs: thirty fields are 435.</summary>
    private const int MaxPairs = 2_000;

    private readonly ILookup<string, GraphQLFragmentDefinition> _fragments =
        document.Definitions.OfType<GraphQLFragmentDefinition>().ToLookup(f => f.FragmentName.Name.StringValue);

    private readonly HashSet<GraphQLFragmentDefinition> _spread = [];

    private int _fields, _aliases, _spreads, _schemaQuestions, _pairs;

    /// <exception cref="ExecutionError">A limit is passed.</exception>
    public void Refuse()
    {
        foreach (var operation in document.Definitions.OfType<GraphQLOperationDefinition>())
            Measure([operation.SelectionSet], 1, 0);
        // Those that nothing spreads as well: the rules of validation look at them.
        foreach (var fragment in _fragments.SelectMany(f => f).Where(_spread.Add))
            Measure([fragment.SelectionSet], 1, 0);
    }

    /// <param name="selections">Of all fields with one name in one place: what is inside them comes together.</param>
    private void Measure(IEnumerable<GraphQLSelectionSet> selections, int depth, int schemaLists)
    {
        foreach (var fields in selections.SelectMany(Fields).GroupBy(f => (f.Alias?.Name ?? f.Name).StringValue))
        {
            var (count, name) = (fields.Count(), fields.First().Name.StringValue);
            var lists = schemaLists + (name is "fields" or "inputFields" or "interfaces" or "possibleTypes" ? 1 : 0);
            Add(ref _pairs, count * (count - 1) / 2, MaxPairs, "too_many_fields", "pairs of fields of one name in one place");
            Add(ref _schemaQuestions, name is "__schema" or "__type" ? count : 0, MaxSchemaQuestions, "too_many_fields", "questions about the schema");
            if (depth > options.MaxDepth || lists > MaxSchemaLists)
                throw Error("too_deep", $"Fields nest deeper than {options.MaxDepth} levels, or the schema's own lists deeper than {MaxSchemaLists}.");
            Measure(fields.Where(f => f.SelectionSet is not null).Select(f => f.SelectionSet!), depth + 1, lists);
        }
    }

    private IEnumerable<GraphQLField> Fields(GraphQLSelectionSet selections)
    {
        foreach (var selection in selections.Selections)
        {
            switch (selection)
            {
                case GraphQLField field:
                    Add(ref _fields, 1, options.MaxFields, "too_many_fields", "fields");
                    Add(ref _aliases, field.Alias is null ? 0 : 1, options.MaxAliases, "too_many_aliases", "aliases");
                    yield return field;
                    break;
                case GraphQLFragmentSpread spread:
                    Add(ref _spreads, 1, MaxSpreads, "too_many_spreads", "spreads of fragments, or a fragment spreads itself");
                    var fragments = _fragments[spread.FragmentName.Name.StringValue].ToList();
                    _spread.UnionWith(fragments);
                    foreach (var field in fragments.SelectMany(f => Fields(f.SelectionSet)))
                        yield return field;
                    break;
                case GraphQLInlineFragment inline:
                    foreach (var field in Fields(inline.SelectionSet))
                        yield return field;
                    break;
            }
        }
    }

    private static void Add(ref int sum, int more, int most, string code, string what)
    {
        sum += more;
        if (sum > most)
            throw Error(code, $"With its fragments written out the document has more than {most} {what}.");
    }

    private static ExecutionError Error(string code, string message) => new(message) { Code = code };
}

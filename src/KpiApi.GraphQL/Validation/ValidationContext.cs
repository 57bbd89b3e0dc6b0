using KpiApi.GraphQL.Language;
using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL.Validation;

/// <summary>What every rule needs: the document, the schema, the fragments by name, and a place for errors.</summary>
internal sealed class ValidationContext
{
    private readonly Dictionary<string, FragmentDefinition> fragments = new(StringComparer.Ordinal);
    private readonly Dictionary<Definition, List<GraphQLError>> errors = [];
    private readonly GraphQLOptions options;
    private readonly List<GraphQLError> last = [];
    private int count;

    public ValidationContext(GraphQLSchema schema, Document document, GraphQLOptions options)
    {
        Schema = schema;
        Document = document;
        this.options = options;
        foreach (var fragment in document.Definitions.OfType<FragmentDefinition>()) fragments[fragment.Name.Value] = fragment;
    }

    public GraphQLSchema Schema { get; }

    public Document Document { get; }

    public bool AllowIntrospection => options.AllowIntrospection;

    /// <summary>Work the merging of fields may do; far above what a document within the limits needs.</summary>
    public int MergeBudget => (int)Math.Min(int.MaxValue, 20L * options.MaxFields);

    /// <summary>Fields of all operations, fragments written out.</summary>
    public long Fields { get; set; }

    /// <summary>Rules that follow fragments into fields can't be asked about a document whose fragments never end.</summary>
    public bool HasCycles { get; set; }

    /// <summary>In the order of the document, whatever the order the rules came to them.</summary>
    public IReadOnlyList<GraphQLError> Errors =>
        [.. Document.Definitions.SelectMany(definition => errors.GetValueOrDefault(definition) ?? []), .. last];

    public bool IsFull => count >= options.MaxErrors;

    public FragmentDefinition? Fragment(string name) => fragments.GetValueOrDefault(name);

    public void Report(Definition within, string message, params ReadOnlySpan<int> positions) =>
        Report(within, ErrorCodes.Validation, message, positions);

    public void Report(Definition within, string code, string message, params ReadOnlySpan<int> positions)
    {
        if (IsFull) return;
        if (!errors.TryGetValue(within, out var list)) errors.Add(within, list = []);
        list.Add(Error(code, message, positions));
    }

    /// <summary>Names of which there may be one each; every place of a name is told.</summary>
    public void ReportTwice(Definition within, IEnumerable<Name> names, Func<string, string> message)
    {
        foreach (var group in names.GroupBy(name => name.Value).Where(group => group.Skip(1).Any()))
            Report(within, message(Names.Clip(group.Key)), [.. group.Select(name => name.Position)]);
    }

    /// <summary>For what shows only when the whole document is read.</summary>
    public void ReportLast(string message, int position)
    {
        if (!IsFull) last.Add(Error(ErrorCodes.Validation, message, position));
    }

    /// <summary>The end of a message that names what was perhaps meant.</summary>
    public string DidYouMean(string name, IEnumerable<string> candidates) =>
        !IsFull && Names.Nearest(name, candidates) is { } nearest ? $" Did you mean {nearest}?" : "";

    private GraphQLError Error(string code, string message, params ReadOnlySpan<int> positions)
    {
        count++;
        var locations = new SourceLocation[positions.Length];
        for (var i = 0; i < locations.Length; i++) locations[i] = SourceLocation.Of(Document.Source, positions[i]);
        return new GraphQLError(code, message) { Locations = locations };
    }
}

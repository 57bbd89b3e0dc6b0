using System.Collections.Concurrent;
using KpiApi.GraphQL.Language;
using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL.Execution;

/// <summary>Makes the plan of an operation for given truth values of its <c>@skip</c> and <c>@include</c>.</summary>
internal sealed class PlanCompiler
{
    private readonly GraphQLSchema schema;
    private readonly Dictionary<string, FragmentDefinition> fragments;
    private readonly ConcurrentDictionary<Field, FieldArguments> arguments = [];
    private readonly HashSet<string> conditions = new(StringComparer.Ordinal);

    public PlanCompiler(GraphQLSchema schema, Document document)
    {
        this.schema = schema;
        fragments = document.Definitions.OfType<FragmentDefinition>()
            .ToDictionary(fragment => fragment.Name.Value, StringComparer.Ordinal);
        foreach (var definition in document.Definitions) FindConditions(definition.Selections);
    }

    /// <summary>The variables that decide whether anything is selected.</summary>
    public IReadOnlySet<string> Conditions => conditions;

    public SelectionPlan Compile(OperationDefinition operation, VariableValues variables) =>
        Compile(schema.Query, [operation.Selections], variables);

    private SelectionPlan Compile(ObjectType type, IEnumerable<SelectionSet> sets, VariableValues variables)
    {
        var groups = new OrderedDictionary<string, List<Field>>(StringComparer.Ordinal);
        var visited = new HashSet<string>(StringComparer.Ordinal);
        foreach (var set in sets) Collect(set, groups, visited, variables);
        return new SelectionPlan([.. groups.Select(group => Plan(type, group.Key, group.Value, variables))]);
    }

    private PlannedField Plan(ObjectType parent, string key, List<Field> nodes, VariableValues variables)
    {
        var definition = schema.Field(parent, nodes[0].Name.Value)!;
        var selection = definition.Type.Named is ObjectType type
            ? Compile(type, nodes.Select(node => node.Selections!), variables)
            : null;
        // One for each field of the document, so that a long list is not made anew wherever its fragment is spread.
        var given = arguments.GetOrAdd(nodes[0], node => new FieldArguments(definition, node.Arguments));
        return new PlannedField(key, parent, given, nodes, selection);
    }

    private void Collect(
        SelectionSet set, OrderedDictionary<string, List<Field>> groups, HashSet<string> visited, VariableValues variables)
    {
        foreach (var selection in set.Items)
        {
            if (!IsSelected(selection, variables)) continue;
            switch (selection)
            {
                case Field field:
                    if (!groups.TryGetValue(field.ResponseKey, out var nodes)) groups.Add(field.ResponseKey, nodes = []);
                    nodes.Add(field);
                    break;
                case InlineFragment inline:
                    Collect(inline.Selections!, groups, visited, variables);
                    break;
                case FragmentSpread spread when visited.Add(spread.Name.Value):
                    Collect(fragments[spread.Name.Value].Selections, groups, visited, variables);
                    break;
            }
        }
    }

    private static bool IsSelected(Selection selection, VariableValues variables)
    {
        foreach (var directive in selection.Directives)
        {
            var isTrue = directive.Arguments[0].Value switch
            {
                BooleanValue literal => literal.Value,
                Variable variable => variables.TryGet(variable.Name.Value, out var value) && value is true,
                _ => false,
            };
            if (isTrue == (directive.Name.Value == "skip")) return false;
        }

        return true;
    }

    private void FindConditions(SelectionSet set)
    {
        foreach (var selection in set.Items)
        {
            foreach (var directive in selection.Directives)
            {
                if (directive.Arguments is [{ Value: Variable variable }]) conditions.Add(variable.Name.Value);
            }

            if (selection.Selections is { } inner) FindConditions(inner);
        }
    }
}

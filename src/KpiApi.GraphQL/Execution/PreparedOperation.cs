using System.Collections.Concurrent;
using KpiApi.GraphQL.Language;
using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL.Execution;

/// <summary>
/// An operation and its plans. <c>@skip</c> and <c>@include</c> are decided when a plan is made, one plan for each
/// combination of the variables that decide them; so running a plan asks nothing that its text already answers.
/// </summary>
internal sealed class PreparedOperation
{
    /// <summary>Fields of all plans that are kept; more would let a small document take much memory.</summary>
    private const int MaxPlannedFields = 10_000;

    private readonly ConcurrentDictionary<ulong, SelectionPlan> plans = [];
    private readonly PlanCompiler compiler;
    private readonly OperationDefinition operation;
    private readonly HashSet<string> conditions;

    public PreparedOperation(GraphQLSchema schema, Document document, OperationDefinition operation, PlanCompiler compiler)
    {
        this.operation = operation;
        this.compiler = compiler;
        Source = document.Source;
        Variables = [.. operation.Variables.Select(variable => (variable, schema.TypeOf(variable.Type)!))];
        conditions = [.. operation.Variables.Select(variable => variable.Variable.Name.Value).Where(compiler.Conditions.Contains)];
    }

    public string? Name => operation.Name?.Value;

    public string Source { get; }

    public IReadOnlyList<(VariableDefinition Definition, GraphType Type)> Variables { get; }

    public SelectionPlan PlanFor(VariableValues variables)
    {
        if (conditions.Count == 0 && plans.TryGetValue(0, out var only)) return only;
        // More conditions than bits: too many combinations for any of them to come again.
        if (conditions.Count > 64) return compiler.Compile(operation, variables);
        var key = 0UL;
        foreach (var name in conditions) key = (key << 1) | (variables.TryGet(name, out var value) && value is true ? 1UL : 0UL);
        if (plans.TryGetValue(key, out var known)) return known;
        var plan = compiler.Compile(operation, variables);
        if (plans.IsEmpty || (plans.Count + 1L) * plan.Size <= MaxPlannedFields) plans.TryAdd(key, plan);
        return plan;
    }

    /// <summary>A nullable variable with a default may stand in a condition, and then still be given as null.</summary>
    public void CheckConditions(VariableValues variables, List<GraphQLError> errors)
    {
        foreach (var (definition, _) in Variables)
        {
            var name = definition.Variable.Name.Value;
            if (!conditions.Contains(name) || (variables.TryGet(name, out var value) && value is not null)) continue;
            errors.Add(Error(definition, $"${name} decides what is selected and can't be null."));
        }
    }

    public GraphQLError Error(VariableDefinition definition, string message) => new(ErrorCodes.BadVariables, message)
    {
        Locations = [SourceLocation.Of(Source, definition.Position)],
    };
}

using KpiApi.GraphQL.Language;
using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL.Validation;

/// <summary>Variables unique, of input types, defined, used, and used only where their type fits.</summary>
internal sealed class VariableRules(ValidationContext context)
{
    private readonly Dictionary<Definition, List<Usage>> usages = [];
    private readonly Dictionary<Definition, List<string>> spreads = [];

    public void CheckUnique(OperationDefinition operation) =>
        context.ReportTwice(operation, operation.Variables.Select(variable => variable.Variable.Name), name => $"There are two variables ${name}.");

    public void CheckType(Definition within, VariableDefinition variable, GraphType? type)
    {
        if (type is { IsInput: false })
        {
            var name = Names.Clip(variable.Variable.Name.Value);
            context.Report(within, $"${name} can't be of type {type}, which is no input.", variable.Type.Position);
        }

        var node = variable.Type;
        while (node is not NamedTypeNode) node = node is ListTypeNode list ? list.Item : ((NonNullTypeNode)node).Inner;
        if (type is null) FragmentRules.ReportUnknown(context, within, (NamedTypeNode)node);
    }

    public void Use(Definition within, Variable node, GraphType? type, bool hasDefault, bool isOneOf)
    {
        if (!usages.TryGetValue(within, out var list)) usages.Add(within, list = []);
        list.Add(new Usage(node, type, hasDefault, isOneOf));
    }

    public void Spread(Definition within, string fragment)
    {
        if (!spreads.TryGetValue(within, out var list)) spreads.Add(within, list = []);
        list.Add(fragment);
    }

    /// <returns>The operation and the fragments that it comes to.</returns>
    public HashSet<Definition> CheckUsages(OperationDefinition operation)
    {
        var reached = Reachable(operation);
        if (context.IsFull) return reached;
        var defined = new Dictionary<string, VariableDefinition>(StringComparer.Ordinal);
        foreach (var variable in operation.Variables) defined[variable.Variable.Name.Value] = variable;
        var used = new HashSet<string>(StringComparer.Ordinal);
        var all = reached.SelectMany(definition => usages.GetValueOrDefault(definition) ?? []).ToList();
        foreach (var (node, _, _, _) in all)
        {
            used.Add(node.Name.Value);
            if (defined.ContainsKey(node.Name.Value)) continue;
            context.Report(operation, $"Variable ${Names.Clip(node.Name.Value)} is not defined.", node.Position, operation.Position);
        }

        foreach (var variable in operation.Variables)
        {
            if (used.Contains(variable.Variable.Name.Value)) continue;
            context.Report(operation, $"Variable ${Names.Clip(variable.Variable.Name.Value)} is never used.", variable.Position);
        }

        foreach (var usage in all)
        {
            if (defined.TryGetValue(usage.Node.Name.Value, out var variable)) CheckPosition(operation, variable, usage);
        }

        return reached;
    }

    private HashSet<Definition> Reachable(OperationDefinition operation)
    {
        var seen = new HashSet<Definition> { operation };
        var open = new Queue<Definition>([operation]);
        while (open.TryDequeue(out var definition))
        {
            foreach (var name in spreads.GetValueOrDefault(definition) ?? [])
            {
                if (context.Fragment(name) is { } fragment && seen.Add(fragment)) open.Enqueue(fragment);
            }
        }

        return seen;
    }

    private void CheckPosition(OperationDefinition operation, VariableDefinition variable, Usage usage)
    {
        if (usage.Type is null || context.Schema.TypeOf(variable.Type) is not { } type) return;
        var name = Names.Clip(variable.Variable.Name.Value);
        if (!IsAllowed(type, variable.Default is not null and not NullValue, usage))
        {
            var message = $"Variable ${name} of type {type} can't stand where {usage.Type} is expected.";
            context.Report(operation, message, variable.Position, usage.Node.Position);
        }

        if (usage.IsOneOf && !type.IsNonNull)
        {
            var message = $"Variable ${name} must be of type {type}!, since it is the one field given.";
            context.Report(operation, message, variable.Position, usage.Node.Position);
        }
    }

    /// <summary>A nullable variable may stand for a non-null value when one of the two has a default to fall back to.</summary>
    private static bool IsAllowed(GraphType variable, bool hasDefault, Usage usage)
    {
        var isMadeUp = usage.Type!.IsNonNull && !variable.IsNonNull;
        if (!isMadeUp) return Fits(variable, usage.Type);
        return (hasDefault || usage.HasDefault) && Fits(variable, usage.Type.Nullable);
    }

    private static bool Fits(GraphType given, GraphType wanted) => (given, wanted) switch
    {
        (NonNullType inner, NonNullType) => Fits(inner.Nullable, wanted.Nullable),
        (NonNullType inner, _) => Fits(inner.Nullable, wanted),
        (ListType items, ListType list) => Fits(items.Item, list.Item),
        _ => given == wanted,
    };

    private readonly record struct Usage(Variable Node, GraphType? Type, bool HasDefault, bool IsOneOf);
}

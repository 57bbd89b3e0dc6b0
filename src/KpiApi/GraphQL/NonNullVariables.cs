using GraphQL;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQL.Validation.Errors;
using GraphQLParser.AST;

namespace KpiApi.GraphQL;

/// <summary>
/// Where null may not be, no variable may bring it. The library forgets that in three places, and C# then puts the first value of an enumeration
/// there: in <c>groupBy: [$d]</c>, whose items are not null; for <c>$d: Dimension = null</c>; and for a variable with a default that is sent as null.
/// </summary>
internal sealed class NonNullVariables : ValidationRuleBase
{
    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context)
    {
        if (context.Document.Definitions.OfType<GraphQLOperationDefinition>().All(o => o.Variables?.All(v => v.Type is GraphQLNonNullType) ?? true))
            return default;
        var items = new HashSet<GraphQLValue>(ReferenceEqualityComparer.Instance);
        return new(new NodeVisitors(
            new MatchingNodeVisitor<GraphQLListValue>((list, _) =>
            {
                if (IsOfNonNull(context.TypeInfo.GetInputType(1)))
                    items.UnionWith(list.Values ?? []);
            }),
            new MatchingNodeVisitor<GraphQLDocument>(leave: (document, _) =>
            {
                foreach (var operation in document.Definitions.OfType<GraphQLOperationDefinition>())
                    Check(context, operation, items);
            })));
    }

    private static bool IsOfNonNull(IGraphType? type) =>
        (type is NonNullGraphType nonNull ? nonNull.ResolvedType : type) is ListGraphType { ResolvedType: NonNullGraphType };

    private static void Check(ValidationContext context, GraphQLOperationDefinition operation, HashSet<GraphQLValue> items)
    {
        foreach (var usage in context.GetRecursiveVariables(operation) ?? [])
        {
            var isItem = items.Contains(usage.Node);
            if (operation.Variables?.FirstOrDefault(v => v.Variable.Name == usage.Node.Name) is not { Type: not GraphQLNonNullType } definition
                || usage.Type is null || !(isItem || usage.Type is NonNullGraphType))
                continue;
            var type = isItem ? new NonNullGraphType(usage.Type) : usage.Type;
            var hasDefault = definition.DefaultValue is not (null or GraphQLNullValue);
            if (!hasDefault && (isItem || (definition.DefaultValue is not null && !usage.HasDefault)))
                context.ReportError(new VariablesInAllowedPositionError(context, definition, definition.Type.GraphTypeFromType(context.Schema)!, new(usage.Node, type, false, false)));
            else if (operation == context.Operation && context.Variables.TryGetValue(usage.Node.Name.StringValue, out var value) && value is null)
                context.ReportError(new InvalidVariableError(context, definition, new VariableName { Name = usage.Node.Name.StringValue }, $"Null was sent where the type is {type}."));
        }
    }
}

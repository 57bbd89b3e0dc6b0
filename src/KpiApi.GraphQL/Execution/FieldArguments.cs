using KpiApi.GraphQL.Language;
using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL.Execution;

/// <summary>
/// The arguments of one field in the document, wherever its fragment is spread. Without variables their values are made
/// once; whoever resolves the field must not change them.
/// </summary>
internal sealed class FieldArguments(FieldDefinition definition, IReadOnlyList<Argument> given)
{
    private readonly bool isConstant = !given.Any(argument => HasVariable(argument.Value));
    private object?[]? constant;

    public FieldDefinition Definition { get; } = definition;

    public object?[] Values(VariableValues variables)
    {
        if (constant is not null) return constant;
        var values = InputCoercion.Arguments(Definition, given, variables);
        if (isConstant) constant = values;
        return values;
    }

    private static bool HasVariable(Value value) => value switch
    {
        Variable => true,
        ListValue list => list.Items.Any(HasVariable),
        ObjectValue fields => fields.Fields.Any(field => HasVariable(field.Value)),
        _ => false,
    };
}

using System.Text.Json;
using KpiApi.GraphQL.Language;
using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL.Execution;

/// <summary>The fields of one object in the order of the answer, fragments written out and equal fields merged.</summary>
internal sealed class SelectionPlan(IReadOnlyList<PlannedField> fields)
{
    public PlannedField[] Fields { get; } = [.. fields];

    /// <summary>Something below returns a task; all else runs without a state machine.</summary>
    public bool IsAsync { get; } = fields.Any(field => field.IsAsync);
}

internal sealed class PlannedField(string key, ObjectType parent, FieldDefinition definition, IReadOnlyList<Field> nodes, SelectionPlan? selection)
{
    private object?[]? constant;

    public string Key { get; } = key;

    public JsonEncodedText EncodedKey { get; } = JsonEncodedText.Encode(key);

    public ObjectType Parent { get; } = parent;

    public FieldDefinition Definition { get; } = definition;

    /// <summary>All places in the document that ask for the field; an error names each.</summary>
    public IReadOnlyList<Field> Nodes { get; } = nodes;

    public SelectionPlan? Selection { get; } = selection;

    /// <summary>Set when the value is a single leaf, whose writing needs no path and no way back unless it fails.</summary>
    public LeafType? Leaf { get; } = definition.Await is null ? definition.Type.Nullable as LeafType : null;

    public bool IsTypeName { get; } = definition == Introspection.TypeName;

    public bool IsAsync { get; } = definition.Await is not null || selection?.IsAsync == true;

    /// <summary>Values without variables are made once; whoever resolves the field must not change them.</summary>
    public object?[] Arguments(VariableValues variables)
    {
        if (constant is not null) return constant;
        var given = Nodes[0].Arguments;
        var values = InputCoercion.Arguments(Definition, given, variables);
        if (!given.Any(argument => HasVariable(argument.Value))) constant = values;
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

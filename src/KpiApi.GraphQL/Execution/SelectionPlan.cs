using System.Text.Json;
using KpiApi.GraphQL.Language;
using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL.Execution;

/// <summary>The fields of one object in the order of the answer, fragments written out and equal fields merged.</summary>
internal sealed class SelectionPlan(IReadOnlyList<PlannedField> fields)
{
    public PlannedField[] Fields { get; } = [.. fields];

    /// <summary>Fields here and below.</summary>
    public int Size { get; } = fields.Count + fields.Sum(field => field.Selection?.Size ?? 0);

    /// <summary>Something below returns a task; all else runs without a state machine.</summary>
    public bool IsAsync { get; } = fields.Any(field => field.IsAsync);
}

internal sealed class PlannedField(
    string key, ObjectType parent, FieldArguments arguments, IReadOnlyList<Field> nodes, SelectionPlan? selection)
{
    public string Key { get; } = key;

    public JsonEncodedText EncodedKey { get; } = JsonEncodedText.Encode(key);

    public ObjectType Parent { get; } = parent;

    public FieldDefinition Definition { get; } = arguments.Definition;

    /// <summary>All places in the document that ask for the field; an error names each.</summary>
    public IReadOnlyList<Field> Nodes { get; } = nodes;

    public SelectionPlan? Selection { get; } = selection;

    /// <summary>Set when the value is a single leaf, whose writing needs no path and no way back unless it fails.</summary>
    public LeafType? Leaf { get; } = arguments.Definition.Await is null ? arguments.Definition.Type.Nullable as LeafType : null;

    public bool IsTypeName { get; } = arguments.Definition == Introspection.TypeName;

    public bool IsAsync { get; } = arguments.Definition.Await is not null || selection?.IsAsync == true;

    public FieldArguments Arguments { get; } = arguments;
}

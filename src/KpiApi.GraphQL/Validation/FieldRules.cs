using KpiApi.GraphQL.Language;
using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL.Validation;

/// <summary>Fields exist, have a selection exactly when they are objects, and don't walk the schema in circles.</summary>
internal sealed class FieldRules(ValidationContext context)
{
    /// <summary>Each list inside a list multiplies what introspection answers; three are more than any tool asks for.</summary>
    private const int MaxIntrospectionLists = 3;

    public void Check(Definition within, Field field, ObjectType? parent, FieldDefinition? known)
    {
        if (known is not null) CheckSelection(within, field, known.Type);
        if (parent is not null && known is null)
        {
            var meant = context.DidYouMean(field.Name.Value, parent.Fields.Keys);
            context.Report(within, $"{parent} has no field {Names.Clip(field.Name.Value)}.{meant}", field.Position);
        }

        if (field.Name.Value is "__schema" or "__type") CheckIntrospection(within, field);
    }

    private void CheckSelection(Definition within, Field field, GraphType type)
    {
        if (type.Named is LeafType && field.Selections is not null)
        {
            context.Report(within, $"{field.Name.Value} is of type {type}, which has no fields to select.", field.Selections.Position);
        }
        else if (type.Named is not LeafType && field.Selections is null)
        {
            var name = field.Name.Value;
            context.Report(within, $"{name} is of type {type}: say which of its fields, as in {name} {{ … }}.", field.Position);
        }
    }

    private void CheckIntrospection(Definition within, Field field)
    {
        if (!context.AllowIntrospection)
        {
            context.Report(within, ErrorCodes.IntrospectionDisabled, "Introspection is switched off here.", field.Position);
        }
        else if (!context.HasCycles && Lists(field) >= MaxIntrospectionLists)
        {
            context.Report(within, ErrorCodes.TooDeep, $"Introspection nests {MaxIntrospectionLists} lists.", field.Position);
        }
    }

    private int Lists(Selection selection)
    {
        var own = selection is Field { Name.Value: "fields" or "interfaces" or "possibleTypes" or "inputFields" } ? 1 : 0;
        var inner = selection is FragmentSpread spread ? context.Fragment(spread.Name.Value)?.Selections : selection.Selections;
        return own + (inner?.Items.Max(Lists) ?? 0);
    }
}

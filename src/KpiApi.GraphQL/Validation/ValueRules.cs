using KpiApi.GraphQL.Language;
using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL.Validation;

/// <summary>Values of the right type, input fields known, unique and given where required, exactly one of a oneOf.</summary>
internal sealed class ValueRules(ValidationContext context, VariableRules variables)
{
    /// <param name="within">The definition that has the value.</param>
    /// <param name="value">The value, at any depth.</param>
    /// <param name="type">What the place expects; null when that isn't known, and then only names are checked.</param>
    /// <param name="hasDefault">The place has a value to fall back to.</param>
    public void Check(Definition within, Value value, GraphType? type, bool hasDefault = false) =>
        Check(within, value, new Place(type, hasDefault, IsOneOf: false, IsChecked: true));

    private void Check(Definition within, Value value, Place place)
    {
        var isChecked = place.IsChecked && place.Type is not null;
        switch (value)
        {
            case Variable variable:
                variables.Use(within, variable, place.Type, place.HasDefault, place.IsOneOf);
                break;
            case NullValue when isChecked && place.Type!.IsNonNull:
                context.Report(within, $"null can't stand where {place.Type} is expected.", value.Position);
                break;
            case NullValue:
                break;
            case ListValue list:
                CheckList(within, list, place, isChecked);
                break;
            case ObjectValue fields:
                CheckObject(within, fields, place, isChecked);
                break;
            default:
                if (isChecked) CheckLeaf(within, value, place.Type!);
                break;
        }
    }

    private void CheckList(Definition within, ListValue list, Place place, bool isChecked)
    {
        var type = place.Type?.Nullable as ListType;
        if (type is null && isChecked) CheckLeaf(within, list, place.Type!);
        var item = new Place(type?.Item ?? place.Type?.Nullable, HasDefault: false, IsOneOf: false, isChecked && type is not null);
        foreach (var element in list.Items) Check(within, element, item);
    }

    private void CheckObject(Definition within, ObjectValue value, Place place, bool isChecked)
    {
        var type = place.Type?.Named as InputObjectType;
        if (isChecked && type is null) CheckLeaf(within, value, place.Type!);
        if (isChecked && type is not null) CheckFields(within, value, type);
        var seen = new Dictionary<string, Name>(StringComparer.Ordinal);
        foreach (var field in value.Fields)
        {
            var known = type?.Fields.GetValueOrDefault(field.Name.Value);
            if (isChecked && type is not null && known is null)
            {
                var meant = context.DidYouMean(field.Name.Value, type.Fields.Keys);
                context.Report(within, $"{type} has no field {Names.Clip(field.Name.Value)}.{meant}", field.Position);
            }

            if (!seen.TryAdd(field.Name.Value, field.Name))
            {
                var first = seen[field.Name.Value].Position;
                context.Report(within, $"Field {Names.Clip(field.Name.Value)} is given twice.", first, field.Position);
            }

            var inner = new Place(known?.Type, known?.HasDefault == true, type?.IsOneOf == true, isChecked && type is not null);
            Check(within, field.Value, inner);
        }
    }

    private void CheckFields(Definition within, ObjectValue value, InputObjectType type)
    {
        foreach (var field in type.Fields.Values)
        {
            if (!field.IsRequired || value.Fields.Any(given => given.Name.Value == field.Name)) continue;
            context.Report(within, $"{type} needs its field {field.Name} of type {field.Type}.", value.Position);
        }

        if (!type.IsOneOf) return;
        var names = value.Fields.Select(field => field.Name.Value).Distinct().Count();
        if (names == 1 && value.Fields[^1].Value is not NullValue) return;
        context.Report(within, $"Exactly one field of {type} must be given, and not null.", value.Position);
    }

    private void CheckLeaf(Definition within, Value value, GraphType type)
    {
        if (context.IsFull) return;
        if (type.Named is not LeafType leaf)
        {
            context.Report(within, $"An object of type {type.Named} was expected.", value.Position);
            return;
        }

        try
        {
            leaf.Parse(RawInput.Of(value)!, isLiteral: true);
        }
        catch (FormatException exception)
        {
            context.Report(within, $"The value is no {type}: {exception.Message}", value.Position);
        }
    }

    private readonly record struct Place(GraphType? Type, bool HasDefault, bool IsOneOf, bool IsChecked);
}

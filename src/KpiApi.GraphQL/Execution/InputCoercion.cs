using KpiApi.GraphQL.Language;
using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL.Execution;

/// <summary>
/// Turns literals of a valid document into C# values. What can still go wrong is a variable: absent or null where a value
/// is needed, which the types allow when there is a default somewhere.
/// </summary>
internal static class InputCoercion
{
    /// <summary>The arguments of a field in the order of its definition.</summary>
    /// <exception cref="CoercionException">A variable leaves a required value without one.</exception>
    public static object?[] Arguments(FieldDefinition field, IReadOnlyList<Argument> given, VariableValues variables)
    {
        var values = new object?[field.Arguments.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var argument = field.Arguments[i];
            var node = given.FirstOrDefault(candidate => candidate.Name.Value == argument.Name);
            var value = node is null ? RawInput.Absent : CoerceArgument(node, argument.Type, variables);
            if (value != RawInput.Absent) values[i] = argument.Convert(value);
            else if (argument.HasDefault) values[i] = argument.Default;
            else if (argument.Type.IsNonNull) throw new CoercionException($"Argument {argument.Name} needs a value.", node?.Value.Position);
            else values[i] = argument.Absent;
        }

        return values;
    }

    /// <summary>What is wrong inside a value is located at the whole value, as the reference does.</summary>
    private static object? CoerceArgument(Argument argument, GraphType type, VariableValues variables)
    {
        try
        {
            return Coerce(argument.Value, type, variables);
        }
        catch (CoercionException exception)
        {
            throw new CoercionException(exception.Message, argument.Value.Position);
        }
    }

    /// <summary>A constant of a type it is valid for, such as the default of a variable.</summary>
    public static object? Constant(Value value, GraphType type) => Coerce(value, type, VariableValues.None);

    private static object? Coerce(Value value, GraphType type, VariableValues variables)
    {
        if (value is Variable variable)
        {
            if (!variables.TryGet(variable.Name.Value, out var given)) return RawInput.Absent;
            return given is not null || !type.IsNonNull ? given : throw Missing(value, type);
        }

        if (value is NullValue) return type.IsNonNull ? throw Missing(value, type) : null;
        return type.Nullable switch
        {
            ListType list when value is ListValue items => Items(items, list.Item, variables),
            ListType list => new[] { Coerce(value, list.Item, variables) },
            InputObjectType fields => Fields((ObjectValue)value, fields, variables),
            var leaf => Leaf(value, (LeafType)leaf, variables),
        };
    }

    private static object?[] Items(ListValue list, GraphType type, VariableValues variables)
    {
        var items = new object?[list.Items.Count];
        for (var i = 0; i < items.Length; i++)
        {
            var item = Coerce(list.Items[i], type, variables);
            if (item != RawInput.Absent) items[i] = item;
            else if (type.IsNonNull) throw Missing(list.Items[i], type);
        }

        return items;
    }

    private static object Fields(ObjectValue value, InputObjectType type, VariableValues variables)
    {
        var fields = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var field in type.Fields.Values)
        {
            var node = value.Fields.FirstOrDefault(given => given.Name.Value == field.Name);
            var coerced = node is null ? RawInput.Absent : Coerce(node.Value, field.Type, variables);
            if (coerced != RawInput.Absent) fields.Add(field.Name, field.Convert(coerced));
            else if (field.HasDefault) fields.Add(field.Name, field.Default);
            else if (field.Type.IsNonNull) throw Missing(node?.Value ?? value, field.Type);
        }

        if (type.IsOneOf && (fields.Count != 1 || fields.Values.First() is null))
        {
            throw new CoercionException($"Exactly one field of {type} must be given, and not null.", value.Position);
        }

        return type.Create(fields);
    }

    private static object? Leaf(Value value, LeafType leaf, VariableValues variables)
    {
        try
        {
            var raw = RawInput.Of(value, name => variables.TryGet(name, out var given) ? given : RawInput.Absent);
            return leaf.Parse(raw!, isLiteral: true);
        }
        catch (FormatException exception)
        {
            throw new CoercionException($"The value is no {leaf}: {exception.Message}", value.Position);
        }
    }

    private static CoercionException Missing(Value value, GraphType type) => new($"A value of type {type} is needed.", value.Position);
}

using System.Text.Json;
using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL.Execution;

/// <summary>Turns the JSON of a variable into C# values, and reports all that is wrong with it.</summary>
internal sealed class JsonCoercion(Action<string> report)
{
    /// <summary>What is returned after an error was reported means nothing.</summary>
    public object? Coerce(JsonElement json, GraphType type, string path)
    {
        if (json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            if (type.IsNonNull) report($"{Names.Clip(path)} must be given, and not null: it is of type {type}.");
            return null;
        }

        return type.Nullable switch
        {
            ListType list when json.ValueKind == JsonValueKind.Array => Items(json, list.Item, path),
            ListType list => new[] { Coerce(json, list.Item, path) },
            InputObjectType fields => Fields(json, fields, path),
            var leaf => Leaf(json, (LeafType)leaf, path),
        };
    }

    private object?[] Items(JsonElement json, GraphType type, string path)
    {
        var items = new object?[json.GetArrayLength()];
        var index = 0;
        foreach (var item in json.EnumerateArray())
        {
            items[index] = Coerce(item, type, $"{path}[{index}]");
            index++;
        }

        return items;
    }

    private object? Fields(JsonElement json, InputObjectType type, string path)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            report($"{Names.Clip(path)} must be an object of type {type}.");
            return null;
        }

        var isValid = true;
        var inner = new JsonCoercion(message =>
        {
            isValid = false;
            report(message);
        });
        var fields = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var field in type.Fields.Values)
        {
            if (json.TryGetProperty(field.Name, out var given)) inner.Add(fields, field, given, $"{path}.{field.Name}");
            else if (field.HasDefault) fields.Add(field.Name, field.Default);
            else if (field.Type.IsNonNull) inner.Coerce(default, field.Type, $"{path}.{field.Name}");
        }

        foreach (var property in json.EnumerateObject())
        {
            if (!type.Fields.ContainsKey(property.Name)) inner.Unknown(type, property.Name, path);
        }

        var isNull = isValid && fields.Values.FirstOrDefault() is null;
        if (type.IsOneOf && (fields.Count != 1 || isNull)) inner.Report($"Exactly one field of {Names.Clip(path)} must be given, and not null.");
        return isValid ? inner.Make(() => type.Create(fields)) : null;
    }

    private void Add(Dictionary<string, object?> fields, InputValue field, JsonElement json, string path)
    {
        var failed = false;
        var value = new JsonCoercion(message =>
        {
            failed = true;
            report(message);
        }).Coerce(json, field.Type, path);
        fields.Add(field.Name, failed ? null : Make(() => field.Convert(value)));
    }

    private void Report(string message) => report(message);

    private void Unknown(InputObjectType type, string name, string path)
    {
        var nearest = Names.Nearest(name, type.Fields.Keys);
        report($"{Names.Clip(path)} has no field {Names.Clip(name)}.{(nearest is null ? "" : $" Did you mean {nearest}?")}");
    }

    /// <summary>A C# type may have rules of its own about what it can be made of.</summary>
    private object? Make(Func<object?> make)
    {
        try
        {
            return make();
        }
        catch (GraphQLException exception)
        {
            foreach (var error in exception.Errors) report(error.Message);
            return null;
        }
    }

    private object? Leaf(JsonElement json, LeafType leaf, string path)
    {
        try
        {
            return leaf.Parse(RawInput.Of(json)!, isLiteral: false);
        }
        catch (FormatException exception)
        {
            report($"{Names.Clip(path)} is no {leaf}: {exception.Message}");
            return null;
        }
    }
}

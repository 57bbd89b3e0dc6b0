using System.Text.Json;
using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL.Execution;

/// <summary>Turns the JSON of variables into C# values, and lists what is wrong with it, up to a number of errors.</summary>
internal sealed class JsonCoercion(int maxErrors)
{
    public List<string> Errors { get; } = [];

    private bool IsFull => Errors.Count >= maxErrors;

    /// <summary>What is returned after an error was found means nothing.</summary>
    public object? Coerce(JsonElement json, GraphType type, string path)
    {
        if (IsFull) return null;
        if (json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            if (type.IsNonNull) Errors.Add($"{Names.Clip(path)} must be given, and not null: it is of type {type}.");
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
            if (IsFull) break;
            items[index] = Coerce(item, type, $"{path}[{index}]");
            index++;
        }

        return items;
    }

    private object? Fields(JsonElement json, InputObjectType type, string path)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            Errors.Add($"{Names.Clip(path)} must be an object of type {type}.");
            return null;
        }

        var before = Errors.Count;
        var fields = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var field in type.Fields.Values)
        {
            if (json.TryGetProperty(field.Name, out var given)) fields.Add(field.Name, Field(given, field, $"{path}.{field.Name}"));
            else if (field.HasDefault) fields.Add(field.Name, field.Default);
            else if (field.Type.IsNonNull) Coerce(default, field.Type, $"{path}.{field.Name}");
        }

        foreach (var property in json.EnumerateObject())
        {
            if (type.Fields.ContainsKey(property.Name) || IsFull) continue;
            var nearest = Names.Nearest(property.Name, type.Fields.Keys);
            var meant = nearest is null ? "" : $" Did you mean {nearest}?";
            Errors.Add($"{Names.Clip(path)} has no field {Names.Clip(property.Name)}.{meant}");
        }

        var isNull = Errors.Count == before && fields.Values.FirstOrDefault() is null;
        if (type.IsOneOf && (fields.Count != 1 || isNull))
        {
            Errors.Add($"Exactly one field of {Names.Clip(path)} must be given, and not null.");
        }

        return Errors.Count == before ? Make(() => type.Create(fields)) : null;
    }

    private object? Field(JsonElement json, InputValue field, string path)
    {
        var before = Errors.Count;
        var value = Coerce(json, field.Type, path);
        return Errors.Count == before ? Make(() => field.Convert(value)) : null;
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
            Errors.AddRange(exception.Errors.Select(error => error.Message));
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
            Errors.Add($"{Names.Clip(path)} is no {leaf}: {exception.Message}");
            return null;
        }
    }
}

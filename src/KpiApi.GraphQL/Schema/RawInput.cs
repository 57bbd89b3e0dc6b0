using System.Globalization;
using System.Text.Json;
using KpiApi.GraphQL.Language;

namespace KpiApi.GraphQL.Schema;

/// <summary>Brings literals and JSON to the one form that <see cref="LeafType.Parse"/> takes.</summary>
internal static class RawInput
{
    /// <summary>What a variable without a value is; a field of an object that would have it is left out.</summary>
    public static readonly object Absent = new();

    /// <param name="value">The literal.</param>
    /// <param name="variable">Gives the value of a variable inside an object or list; null while nothing is known of it.</param>
    public static object? Of(Value value, Func<string, object?>? variable = null) => value switch
    {
        StringValue text => text.Text,
        BooleanValue boolean => boolean.Value,
        NumberValue number => new RawNumber(number.Text, number.IsFloat),
        EnumLiteral name => new RawName(name.Name),
        ListValue list => list.Items.Select(item => Of(item, variable) is var raw && raw == Absent ? null : raw).ToList(),
        ObjectValue fields => fields.Fields.DistinctBy(field => field.Name.Value)
            .Select(field => KeyValuePair.Create(field.Name.Value, Of(field.Value, variable)))
            .Where(field => field.Value != Absent)
            .ToDictionary(),
        Variable name => variable?.Invoke(name.Name.Value),
        _ => null,
    };

    public static object? Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.True or JsonValueKind.False => json.GetBoolean(),
        JsonValueKind.Number => json.GetRawText() is var text ? new RawNumber(text, text.AsSpan().ContainsAny('.', 'e', 'E')) : null,
        JsonValueKind.Array => json.EnumerateArray().Select(Of).ToList(),
        JsonValueKind.Object => json.EnumerateObject().GroupBy(property => property.Name)
            .ToDictionary(group => group.Key, group => Of(group.Last().Value)),
        _ => null,
    };

    /// <summary>The same with plain C# numbers (decimal where it fits, else double) and strings for names.</summary>
    public static object? Plain(object? raw) => raw switch
    {
        RawNumber { Text: var text } => Number(text),
        FloatNumber { Text: var text } => Number(text),
        RawName name => name.Text,
        List<object?> list => list.ConvertAll(Plain),
        Dictionary<string, object?> fields => fields.ToDictionary(field => field.Key, field => Plain(field.Value)),
        _ => raw,
    };

    private static object Number(string text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        ? number
        : FloatNumber.ToDouble(text);
}

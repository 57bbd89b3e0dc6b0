using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace KpiApi.Tests.GraphQL;

/// <summary>The parameters of a call of REST, each with its values, wherever they stand; null is "no value".</summary>
internal sealed class TwinParameters
{
    private readonly Dictionary<string, List<string?>> _values = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => _values.Keys;

    public static TwinParameters OfQuery(string query)
    {
        var parameters = new TwinParameters();
        foreach (var (name, values) in QueryHelpers.ParseQuery(query))
            parameters.Add(name, values);
        return parameters;
    }

    /// <summary>Null when the body is no JSON object of texts, numbers and lists of them.</summary>
    public static TwinParameters? OfBody(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var parameters = new TwinParameters();
            foreach (var member in document.RootElement.EnumerateObject().Where(m => m.Name != "filters" && m.Value.ValueKind != JsonValueKind.Null))
                parameters._values[member.Name] = Texts(member.Value);
            if (document.RootElement.TryGetProperty("filters", out var filters))
            {
                foreach (var filter in filters.EnumerateObject())
                    parameters._values[TwinInput.IsFilter(filter.Name) ? filter.Name : "filters." + filter.Name] = Texts(filter.Value);
            }
            return parameters;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A list with commas is the filter with each of its values.</summary>
    private void Add(string name, IEnumerable<string?> values)
    {
        var isList = name.EndsWith(".in", StringComparison.Ordinal) && TwinInput.IsFilter(name[..^3]);
        var own = isList ? name[..^3] : name;
        _values[own] = [.. _values.GetValueOrDefault(own) ?? [], .. isList ? values.SelectMany(list => (list ?? "").Split(',')) : values];
    }

    public bool Has(string name) => _values.ContainsKey(name);

    public IReadOnlyList<string?> Take(string name) => _values.Remove(name, out var values) ? values : [];

    /// <summary>A whole number where one is meant and given; else what was given, which GraphQL's types refuse; the default when absent.</summary>
    public JsonNode? TakeNumber(string name, JsonNode? byDefault = null) => Take(name) is { Count: > 0 } values ? TwinInput.Number(values) : byDefault;

    private static List<string?> Texts(JsonElement value) => value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(Text)] : [Text(value)];

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Object or JsonValueKind.Array => throw new JsonException("Nested."),
        _ => value.GetRawText(),
    };
}

using System.Globalization;
using System.Text.Json.Nodes;
using KpiApi.Engine.Metrics;

namespace KpiApi.Tests.GraphQL;

/// <summary>
/// Parameters of REST as an input of GraphQL. What has no place there (an unknown parameter, a second value, a letter for a number) goes in
/// as it is, for GraphQL has to refuse it as well.
/// </summary>
internal static class TwinInput
{
    /// <summary>A KpisInput, DriversInput, RecordsInput or TicketsInput.</summary>
    public static JsonObject Of(TwinParameters parameters, bool isOfList = false, bool isOfDrivers = false)
    {
        var input = new JsonObject();
        var filters = new JsonArray();
        foreach (var name in parameters.Names.ToList())
        {
            var values = parameters.Take(name);
            if (IsFilter(name))
                filters.Add(Filter(name, values));
            else if (isOfList && name == "orderBy" && values is [['-', .. var column]])
                (input["orderBy"], input["descending"]) = (Upper(column), true);
            else if (isOfDrivers && name == "metric")
                input["metric"] = Single(values, Metric);
            else if (name == "metric" && values is [{ } metric] && metric.Contains(":within_", StringComparison.Ordinal))
                (input["metric"], input["within"]) = (Upper(metric.Split(':')[0]), metric.Split('_')[^1]);
            else if (name == "groupBy")
                GroupBy(input, values);
            else
                input[name] = isOfList && name == "orderBy" ? Single(values, Upper) : Value(name, values);
        }
        if (filters.Count > 0)
            input["filters"] = filters;
        return input;
    }

    public static bool IsFilter(string name) => DimensionNames.OfFilter(name) is not null;

    public static JsonNode? Number(IReadOnlyList<string?> values) =>
        Single(values, text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : JsonValue.Create(text));

    public static JsonValue Upper(string name) =>
        JsonValue.Create(string.Concat(name.Select(letter => char.IsUpper(letter) ? $"_{letter}" : $"{char.ToUpperInvariant(letter)}")));

    private static JsonNode? Value(string name, IReadOnlyList<string?> values) => name switch
    {
        "metrics" => List(values, Metric),
        "include" or "outcome" => List(values, Upper),
        "orderBy" => List(values, text => JsonValue.Create(text)),
        "metric" or "period" or "interval" or "hours" or "weekStart" or "state" => Single(values, Upper),
        "limit" or "offset" or "minVersion" => Number(values),
        "others" or "allowUnknown" => Single(values, text => text is "true" or "false" ? JsonValue.Create(text == "true") : JsonValue.Create(text)),
        _ => Single(values, text => JsonValue.Create(text)),
    };

    private static JsonNode? Single(IReadOnlyList<string?> values, Func<string, JsonNode> convert) =>
        values is [var value] ? convert(value ?? "") : new JsonArray([.. values.Select(v => convert(v ?? ""))]);

    private static JsonArray List(IReadOnlyList<string?> values, Func<string, JsonNode> convert) =>
        [.. values.SelectMany(v => (v ?? "").Split(',')).Select(word => word.Trim()).Distinct().Select(convert)];

    private static void GroupBy(JsonObject input, IReadOnlyList<string?> values)
    {
        var (known, attributes) = Dimensions(values);
        if (attributes.Count > 0)
            input["groupByAttributes"] = attributes;
        input["groupBy"] = known;
    }

    /// <summary>Attributes are named apart from the enumeration.</summary>
    public static (JsonArray Known, JsonArray Attributes) Dimensions(IReadOnlyList<string?> values)
    {
        var names = values.SelectMany(v => (v ?? "").Split(',')).Select(word => word.Trim()).Distinct().ToLookup(IsAttribute);
        return (new JsonArray([.. names[false].Select(Upper)]), new JsonArray([.. names[true].Select(name => JsonValue.Create(name))]));
    }

    private static bool IsAttribute(string name) => DimensionNames.Parse(name) is { Attribute: not null };

    private static JsonObject Filter(string name, IReadOnlyList<string?> values) => new()
    {
        [DimensionNames.OfFilter(name)!.Value.Attribute is null ? "dimension" : "attribute"] =
            DimensionNames.OfFilter(name) is { Attribute: not null } attribute ? JsonValue.Create(DimensionNames.Name(attribute)) : Upper(name.Replace(".not", "", StringComparison.Ordinal)),
        ["values"] = new JsonArray([.. values.Select(v => string.IsNullOrEmpty(v) ? null : JsonValue.Create(v))]),
        ["not"] = name.EndsWith(".not", StringComparison.Ordinal),
    };

    private static JsonObject Metric(string choice)
    {
        var parts = choice.Split(':');
        var metric = new JsonObject { ["metric"] = Upper(parts[0]) };
        if (parts is [_, ['p', .. var percent]] && int.TryParse(percent, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && parts[1] != "p90")
            metric["percentile"] = number;
        else if (parts is [_, ['w', 'i', 't', 'h', 'i', 'n', '_', .. var duration]])
            metric["within"] = duration;
        else if (parts is [_, var statistic])
            metric["statistic"] = Upper(statistic);
        return metric;
    }
}

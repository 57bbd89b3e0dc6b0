using System.Globalization;
using System.Text.Json;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;
using KpiApi.Http;

namespace KpiApi.Kpis.Responses;

/// <summary>What stands on the second sheet of a workbook: the query as it was understood, warnings, and what each metric means.</summary>
internal static class KpiNotes
{
    private static readonly string[] s_metricHeader = ["Metric", "Title", "Unit", "Definition"];

    public static IReadOnlyList<IReadOnlyList<string>> Of(KpiResult result) =>
    [
        .. OfQuery(result.Query),
        ["rowCount", result.RowCount.ToString(CultureInfo.InvariantCulture)],
        ["asOf", InstantText.Utc(result.Query.AsOf)],
        ["version", result.Version.ToString(CultureInfo.InvariantCulture)],
        .. result.Warnings.Select(warning => (string[])["warning", $"{warning.Code}: {warning.Message}"]),
        [],
        .. OfMetrics(result.Query),
    ];

    /// <summary>One row a member of the query.</summary>
    public static IEnumerable<IReadOnlyList<string>> OfQuery(KpiQuery query)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            QueryJson.Write(json, query);
            json.WriteEndObject();
        }
        using var document = JsonDocument.Parse(stream.ToArray());
        return [.. OfMembers(document.RootElement.GetProperty("query"))];
    }

    public static IEnumerable<IReadOnlyList<string>> OfMembers(JsonElement query) =>
        query.EnumerateObject().Select(member => (string[])[member.Name, Text(member.Value)]);

    public static IEnumerable<IReadOnlyList<string>> OfMetrics(KpiQuery query) =>
    [
        s_metricHeader,
        .. query.Metrics.Select(metric => (string[])[metric.Name, metric.Metric.Title, MetricWords.Of(KpiParts.UnitOf(metric)), metric.Metric.Definition]),
    ];

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Null ? "null" : item.ToString())),
        JsonValueKind.Object => string.Join("; ", value.EnumerateObject().Select(member => $"{member.Name}: {Text(member.Value)}")),
        JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => value.ToString(),
    };
}

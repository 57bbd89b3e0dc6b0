using System.Text.Json;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.Http;
using NodaTime;

namespace KpiApi.Kpis.Responses;

/// <summary>The query as it was understood, defaults filled in: what a reader needs to trust the numbers, or to ask for them again.</summary>
internal static class QueryJson
{
    public static void Write(Utf8JsonWriter json, KpiQuery query)
    {
        json.WriteStartObject("query");
        WriteList(json, "metrics", query.Metrics.Select(m => m.Name));
        json.WriteString("from", InstantText.InZone(query.Period.FromMs, query.Zone));
        json.WriteString("to", InstantText.InZone(query.Period.ToMs, query.Zone));
        json.WriteString("timeZone", query.Zone.Id);
        json.WriteString("interval", BucketIntervalNames.Name(query.Interval));
        WriteList(json, "groupBy", query.GroupBy.Select(DimensionNames.Name));
        json.WriteStartObject("filters");
        foreach (var filter in query.Filters)
            WriteList(json, DimensionNames.Name(filter.Dimension) + (filter.Excluded ? ".not" : ""), filter.Values);
        json.WriteEndObject();
        json.WriteString("hours", query.Hours == Hours.Business ? "business" : "calendar");
        if (query.Previous is { } previous)
        {
            json.WriteStartObject("compare");
            json.WriteString("from", InstantText.InZone(previous.Period.FromMs, query.Zone));
            json.WriteString("to", InstantText.InZone(previous.Period.ToMs, query.Zone));
            json.WriteEndObject();
        }
        WriteList(json, "orderBy", query.OrderBy.Select(o => (o.Descending ? "-" : "") + o.Column));
        json.WriteNumber("limit", query.Limit);
        json.WriteNumber("offset", query.Offset);
        json.WriteBoolean("others", query.Others);
        json.WriteString("weekStart", query.WeekStart == IsoDayOfWeek.Monday ? "monday" : "sunday");
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string?> items)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
            json.WriteStringValue(item);
        json.WriteEndArray();
    }
}

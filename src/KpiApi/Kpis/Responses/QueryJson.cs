using System.Text.Json;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Drivers;
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
        WritePeriod(json, query);
        json.WriteString("interval", BucketIntervalNames.Name(query.Interval));
        WriteList(json, "groupBy", query.GroupBy.Select(DimensionNames.Name));
        WriteFacts(json, query);
        WriteList(json, "orderBy", query.OrderBy.Select(o => (o.Descending ? "-" : "") + o.Column));
        json.WriteNumber("limit", query.Limit);
        json.WriteNumber("offset", query.Offset);
        json.WriteBoolean("others", query.Others);
        WriteWeekStart(json, query);
        json.WriteEndObject();
    }

    /// <summary>As a value of its own.</summary>
    public static void Write(Utf8JsonWriter json, DriversQuery drivers)
    {
        json.WriteStartObject();
        json.WriteString("metric", drivers.Metric.Name);
        WritePeriod(json, drivers.Query);
        WriteList(json, "by", drivers.By.Select(DimensionNames.Name));
        WriteFacts(json, drivers.Query);
        json.WriteNumber("limit", drivers.Limit);
        WriteWeekStart(json, drivers.Query);
        json.WriteEndObject();
    }

    private static void WritePeriod(Utf8JsonWriter json, KpiQuery query)
    {
        json.WriteString("from", InstantText.InZone(query.Period.FromMs, query.Zone));
        json.WriteString("to", InstantText.InZone(query.Period.ToMs, query.Zone));
        json.WriteString("timeZone", query.Zone.Id);
    }

    private static void WriteFacts(Utf8JsonWriter json, KpiQuery query)
    {
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
    }

    private static void WriteWeekStart(Utf8JsonWriter json, KpiQuery query) => json.WriteString("weekStart", query.WeekStart == IsoDayOfWeek.Monday ? "monday" : "sunday");

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string?> items)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
            json.WriteStringValue(item);
        json.WriteEndArray();
    }
}

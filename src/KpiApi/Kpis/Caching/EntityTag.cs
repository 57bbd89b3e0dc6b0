using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.Http;
using KpiApi.Http.Tables;
using KpiApi.Kpis.Responses;
using Microsoft.Net.Http.Headers;

namespace KpiApi.Kpis.Caching;

/// <summary>
/// The version of the data with the query as understood: while neither changes, neither do the numbers, and a client's copy is still right.
/// </summary>
internal static class EntityTag
{
    private const int HashBytes = 12;

    /// <summary>Weak, since asOf differs.</summary>
    public static string Of(long version, string hash) => $"W/\"{version}-{hash}\"";

    /// <summary>Of the query as understood. Numbers that change by the mere passing of time have none that lasts.</summary>
    public static string Hash(KpiQuery query, TableForm form)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            QueryJson.Write(json, query);
            json.WriteString("form", form.ToString());
            // Another build, or another window, may count the same data otherwise.
            json.WriteString("product", Product.Version);
            json.WriteNumber("fcrWindowMs", query.FcrWindowMs);
            json.WriteBoolean("confidence", query.WithConfidence);
            // A bucket is judged when it is over, and only then are others by it.
            if (query.Likes is { } likes)
                json.WriteNumber("ended", likes.Ended);
            WriteTargets(json, query.Targets);
            if (DependsOnNow(query))
                json.WriteString("asOf", InstantText.Utc(query.AsOf));
            json.WriteEndObject();
        }
        return Convert.ToHexStringLower(SHA256.HashData(text.WrittenSpan).AsSpan(0, HashBytes));
    }

    /// <summary>True when the client has this one: comparing is weak, since the tag is.</summary>
    public static bool IsKnown(HttpRequest request, string tag) =>
        request.GetTypedHeaders().IfNoneMatch.Any(t => t.Equals(EntityTagHeaderValue.Any) || t.Compare(EntityTagHeaderValue.Parse(tag), useStrongComparison: false));

    /// <summary>True when the same data and the same query give other numbers a moment later.</summary>
    public static bool DependsOnNow(KpiQuery query) =>
        Math.Max(query.Period.ToMs, query.Previous?.Period.ToMs ?? 0) + query.FcrWindowMs > query.AsOf.ToUnixTimeMilliseconds()
        && query.Metrics.Any(m => m.Metric.DependsOnNow);

    private static void WriteTargets(Utf8JsonWriter json, IReadOnlyList<Target> targets)
    {
        json.WriteStartArray("targets");
        foreach (var target in targets)
        {
            json.WriteStartObject();
            json.WriteString("metric", target.MetricName);
            json.WriteNumber("value", target.Value);
            if (target.WarnAt is { } warnAt)
                json.WriteNumber("warnAt", warnAt);
            json.WriteStartObject("filters");
            foreach (var (dimension, value) in target.Filters.OrderBy(filter => DimensionNames.Name(filter.Key), StringComparer.Ordinal))
                json.WriteString(DimensionNames.Name(dimension), value);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}

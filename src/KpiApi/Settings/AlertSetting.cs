using System.Text.Json;
using System.Text.Json.Serialization;
using KpiApi.Engine.Metrics;

namespace KpiApi.Settings;

/// <summary>An alert as it is kept.</summary>
/// <param name="When">The condition for reporting something.</param>
/// <param name="Webhooks">Ids of those that its events are sent to.</param>
/// <param name="Title">For people to read; null = made from <paramref name="When"/>.</param>
/// <param name="SilencedUntilMs">Until then nothing is sent; null = it is not silenced.</param>
/// <param name="MadeAtMs">When it was made, or <paramref name="When"/> last changed: only what happens afterwards is reported.</param>
/// <param name="MadeVersion">Of the data that were visible then.</param>
internal sealed record AlertSetting(string Id, AlertWhen When, IReadOnlyList<string> Webhooks, string? Title, long? SilencedUntilMs, long MadeAtMs, long MadeVersion)
{
    public static readonly string[] Members = ["when", "webhooks", "title", "silencedUntilMs", "madeAtMs", "madeVersion"];

    /// <summary>It filters or groups by agent.</summary>
    [JsonIgnore]
    public bool NamesAgent => When.GroupBy == DimensionNames.Name(Dimension.Agent) || When.Filters is { } filters && filters.Keys.Any(name => DimensionNames.OfFilter(name) == Dimension.Agent);
}

/// <summary>What an alert waits for: a metric, an unusual bucket, tickets that wait, SLA clocks, or negative answers. Members of the other four kinds are absent.</summary>
internal sealed record AlertWhen
{
    /// <summary>A metric whose value crosses a threshold, with its statistic: first_response_time:median.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Metric { get; init; }

    /// <summary>Of the metric or of the tickets, as in a POST to /v1/kpis; null in a list is "no value".</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IReadOnlyList<string?>>? Filters { get; init; }

    /// <summary>calendar or business.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Hours { get; init; }

    /// <summary>The last minutes or hours (60m, 4h), or a period as in a query (today, last_7_days).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Window { get; init; }

    /// <summary>Opens when the value is above this number, or above the metric's target.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Above { get; init; }

    /// <summary>Opens when the value is below this number, or below the metric's target.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Below { get; init; }

    /// <summary>With a smaller sample the value neither opens nor closes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MinCount { get; init; }

    /// <summary>A metric whose last complete bucket is outside the expected range.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unusual { get; init; }

    /// <summary>Of the buckets: hour or day.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Interval { get; init; }

    /// <summary>A dimension, each of whose values is judged by itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? GroupBy { get; init; }

    /// <summary>Open tickets that wait: awaiting_first_response or awaiting_reply.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Ticket { get; init; }

    /// <summary>How long they have to wait.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ForSeconds { get; init; }

    /// <summary>SLA clocks: first_response, next_reply or resolution.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sla { get; init; }

    /// <summary>How long before the due time; 0 at the breach.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? BeforeDueSeconds { get; init; }

    /// <summary>Answers to surveys: csat, nps or ces.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Survey { get; init; }

    /// <summary>negative: not satisfied, a detractor, not easy.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Outcome { get; init; }

    /// <summary>True of those that open and close; the others report each ticket or survey once.</summary>
    [JsonIgnore]
    public bool HasState => Metric is not null || Unusual is not null;
}

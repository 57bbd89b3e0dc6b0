using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using KpiApi.Http;
using KpiApi.Settings;
using KpiApi.Storage.Tables;

namespace KpiApi.Alerts;

/// <summary>An alert and how it stands.</summary>
/// <param name="Title">Its own, or one that is made from what it waits for.</param>
/// <param name="MadeAt">When it was made, or what it waits for last changed: only what happens afterwards is reported.</param>
/// <param name="SilencedUntil">Until then nothing is sent to its webhooks; null = it is not silenced.</param>
/// <param name="State">open or closed; null for one about tickets or surveys, which reports each once.</param>
/// <param name="OpenSince">Since when it is open: of groups the first; null when it is not.</param>
/// <param name="Value">Of the metric when it opened; null when it is not open, and with groups.</param>
/// <param name="OpenGroups">Those of its groups that are open; empty without groups.</param>
/// <param name="ReportedLastDay">Tickets or surveys reported in the last 24 hours; null for one that opens and closes.</param>
internal sealed record AlertItem(
    string Id, string Title, AlertWhen When, IReadOnlyList<string> Webhooks, string MadeAt, string? SilencedUntil, AlertState? State, string? OpenSince, decimal? Value,
    IReadOnlyList<OpenGroup> OpenGroups, int? ReportedLastDay)
{
    public static AlertItem Of(AlertSetting alert, IEnumerable<OpenState> states, int? reported, long nowMs)
    {
        var open = states.Where(state => state.IsOpen).OrderBy(state => state.SinceMs).ThenBy(state => state.Subject, StringComparer.Ordinal).ToList();
        var isGrouped = alert.When.GroupBy is not null;
        return new(
            alert.Id, AlertTitles.Of(alert), alert.When, alert.Webhooks, InstantText.Utc(alert.MadeAtMs), alert.SilencedUntilMs > nowMs ? InstantText.Utc(alert.SilencedUntilMs.Value) : null,
            !alert.When.HasState ? null : open.Count > 0 ? AlertState.Open : AlertState.Closed,
            open.Count > 0 ? InstantText.Utc(open[0].SinceMs) : null,
            open.Count > 0 && !isGrouped ? open[0].Value : null,
            isGrouped ? [.. open.Select(state => new OpenGroup(state.Subject.Length == 0 ? null : state.Subject, InstantText.Utc(state.SinceMs), state.Value))] : [],
            reported);
    }
}

[Description("Whether the metric is beyond its threshold, or outside its expected range.")]
internal enum AlertState { Open, Closed }

/// <param name="Group">Its value; null is no value.</param>
/// <param name="OpenSince">Since when it is open.</param>
/// <param name="Value">Of the metric then.</param>
internal sealed record OpenGroup(string? Group, string OpenSince, decimal Value);

/// <summary>An event that an alert reported.</summary>
/// <param name="Id">Of the event.</param>
/// <param name="Type">alert.opened, alert.closed, survey.received, ticket.waiting, sla.due_soon or sla.breached.</param>
/// <param name="Timestamp">When it was reported.</param>
/// <param name="Data">As it is delivered: alert, title and what they are about.</param>
internal sealed record AlertEventItem(string Id, string Type, string Timestamp, JsonElement Data)
{
    public static AlertEventItem Of(AlertEvent row)
    {
        using var body = JsonDocument.Parse(row.Body);
        return new(row.Seq.ToString(CultureInfo.InvariantCulture), body.RootElement.GetProperty("type").GetString()!, InstantText.Utc(row.AtMs), body.RootElement.GetProperty("data").Clone());
    }

    public static decimal ValueOf(AlertEvent row)
    {
        using var body = JsonDocument.Parse(row.Body);
        return body.RootElement.GetProperty("data").GetProperty("value").GetDecimal();
    }
}

/// <param name="Id">Of the alert.</param>
/// <param name="Outcome">created, updated, unchanged or deleted.</param>
/// <param name="Version">At which it is stored.</param>
internal sealed record AlertResult(string Id, Outcome Outcome, long Version)
{
    /// <summary>Until when nothing is sent to its webhooks; absent when it is not silenced.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SilencedUntil { get; init; }

    /// <summary>True when nothing was stored, because only what would have happened was asked for; else absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? DryRun { get; init; }
}

using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using KpiApi.Http;
using KpiApi.Http.Descriptions;
using KpiApi.Settings;
using KpiApi.Storage.Tables;
using Microsoft.OpenApi;

namespace KpiApi.Webhooks;

/// <summary>What webhooks are sent and answered as.</summary>
internal static class WebhookShapes
{
    public const string Body = "WebhookBody";

    public static readonly JsonNode Example = JsonNode.Parse("""{ "url": "https://example.com/hooks/kpi", "format": "standard" }""")!;

    public static IEnumerable<(string Name, OpenApiSchema Schema)> All =>
    [
        (Body, Shapes.Object("A webhook that is wanted.",
            [("url", Shapes.Text("Absolute, https or http, without a user and without a fragment.", "https://example.com/hooks/kpi"))],
            [
                ("id", Shapes.Text("That of the path; may be left out.", "ops")),
                ("format", Shapes.Choice("Which body it gets: the event as JSON, a message for Slack's incoming webhooks, or a card for a workflow of Microsoft Teams.", WebhookFormats.Names, WebhookFormats.Names[0])),
            ])),
    ];
}

/// <summary>A webhook without its secret.</summary>
/// <param name="Url">Without its path for callers without the scope admin, because addresses of Slack and Teams are secrets.</param>
/// <param name="Format">Which body it gets.</param>
/// <param name="State">active; failing: tried again with growing pauses; paused: has failed for a day; disabled: the receiver answered 410. To one that is paused or disabled nothing is sent until it is put again.</param>
/// <param name="Reason">Why the last attempt failed, without the receiver's words, which its deliveries have; null while it is active.</param>
/// <param name="Since">When it began to fail, or was paused or disabled; null while it is active.</param>
/// <param name="Pending">Deliveries that wait.</param>
/// <param name="LastDeliveredAt">Null when nothing was.</param>
/// <param name="OldSecretValidUntil">How long messages are signed by the secret before the last rotation as well; null when there is none.</param>
internal sealed record WebhookItem(string Id, string Url, WebhookFormat Format, WebhookItemState State, string? Reason, string? Since, int Pending, string? LastDeliveredAt, string? OldSecretValidUntil)
{
    public static WebhookItem Of(WebhookSetting webhook, WebhookHealth health, bool isAdmin) => new(
        webhook.Id, isAdmin ? webhook.Url : new Uri(webhook.Url).GetLeftPart(UriPartial.Authority), webhook.Format, health.State, health.Condition?.LastError, Instant(health.Condition?.SinceMs),
        health.Pending, Instant(health.LastDeliveredMs), Instant(webhook.OldUntilMs));

    private static string? Instant(long? ms) => ms is { } at ? InstantText.Utc(at) : null;
}

[JsonConverter(typeof(JsonStringEnumConverter<WebhookItemState>))]
internal enum WebhookItemState : byte
{
    [JsonStringEnumMemberName("active")]
    Active,
    [JsonStringEnumMemberName("failing")]
    Failing,
    [JsonStringEnumMemberName("paused")]
    Paused,
    [JsonStringEnumMemberName("disabled")]
    Disabled,
}

/// <param name="Id">Of the webhook.</param>
/// <param name="Outcome">created, updated, unchanged or deleted.</param>
/// <param name="Version">At which it is stored.</param>
internal sealed record WebhookResult(string Id, Outcome Outcome, long Version)
{
    /// <summary>By which messages are signed; shown when it is made, and not again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }

    /// <summary>After a rotation: how long messages are signed by the secret before as well.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OldSecretValidUntil { get; init; }

    /// <summary>True when nothing was stored, because only what would have happened was asked for; else absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? DryRun { get; init; }
}

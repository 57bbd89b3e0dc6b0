using System.Text.Json.Serialization;
using KpiApi.Http.Json;

namespace KpiApi.Settings;

/// <summary>An address to which events are sent, as it is kept.</summary>
/// <param name="Url">Absolute, http or https.</param>
/// <param name="Secret">By which each message is signed (<c>whsec_…</c>); kept as it is, because nothing can be signed with a hash.</param>
/// <param name="OldSecret">That before the last rotation, by which messages are signed as well; null for none.</param>
/// <param name="OldUntilMs">How long.</param>
internal sealed record WebhookSetting(string Id, string Url, WebhookFormat Format, string Secret, string? OldSecret, long? OldUntilMs)
{
    /// <summary>In characters: addresses of workflows are hundreds long.</summary>
    public const int MaxUrlLength = 2_000;

    public static readonly string[] Members = ["url", "format", "secret", "oldSecret", "oldUntilMs"];

    public static WebhookSetting Read(JsonMembers members) => new(
        members.Id, members.RequiredText("url", MaxUrlLength), WebhookFormats.Parse(members.RequiredText("format")) ?? WebhookFormat.Standard, members.RequiredText("secret"),
        members.Text("oldSecret"), members.Whole("oldUntilMs", 0, long.MaxValue));
}

/// <summary>Which body a webhook gets.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WebhookFormat>))]
internal enum WebhookFormat : byte
{
    /// <summary>The event as JSON.</summary>
    [JsonStringEnumMemberName("standard")]
    Standard,

    /// <summary>A message of Slack's incoming webhooks.</summary>
    [JsonStringEnumMemberName("slack")]
    Slack,

    /// <summary>A card for a workflow of Microsoft Teams.</summary>
    [JsonStringEnumMemberName("teams")]
    Teams,
}

internal static class WebhookFormats
{
    public static readonly string[] Names = ["standard", "slack", "teams"];

    /// <summary>Null for no format.</summary>
    public static WebhookFormat? Parse(string name) => Array.IndexOf(Names, name) is >= 0 and var place ? (WebhookFormat)place : null;
}

using System.Text.Encodings.Web;
using System.Text.Json;
using KpiApi.Settings;

namespace KpiApi.Webhooks.Formats;

/// <summary>What is sent for an event.</summary>
internal static class MessageBody
{
    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="json">The event.</param>
    public static string Of(string json, WebhookFormat format) => format switch
    {
        WebhookFormat.Slack => SlackMessage.Of(EventText.Of(json)).ToJsonString(s_readable),
        WebhookFormat.Teams => TeamsMessage.Of(EventText.Of(json)).ToJsonString(s_readable),
        _ => json,
    };
}

using System.Text.Json.Nodes;

namespace KpiApi.Webhooks.Formats;

/// <summary>
/// An event as a message of Slack's incoming webhooks. Names stand in plain text, which knows no markup, and are escaped all the same:
/// <c>&lt;!channel&gt;</c> as a ticket's title calls nobody.
/// </summary>
internal static class SlackMessage
{
    /// <summary>Slack refuses longer headers.</summary>
    private const int MaxHeader = 150;
    private const int MaxSection = 3_000;

    public static JsonObject Of(EventText text)
    {
        var blocks = new JsonArray { new JsonObject { ["type"] = "header", ["text"] = Plain(Cut(text.Headline, MaxHeader)) } };
        if (text.Facts.Count > 0) blocks.Add(new JsonObject { ["type"] = "section", ["text"] = Plain(Cut(string.Join('\n', text.Facts), MaxSection)) });
        if (text.Url is { } url)
            blocks.Add(new JsonObject { ["type"] = "section", ["text"] = new JsonObject { ["type"] = "mrkdwn", ["text"] = $"<{Link(url)}|Open the dashboard>" } });
        // Shown in notifications, which have no blocks.
        return new() { ["text"] = Cut(string.Join(". ", [text.Headline, .. text.Facts]), MaxSection), ["blocks"] = blocks };
    }

    private static JsonObject Plain(string text) => new() { ["type"] = "plain_text", ["text"] = text, ["emoji"] = false };

    /// <summary>So that the text stays within its limit when it is escaped; an escape is never cut in two.</summary>
    private static string Cut(string text, int length)
    {
        var escaped = Escape(text);
        for (var kept = text.Length; escaped.Length > length; escaped = Escape(text[..kept]) + "…")
        {
            kept -= Math.Max(1, (escaped.Length - length) / 5);
            if (char.IsHighSurrogate(text[kept - 1])) kept--;
        }

        return escaped;
    }

    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Link(string url) => Escape(url.Replace("|", "%7C", StringComparison.Ordinal).Replace("<", "%3C", StringComparison.Ordinal).Replace(">", "%3E", StringComparison.Ordinal));
}

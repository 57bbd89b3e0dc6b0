using System.Text.Json.Nodes;

namespace KpiApi.Webhooks.Formats;

/// <summary>An event as an adaptive card for a workflow of Microsoft Teams. Names stand in text runs, which know no Markdown.</summary>
internal static class TeamsMessage
{
    public static JsonObject Of(EventText text)
    {
        var body = new JsonArray { Block(text.Headline, new() { ["weight"] = "Bolder", ["size"] = "Medium", ["color"] = text.IsGood ? "Good" : "Attention" }) };
        foreach (var fact in text.Facts) body.Add(Block(fact, []));
        var card = new JsonObject
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.4",
            // For what cannot show the card.
            ["fallbackText"] = text.Headline,
            ["body"] = body,
        };
        if (text.Url is { } url) card["actions"] = new JsonArray { new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = "Open the dashboard", ["url"] = url } };
        return new()
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray { new JsonObject { ["contentType"] = "application/vnd.microsoft.card.adaptive", ["contentUrl"] = null, ["content"] = card } },
        };
    }

    private static JsonObject Block(string text, JsonObject style)
    {
        (style["type"], style["text"]) = ("TextRun", text);
        return new() { ["type"] = "RichTextBlock", ["inlines"] = new JsonArray { style } };
    }
}

using System.Text.Json.Nodes;
using KpiApi.Settings;
using KpiApi.Webhooks.Formats;

namespace KpiApi.Tests.Webhooks;

public sealed class FormatTests
{
    private const string Opened = """
        {"type":"alert.opened","timestamp":"2026-01-05T08:00:00Z",
         "data":{"alert":"slow","title":"First response is slow","metric":"first_response_time:median","value":15120,"threshold":14400,"url":"https://kpi.example.com/?view=speed|x&team=<a>"} }
        """;

    [Fact]
    public void Standard_format_is_the_event() => Assert.Equal(Opened, MessageBody.Of(Opened, WebhookFormat.Standard));

    [Fact]
    public void Slack_is_told_what_happened_with_a_link() => Same("""
        {"text":"Alert: First response is slow. First response time, median: 4 h 12 min, threshold 4 h","blocks":[
          {"type":"header","text":{"type":"plain_text","text":"Alert: First response is slow","emoji":false}},
          {"type":"section","text":{"type":"plain_text","text":"First response time, median: 4 h 12 min, threshold 4 h","emoji":false}},
          {"type":"section","text":{"type":"mrkdwn","text":"<https://kpi.example.com/?view=speed%7Cx&amp;team=%3Ca%3E|Open the dashboard>"}}]}
        """, MessageBody.Of(Opened, WebhookFormat.Slack));

    [Fact]
    public void Teams_is_shown_a_card_with_a_link() => Same("""
        {"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","contentUrl":null,"content":{
          "$schema":"http://adaptivecards.io/schemas/adaptive-card.json","type":"AdaptiveCard","version":"1.4","fallbackText":"Alert: First response is slow","body":[
            {"type":"RichTextBlock","inlines":[{"type":"TextRun","text":"Alert: First response is slow","weight":"Bolder","size":"Medium","color":"Attention"}]},
            {"type":"RichTextBlock","inlines":[{"type":"TextRun","text":"First response time, median: 4 h 12 min, threshold 4 h"}]}],
          "actions":[{"type":"Action.OpenUrl","title":"Open the dashboard","url":"https://kpi.example.com/?view=speed|x&team=<a>"}]} }]}
        """, MessageBody.Of(Opened, WebhookFormat.Teams));

    [Theory]
    [InlineData("alert.closed", "Back to normal: Late")]
    [InlineData("survey.received", "Survey: Late")]
    [InlineData("ticket.waiting", "Ticket T-1 is waiting: Late")]
    [InlineData("sla.due_soon", "SLA due soon, ticket T-1: Late")]
    [InlineData("sla.breached", "SLA breached, ticket T-1: Late")]
    [InlineData("webhook.test", "Late")]
    public void Headline_says_what_happened(string type, string headline)
    {
        var text = EventText.Of($$"""{"type":"{{type}}","data":{"alert":"late","title":"Late","ticket":"T-1","survey":"S-1"} }""");
        Assert.Equal(headline, text.Headline);
        Assert.Equal(["Ticket T-1", "Survey S-1"], text.Facts);
        Assert.Equal(type == "alert.closed", text.IsGood);
    }

    [Theory]
    [InlineData("ticket.waiting", """{"value":15120,"threshold":14400,"ticket":"T-1"}""", "Waiting for 4 h 12 min|Ticket T-1")]
    [InlineData("survey.received", """{"value":2,"ticket":"T-1","survey":"S-1"}""", "Score 2|Ticket T-1|Survey S-1")]
    [InlineData("sla.due_soon", """{"dueAt":"2026-01-05T09:00:00Z","ticket":"T-1"}""", "Due at 2026-01-05T09:00:00Z|Ticket T-1")]
    [InlineData("alert.opened", """{"metric":"tickets_created","value":9,"threshold":6.2426,"group":{"reason":"billing"}}""", "Tickets created: 9, threshold 6.24|reason: billing")]
    [InlineData("alert.opened", """{"metric":"tickets_created","value":9,"threshold":6,"group":{"reason":null}}""", "Tickets created: 9, threshold 6|reason: none")]
    public void Facts_of_each_kind_are_told(string type, string data, string facts) =>
        Assert.Equal(facts, string.Join('|', EventText.Of($$"""{"type":"{{type}}","data":{{data}} }""").Facts));

    [Fact]
    public void Test_is_told_to_be_one() => Assert.Equal("Test: Alert: Late", EventText.Of("""{"type":"alert.opened","data":{"title":"Late","test":true}}""").Headline);

    [Theory]
    [InlineData("first_response_time", "59.4", "First response time: 59 s")]
    [InlineData("first_response_time", "150", "First response time: 2 min 30 s")]
    [InlineData("first_response_time:p90", "3600", "First response time, p90: 1 h")]
    [InlineData("first_response_time:max", "273661", "First response time, max: 3 d 4 h")]
    [InlineData("first_response_time:within_4h", "79.95", "First response time, within_4h: 80 %")]
    [InlineData("csat", "83.3333", "Customer satisfaction (CSAT): 83.3 %")]
    [InlineData("tickets_created", "120", "Tickets created: 120")]
    [InlineData("nps", "-12.5", "Net promoter score (NPS): -12.5")]
    [InlineData("gone_metric", "1.125", "gone_metric: 1.13")]
    public void Value_is_told_in_its_unit(string metric, string value, string line) =>
        Assert.Equal(line, Assert.Single(EventText.Of($$"""{"type":"alert.opened","data":{"alert":"a","metric":"{{metric}}","value":{{value}}} }""").Facts));

    [Fact]
    public void Names_break_no_markup_and_call_nobody()
    {
        const string Name = "<!channel> *a* & <https://evil.example|x> [b](c) `d`";
        var json = new JsonObject { ["type"] = "ticket.waiting", ["data"] = new JsonObject { ["title"] = Name, ["ticket"] = Name } }.ToJsonString();
        var slack = MessageBody.Of(json, WebhookFormat.Slack);
        Assert.DoesNotContain('<', slack);
        Assert.DoesNotContain('>', slack);
        Assert.Contains("&lt;!channel&gt; *a* &amp; &lt;https", slack, StringComparison.Ordinal);
        Assert.All(JsonNode.Parse(slack)!["blocks"]!.AsArray(), block => Assert.Equal("plain_text", (string)block!["text"]!["type"]!));
        var card = JsonNode.Parse(MessageBody.Of(json, WebhookFormat.Teams))!["attachments"]![0]!["content"]!["body"]!.AsArray();
        Assert.All(card, block => Assert.Equal("RichTextBlock TextRun", $"{block!["type"]} {block["inlines"]![0]!["type"]}"));
        Assert.Equal($"Ticket {Name} is waiting: {Name}", (string)card[0]!["inlines"]![0]!["text"]!);
    }

    [Fact]
    public void Headline_for_Slack_is_cut_to_what_Slack_takes_and_no_escape_in_two()
    {
        var json = new JsonObject { ["type"] = "alert.opened", ["data"] = new JsonObject { ["title"] = new string('&', 190) + "😀😀" } }.ToJsonString();
        var header = (string)JsonNode.Parse(MessageBody.Of(json, WebhookFormat.Slack))!["blocks"]![0]!["text"]!["text"]!;
        Assert.InRange(header.Length, 140, 150);
        Assert.Matches("^Alert: (&amp;)+…$", header);
    }

    private static void Same(string expected, string actual) => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), actual);
}

using System.Text.Json.Nodes;
using KpiApi.Tests.Auth;
using KpiApi.Tests.Webhooks;

namespace KpiApi.Tests.Alerts;

/// <summary>From an answer to the webhook that its alert tells.</summary>
public sealed class AlertWebhookTests
{
    private const string Alert = """{"when":{"survey":"csat","outcome":"negative"},"webhooks":["ops"]}""";

    [Fact]
    public async Task Webhook_is_sent_what_its_alert_tells_but_for_what_is_silenced()
    {
        await using var desk = await WebhookDesk.StartAsync();
        await desk.MakeAsync("ops");
        Assert.Equal("201", (await desk.App.CallAsync("PUT", "/v1/alerts/low", Keyed.Admin, Alert)).Outcome());
        await AnswerAsync(desk, "S1");
        await desk.DeliveredAsync("ops");
        var sent = JsonNode.Parse(Assert.Single(desk.Received("ops")).RequestMessage!.Body!)!;
        Assert.Equal(("survey.received", "S1", "low"), ((string)sent["type"]!, (string)sent["data"]!["survey"]!, (string)sent["data"]!["alert"]!));

        Assert.Equal("200", (await desk.App.CallAsync("POST", "/v1/alerts/low/silence", Keyed.Admin, """{"until":"2030-01-01T00:00:00Z"}""")).Outcome());
        await AnswerAsync(desk, "S2");
        Assert.Single(await desk.DeliveriesAsync("ops"));
        Assert.Equal("S1, S2", string.Join(", ", (await desk.GetAsync("/v1/alerts/low/history")).Json["items"]!.AsArray().Reverse().Select(told => told!["data"]!["survey"])));
        Assert.Equal("200", (await desk.App.CallAsync("POST", "/v1/alerts/low/test", Keyed.Admin)).Outcome());
        await desk.DeliveredAsync("ops");
        Assert.True((bool)JsonNode.Parse(desk.Received("ops")[1].RequestMessage!.Body!)!["data"]!["test"]!);
    }

    [Fact]
    public async Task Webhook_that_an_alert_names_has_to_be_there_and_stays()
    {
        await using var desk = await WebhookDesk.StartAsync();
        var refused = await desk.App.CallAsync("PUT", "/v1/alerts/low", Keyed.Admin, Alert);
        Assert.Equal("422 unknown_webhook", refused.Outcome());
        await desk.MakeAsync("ops");
        refused = await desk.App.CallAsync("PUT", "/v1/alerts/low", Keyed.Admin, Alert.Replace("ops", "opps", StringComparison.Ordinal));
        Assert.Equal("ops", (string)refused.Json["errors"]![0]!["nearest"]!);
        Assert.Equal("201", (await desk.App.CallAsync("PUT", "/v1/alerts/low", Keyed.Admin, Alert)).Outcome());
        refused = await desk.App.CallAsync("DELETE", "/v1/webhooks/ops", Keyed.Admin);
        Assert.Equal("409 webhook_in_use", refused.Outcome());
        Assert.Contains("'low'", (string)refused.Json["errors"]![0]!["message"]!, StringComparison.Ordinal);
        await desk.App.CallAsync("DELETE", "/v1/alerts/low", Keyed.Admin);
        Assert.Equal("200", (await desk.App.CallAsync("DELETE", "/v1/webhooks/ops", Keyed.Admin)).Outcome());
    }

    private static async Task AnswerAsync(WebhookDesk desk, string id)
    {
        Assert.Equal("200", (await desk.App.CallAsync("POST", "/v1/surveys", Keyed.Admin, $$"""{"id":"{{id}}","kind":"csat","respondedAt":"2026-01-05T08:00:01Z","score":1}""")).Outcome());
        await desk.App.SettledAsync();
    }
}

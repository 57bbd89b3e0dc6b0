using System.Text;
using System.Text.Json.Nodes;
using KpiApi.Tests.Auth;
using KpiApi.Tests.Webhooks;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace KpiApi.Tests.Alerts;

/// <summary>An account is erased while an alert about it is being sent: nothing of it stays in any file of the database.</summary>
public sealed class AlertErasureTests
{
    private static readonly string[] s_texts = ["acct-zaunkoenig", "ticket-zaunkoenig", "survey-zaunkoenig"];

    [Theory]
    [InlineData(200)]
    [InlineData(500)]
    public async Task Account_erased_while_an_event_of_it_is_sent_is_in_no_file(int status)
    {
        await using var desk = await WebhookDesk.StartAsync();
        var (erased, sent) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        // A receiver that says what it was sent.
        desk.Receiver.Given(Request.Create().WithPath("/ops").UsingPost()).RespondWith(Response.Create().WithCallback(async request =>
        {
            sent.TrySetResult();
            await erased.Task;
            return new ResponseMessage { StatusCode = status, BodyData = new WireMock.Util.BodyData { BodyAsString = request.Body, DetectedBodyType = WireMock.Types.BodyType.String } };
        }));
        await desk.MakeAsync("ops");
        await PutAsync(desk, "/v1/alerts/low", """{"when":{"survey":"csat","outcome":"negative"},"webhooks":["ops"]}""");
        await PutAsync(desk, $"/v1/accounts/{s_texts[0]}", "{}");
        await PutAsync(desk, $"/v1/tickets/{s_texts[1]}", $$"""{"createdAt":"2026-01-05T07:00:00Z","account":"{{s_texts[0]}}"}""");
        await PutAsync(desk, $"/v1/surveys/{s_texts[2]}", $$"""{"kind":"csat","ticket":"{{s_texts[1]}}","respondedAt":"2026-01-05T08:00:00Z","score":1}""");
        await desk.UntilAsync(() => sent.Task.IsCompleted);
        var before = await FilesAsync(desk);
        Assert.All(s_texts, text => Assert.True(Holds(before, text), text));

        Assert.Equal("200", (await desk.App.CallAsync("DELETE", $"/v1/accounts/{s_texts[0]}", Keyed.Admin)).Outcome());
        erased.SetResult();
        await desk.UntilAsync(() => desk.App.Service<KpiApi.Webhooks.WebhookTelemetry>().Underway == 0);
        // What comes after is sent, and says nothing of it.
        desk.Answers("/ops", 200);
        await desk.TellAsync("T-2", "ops");
        await desk.DeliveredAsync("ops");
        var after = await FilesAsync(desk);
        Assert.DoesNotContain(s_texts, text => Holds(after, text));
        Assert.Equal("T-2", (string)JsonNode.Parse(desk.Received("ops")[^1].RequestMessage!.Body!)!["data"]!["ticket"]!);
        Assert.Equal("active", (string)(await desk.WebhookAsync("ops"))["state"]!);
    }

    private static async Task PutAsync(WebhookDesk desk, string path, string body) => Assert.Equal("201", (await desk.App.CallAsync("PUT", path, Keyed.Admin, body)).Outcome());

    private static bool Holds(byte[] bytes, string text) => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    /// <summary>The database, its log, and whatever else stands beside them.</summary>
    private static async Task<byte[]> FilesAsync(WebhookDesk desk)
    {
        var all = new MemoryStream();
        foreach (var file in Directory.GetFiles(desk.App.Database.Folder!))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await stream.CopyToAsync(all);
        }

        return all.ToArray();
    }
}

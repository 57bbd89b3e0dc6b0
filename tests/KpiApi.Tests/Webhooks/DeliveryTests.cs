using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using KpiApi.Tests.Auth;
using KpiApi.Tests.Kpis;
using StandardWebhooks;

namespace KpiApi.Tests.Webhooks;

/// <summary>From an event in the outbox to a receiver that may fail in every way.</summary>
public sealed class DeliveryTests
{
    [Fact]
    public async Task Events_arrive_once_signed_and_in_their_order()
    {
        await using var desk = await WebhookDesk.StartAsync();
        await desk.MakeAsync("ops");
        await desk.MakeAsync("chat");
        foreach (var ticket in (string[])["T-1", "T-2", "T-3"]) await desk.TellAsync(ticket, "ops");
        await desk.TellAsync("T-4", "chat", "ops");
        await desk.DeliveredAsync("ops");
        await desk.DeliveredAsync("chat");
        Assert.Equal("T-1, T-2, T-3, T-4", desk.Tickets("ops"));
        Assert.Equal("T-4", desk.Tickets("chat"));
        var first = desk.Received("ops")[0];
        Assert.Equal(WebhookDesk.Event("T-1"), first.RequestMessage!.Body);
        Assert.Equal("application/json", WebhookDesk.Header(first, "Content-Type"));
        Assert.DoesNotContain("traceparent", first.RequestMessage.Headers!.Keys);
        var newest = (await desk.DeliveriesAsync("ops"))[0]!;
        Assert.Equal("T-4 delivered 1 204  ", $"{newest["event"]!["data"]!["ticket"]} {newest["state"]} {newest["attempts"]} {newest["status"]} {newest["error"]} {newest["nextAttemptAt"]}");
        Assert.Equal(WebhookDesk.Header(desk.Received("ops")[3], "webhook-id"), (string)newest["messageId"]!);
        Assert.NotNull((await desk.WebhookAsync("ops"))["lastDeliveredAt"]);
    }

    [Fact]
    public async Task Event_that_comes_while_the_last_one_is_finished_waits_for_no_later_look()
    {
        await using var desk = await WebhookDesk.StartAsync();
        await desk.MakeAsync("ops");
        await desk.TellAsync("T-0", "ops");
        await desk.AttemptedAsync("ops", 1);
        // The clock stands from here on, so that there is no later look.
        for (var number = 1; number <= 100; number++)
        {
            await desk.TellAsync($"T-{number}", "ops");
            await desk.ReceivedAsync("ops", number + 1);
            Assert.Equal(number + 1, desk.Received("ops").Count);
        }
    }

    [Fact]
    public async Task Receiver_that_fails_is_tried_again_after_growing_pauses_and_holds_back_what_comes_after()
    {
        await using var desk = await WebhookDesk.StartAsync();
        desk.Answers("/ops", 500, answer => answer.WithBody("out of\norder"));
        await desk.MakeAsync("ops");
        await desk.TellAsync("T-1", "ops");
        await desk.TellAsync("T-2", "ops");
        foreach (var (attempts, pause) in ((int, int)[])[(1, 5), (2, 10), (3, 20), (4, 40)])
        {
            await desk.UntilAsync(async () => (int)(await FirstAsync(desk))["attempts"]! == attempts);
            var waits = await FirstAsync(desk);
            Assert.Equal(TimeSpan.FromSeconds(pause), Instant(waits["nextAttemptAt"]) - Instant(waits["lastAttemptAt"]));
            await desk.ReceivedAsync("ops", attempts);
            Assert.Equal(attempts, desk.Received("ops").Count);
        }

        var webhook = await desk.WebhookAsync("ops");
        Assert.Equal("failing 2 The receiver answered 500.", $"{webhook["state"]} {webhook["pending"]} {webhook["reason"]}");
        Assert.Equal("The receiver answered 500: out of order", (string)(await FirstAsync(desk))["error"]!);
        Assert.Equal("failing 1", await StatusAsync(desk));
        desk.Answers("/ops", 200);
        await desk.DeliveredAsync("ops");
        Assert.Equal("T-1, T-1, T-1, T-1, T-1, T-2", desk.Tickets("ops"));
        Assert.Single(desk.Received("ops").Take(5).Select(entry => WebhookDesk.Header(entry, "webhook-id")).Distinct());
        Assert.Equal("active  ", $"{(await desk.WebhookAsync("ops"))["state"]} {(await desk.WebhookAsync("ops"))["reason"]} {(await desk.WebhookAsync("ops"))["since"]}");
        Assert.Equal("active 1", await StatusAsync(desk));
        Assert.Equal(
            """
            Warning KpiApi.Webhooks.WebhookCourier: The webhook ops fails and is tried again for a day: The receiver answered 500.
            Information KpiApi.Webhooks.WebhookCourier: The webhook ops delivers again
            """,
            string.Join('\n', desk.Log.All.Where(line => line.Contains("The webhook", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Webhook_that_fails_for_a_day_is_paused_until_it_is_put_again()
    {
        await using var desk = await WebhookDesk.StartAsync();
        desk.Answers("/ops", 503);
        await desk.MakeAsync("ops");
        await desk.TellAsync("T-1", "ops");
        await desk.TellAsync("T-2", "ops");
        while ((string)(await desk.WebhookAsync("ops"))["state"]! != "paused")
        {
            var attempts = desk.Received("ops").Count;
            if ((await FirstAsync(desk))["nextAttemptAt"] is { } next && Instant(next) is var due && due > desk.Clock.GetUtcNow()) desk.Clock.SetUtcNow(due);
            await desk.UntilAsync(async () => desk.Received("ops").Count > attempts && (int)(await FirstAsync(desk))["attempts"]! > attempts);
        }

        var (first, last) = ((await FirstAsync(desk)), Instant((await FirstAsync(desk))["lastAttemptAt"]));
        Assert.InRange(last, WebhookDesk.Start.AddDays(1), WebhookDesk.Start.AddDays(1).AddHours(1));
        Assert.Equal("failed, pending", string.Join(", ", (await desk.DeliveriesAsync("ops")).Reverse().Select(one => one!["state"])));
        Assert.Equal("paused 1", await StatusAsync(desk));
        Assert.Equal($"{first["lastAttemptAt"]} The receiver answered 503.", $"{(await desk.WebhookAsync("ops"))["since"]} {(await desk.WebhookAsync("ops"))["reason"]}");
        Assert.Equal(
            "Error KpiApi.Webhooks.WebhookCourier: The webhook ops has failed for a day and is paused until it is put again: The receiver answered 503.",
            Assert.Single(desk.Log.All, line => line.StartsWith("Error ", StringComparison.Ordinal)));

        desk.Answers("/ops", 200);
        await desk.TellAsync("T-3", "ops");
        for (var looks = 0; looks < 20; looks++) desk.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("T-1", desk.Tickets("ops").Split(", ").Distinct().Single());
        var before = desk.Received("ops").Count;
        Assert.Equal("200", (await desk.App.CallAsync("PUT", "/v1/webhooks/ops", Keyed.Admin, $$"""{"url":"{{desk.Receiver.Url}}/ops"}""")).Outcome());
        await desk.DeliveredAsync("ops");
        Assert.Equal("200", (await desk.App.CallAsync("POST", $"/v1/webhooks/ops/deliveries/{first["id"]}/replay", Keyed.Admin)).Outcome());
        await desk.DeliveredAsync("ops");
        await desk.ReceivedAsync("ops", before + 3);
        Assert.Equal("T-2, T-3, T-1", string.Join(", ", desk.Tickets("ops").Split(", ").Skip(before)));
        Assert.Equal("active", (string)(await desk.WebhookAsync("ops"))["state"]!);
    }

    [Fact]
    public async Task Receiver_that_is_gone_disables_its_webhook_at_once()
    {
        await using var desk = await WebhookDesk.StartAsync();
        desk.Answers("/ops", 410);
        await desk.MakeAsync("ops");
        await desk.TellAsync("T-1", "ops");
        await desk.UntilAsync(async () => (string)(await desk.WebhookAsync("ops"))["state"]! == "disabled");
        Assert.Equal("failed 410 The receiver answered 410.", $"{(await FirstAsync(desk))["state"]} {(await FirstAsync(desk))["status"]} {(await desk.WebhookAsync("ops"))["reason"]}");
        Assert.Equal("disabled 1", await StatusAsync(desk));
        Assert.Equal(
            "Error KpiApi.Webhooks.WebhookCourier: The webhook ops is disabled until it is put again: its receiver is gone",
            Assert.Single(desk.Log.All, line => line.StartsWith("Error ", StringComparison.Ordinal)));
        await desk.ReceivedAsync("ops", 1);
        Assert.Single(desk.Received("ops"));
    }

    [Fact]
    public async Task Redirect_is_not_followed()
    {
        await using var desk = await WebhookDesk.StartAsync();
        desk.Answers("/ops", 307, answer => answer.WithHeader("Location", $"{desk.Receiver.Url}/inner"));
        await desk.MakeAsync("ops");
        await desk.TellAsync("T-1", "ops");
        await desk.UntilAsync(async () => (string)(await desk.WebhookAsync("ops"))["state"]! == "failing");
        Assert.Equal("The receiver answered 307, a redirect. Redirects are not followed: give the webhook the address where it leads.", (string)(await FirstAsync(desk))["error"]!);
        Assert.Empty(desk.Received("inner"));
    }

    [Fact]
    public async Task Receiver_that_hangs_ends_its_attempt_and_keeps_no_other_webhook_waiting()
    {
        await using var desk = await WebhookDesk.StartAsync();
        // The machine takes its connections, and nobody answers them.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await desk.MakeAsync("slow", url: $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/");
        await desk.MakeAsync("ops");
        await desk.TellAsync("T-1", "slow", "ops");
        await desk.TellAsync("T-2", "slow", "ops");
        await desk.DeliveredAsync("ops");
        Assert.Equal("T-1, T-2", desk.Tickets("ops"));
        desk.Hangs = true;
        await desk.UntilAsync(async () => (string)(await desk.WebhookAsync("slow"))["state"]! == "failing");
        Assert.Equal("The receiver did not answer in time.", (string)(await FirstAsync(desk, "slow"))["error"]!);
    }

    [Fact]
    public async Task Receiver_that_sends_its_error_byte_by_byte_ends_its_attempt()
    {
        await using var desk = await WebhookDesk.StartAsync();
        desk.Hangs = true;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var dribbling = DribbleAsync(listener, stop.Token);
        await desk.MakeAsync("ops", url: $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        await desk.TellAsync("T-1", "ops");
        await desk.UntilAsync(async () => (string)(await desk.WebhookAsync("ops"))["state"]! == "failing");
        Assert.Equal("The receiver did not answer in time.", (string)(await FirstAsync(desk))["error"]!);
        await stop.CancelAsync();
        await dribbling;
    }

    [Fact]
    public async Task Of_a_long_answer_the_beginning_is_kept()
    {
        await using var desk = await WebhookDesk.StartAsync();
        desk.Answers("/bad", 500, answer => answer.WithBody($"no\0 {new string('x', 2_000_000)}"));
        desk.Answers("/good", 200, answer => answer.WithBody(new string('x', 2_000_000)));
        await desk.MakeAsync("bad");
        await desk.MakeAsync("good");
        var bad = (string)(await desk.App.CallAsync("POST", "/v1/webhooks/bad/test", Keyed.Admin)).Json["error"]!;
        Assert.StartsWith("The receiver answered 500: no xxx", bad, StringComparison.Ordinal);
        Assert.Equal(201, bad.Length);
        Assert.True((bool)(await desk.App.CallAsync("POST", "/v1/webhooks/good/test", Keyed.Admin)).Json["delivered"]!);
    }

    [Fact]
    public async Task Rotated_webhook_signs_by_both_secrets_for_a_day()
    {
        await using var desk = await WebhookDesk.StartAsync();
        desk.Answers("/*", 200);
        var old = (string)(await desk.App.CallAsync("PUT", "/v1/webhooks/ops", Keyed.Admin, $$"""{"url":"{{desk.Receiver.Url}}/ops"}""")).Json["secret"]!;
        var rotated = await desk.App.CallAsync("POST", "/v1/webhooks/ops/rotate", Keyed.Admin);
        var secret = (string)rotated.Json["secret"]!;
        Assert.NotEqual(old, secret);
        Assert.Equal("2026-01-06T08:00:00Z no-store", $"{(string)rotated.Json["oldSecretValidUntil"]!} {rotated.Headers.CacheControl}");
        await desk.TellAsync("T-1", "ops");
        await desk.DeliveredAsync("ops");
        desk.Clock.Advance(TimeSpan.FromDays(1));
        await desk.TellAsync("T-2", "ops");
        await desk.DeliveredAsync("ops");
        var (both, one) = (desk.Received("ops")[0], desk.Received("ops")[1]);
        var signatures = WebhookDesk.Header(both, "webhook-signature").Split(' ');
        WebhookDesk.Verify(both, secret, signatures[0]);
        WebhookDesk.Verify(both, old, signatures[1]);
        WebhookDesk.Verify(one, secret);
        Assert.DoesNotContain(' ', WebhookDesk.Header(one, "webhook-signature"));
    }

    [Fact]
    public async Task Message_is_taken_by_the_verifier_of_the_library()
    {
        await using var desk = await WebhookDesk.StartAsync(builder => builder.UseClock(TimeProvider.System));
        desk.Answers("/*", 200);
        var secret = (string)(await desk.App.CallAsync("PUT", "/v1/webhooks/ops", Keyed.Admin, $$"""{"url":"{{desk.Receiver.Url}}/ops"}""")).Json["secret"]!;
        Assert.Equal("""{"delivered":true,"status":200,"error":null}""", (await desk.App.CallAsync("POST", "/v1/webhooks/ops/test", Keyed.Admin)).Text);
        await desk.ReceivedAsync("ops", 1);
        var message = Assert.Single(desk.Received("ops"));
        var headers = new Microsoft.AspNetCore.Http.HeaderDictionary();
        foreach (var name in (string[])["webhook-id", "webhook-timestamp", "webhook-signature"]) headers[name] = WebhookDesk.Header(message, name);
        new StandardWebhook(secret).Verify(message.RequestMessage!.Body!, headers);
        Assert.Equal("webhook.test", (string)JsonNode.Parse(message.RequestMessage.Body!)!["type"]!);
        Assert.Empty(await desk.DeliveriesAsync("ops"));
    }

    [Fact]
    public async Task Test_says_what_is_wrong_and_changes_nothing()
    {
        await using var desk = await WebhookDesk.StartAsync();
        desk.Answers("/ops", 404, answer => answer.WithBody("no_service"));
        await desk.MakeAsync("ops");
        Assert.Equal("""{"delivered":false,"status":404,"error":"The receiver answered 404: no_service"}""", (await desk.App.CallAsync("POST", "/v1/webhooks/ops/test", Keyed.Admin)).Text);
        await desk.MakeAsync("away", url: "http://127.0.0.1:9/");
        Assert.Equal("""{"delivered":false,"status":null,"error":"Connection refused"}""", (await desk.App.CallAsync("POST", "/v1/webhooks/away/test", Keyed.Admin)).Text);
        Assert.Equal("active", (string)(await desk.WebhookAsync("ops"))["state"]!);
    }

    [Fact]
    public async Task Deliveries_are_listed_by_pages_and_states_and_show_events_to_those_who_may_see_agents()
    {
        await using var desk = await WebhookDesk.StartAsync();
        await desk.MakeAsync("ops");
        foreach (var ticket in (string[])["T-1", "T-2", "T-3"]) await desk.TellAsync(ticket, "ops");
        await desk.DeliveredAsync("ops");
        var page = (await desk.GetAsync("/v1/webhooks/ops/deliveries?limit=2&state=delivered")).Json;
        Assert.Equal("T-3, T-2", string.Join(", ", page["items"]!.AsArray().Select(one => one!["event"]!["data"]!["ticket"])));
        page = (await desk.GetAsync($"/v1/webhooks/ops/deliveries?limit=2&state=delivered&cursor={page["nextCursor"]}")).Json;
        Assert.Equal("T-1 ", $"{string.Join(", ", page["items"]!.AsArray().Select(one => one!["event"]!["data"]!["ticket"]))} {page["nextCursor"]}");
        Assert.Empty(await desk.DeliveriesAsync("ops", "?state=pending"));
        Assert.Equal("400 unknown_parameter", (await desk.GetAsync("/v1/webhooks/ops/deliveries?status=x")).Outcome());
        Assert.Equal("400 invalid_value", (await desk.GetAsync("/v1/webhooks/ops/deliveries?state=lost")).Outcome());
        var reader = (await desk.App.MakeKeyAsync("read")).Text;
        Assert.Null((await desk.App.CallAsync("GET", "/v1/webhooks/ops/deliveries", reader)).Json["items"]![0]!["event"]);
    }

    [Fact]
    public async Task Replay_sends_the_same_message_again()
    {
        await using var desk = await WebhookDesk.StartAsync();
        await desk.MakeAsync("ops");
        await desk.TellAsync("T-1", "ops");
        await desk.DeliveredAsync("ops");
        var id = (string)(await FirstAsync(desk))["id"]!;
        Assert.Equal("updated true", Outcome(await desk.App.CallAsync("POST", $"/v1/webhooks/ops/deliveries/{id}/replay?dryRun=true", Keyed.Admin)));
        Assert.Equal("delivered", (string)(await FirstAsync(desk))["state"]!);
        Assert.Equal("updated ", Outcome(await desk.App.CallAsync("POST", $"/v1/webhooks/ops/deliveries/{id}/replay", Keyed.Admin)));
        await desk.AttemptedAsync("ops", 2);
        await desk.DeliveredAsync("ops");
        Assert.Equal("T-1, T-1", desk.Tickets("ops"));
        Assert.Single(desk.Received("ops").Select(entry => WebhookDesk.Header(entry, "webhook-id")).Distinct());
        Assert.Equal("404 not_found", (await desk.App.CallAsync("POST", "/v1/webhooks/ops/deliveries/x/replay", Keyed.Admin)).Outcome());
        Assert.Equal("404 not_found", (await desk.App.CallAsync("POST", "/v1/webhooks/ops/deliveries/99/replay", Keyed.Admin)).Outcome());

        static string Outcome(Reply reply) => $"{reply.Json["outcome"]} {reply.Json["dryRun"]}";
    }

    [Fact]
    public async Task Deliveries_are_kept_for_thirty_days()
    {
        await using var desk = await WebhookDesk.StartAsync();
        await desk.MakeAsync("ops");
        await desk.TellAsync("T-1", "ops");
        await desk.DeliveredAsync("ops");
        desk.Clock.Advance(TimeSpan.FromDays(29));
        await desk.TellAsync("T-2", "ops");
        await desk.DeliveredAsync("ops");
        desk.Clock.Advance(TimeSpan.FromDays(1.5));
        await desk.UntilAsync(async () => (await desk.DeliveriesAsync("ops")).Count == 1);
        Assert.Equal("T-2", (string)(await FirstAsync(desk))["event"]!["data"]!["ticket"]!);
    }

    [Fact]
    public async Task What_names_an_erased_account_is_not_sent()
    {
        await using var desk = await WebhookDesk.StartAsync();
        desk.Answers("/ops", 500);
        await desk.MakeAsync("ops");
        await desk.App.CallAsync("PUT", "/v1/tickets/T-1", Keyed.Admin, """{"createdAt":"2026-01-05T07:00:00Z","account":"A-1"}""");
        await desk.TellAsync("T-1", "ops");
        await desk.TellAsync("T-2", "ops");
        await desk.AttemptedAsync("ops", 1);
        await desk.App.CallAsync("DELETE", "/v1/accounts/A-1", Keyed.Admin);
        desk.Answers("/ops", 200);
        await desk.DeliveredAsync("ops");
        Assert.Equal("T-2", desk.Tickets("ops").Split(", ")[^1]);
        Assert.Equal("T-2", (string)Assert.Single(await desk.DeliveriesAsync("ops"))!["event"]!["data"]!["ticket"]!);
    }

    /// <summary>An error whose body never ends, for everybody who connects.</summary>
    private static async Task DribbleAsync(TcpListener listener, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(stop);
                await using var stream = client.GetStream();
                await stream.WriteAsync("HTTP/1.1 500 Oh\r\nContent-Length: 1000000\r\n\r\n"u8.ToArray(), stop);
                try
                {
                    while (true)
                    {
                        await stream.WriteAsync("x"u8.ToArray(), stop);
                        await Task.Delay(20, stop);
                    }
                }
                catch (IOException)
                {
                    // The service has hung up.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    /// <summary>The oldest.</summary>
    private static async Task<JsonNode> FirstAsync(WebhookDesk desk, string id = "ops") => (await desk.DeliveriesAsync(id, "?limit=100"))[^1]!;

    private static DateTimeOffset Instant(JsonNode? text) => DateTimeOffset.Parse((string)text!, CultureInfo.InvariantCulture);

    /// <summary>Of the one webhook, as the status tells it when it has read it.</summary>
    private static async Task<string> StatusAsync(WebhookDesk desk)
    {
        desk.Clock.Advance(TimeSpan.FromSeconds(5));
        var state = (string)(await desk.WebhookAsync("ops"))["state"]!;
        await desk.UntilAsync(async () => (int)(await desk.GetAsync("/v1/status")).Json["webhooks"]![state]! == 1);
        return $"{state} {(await desk.GetAsync("/v1/status")).Json["webhooks"]![state]}";
    }
}

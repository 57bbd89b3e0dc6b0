using System.Text.Json.Nodes;
using KpiApi.Tests.Auth;

namespace KpiApi.Tests.Webhooks;

public sealed class WebhookTests
{
    private const string Url = "https://example.com/hooks/kpi?key=1";

    [Fact]
    public async Task New_webhook_shows_its_secret_once_and_keeps_it()
    {
        await using var app = await Keyed.StartAsync();
        var made = await app.CallAsync("PUT", "/v1/webhooks/ops", Keyed.Admin, $$"""{"url":"{{Url}}","format":"standard"}""");
        Assert.Equal("201 created no-store", $"{made.Status} {made.Json["outcome"]} {made.Headers.CacheControl}");
        var secret = (string)made.Json["secret"]!;
        Assert.Equal(32, Convert.FromBase64String(secret["whsec_".Length..]).Length);
        foreach (var path in (string[])["/v1/webhooks", "/v1/webhooks/ops", "/v1/webhooks/ops/deliveries"])
            Assert.DoesNotContain(secret, (await app.CallAsync("GET", path, Keyed.Admin)).Text, StringComparison.Ordinal);
        Assert.Matches("""^{"id":"ops","outcome":"unchanged","version":[0-9]+}$""", (await app.CallAsync("PUT", "/v1/webhooks/ops", Keyed.Admin, $$"""{"id":"ops","url":"{{Url}}"}""")).Text);
        Assert.Equal("updated", (string)(await app.CallAsync("PUT", "/v1/webhooks/ops", Keyed.Admin, $$"""{"url":"{{Url}}","format":"slack"}""")).Json["outcome"]!);
        Assert.Equal(
            $$"""{"id":"ops","url":"{{Url}}","format":"slack","state":"active","reason":null,"since":null,"pending":0,"lastDeliveredAt":null,"oldSecretValidUntil":null}""",
            (await app.CallAsync("GET", "/v1/webhooks/ops", Keyed.Admin)).Text);
    }

    [Theory]
    [InlineData("""{}""", "/url required")]
    [InlineData("""{"url":"ftp://example.com/x","format":"slak","urls":1}""", "/urls unknown_field, /url invalid_url, /format unknown_value")]
    [InlineData("""{"url":"example.com"}""", "/url invalid_url")]
    [InlineData("""{"url":"https://ops:secret@example.com/"}""", "/url invalid_url")]
    [InlineData("""{"url":"https://example.com/#top"}""", "/url invalid_url")]
    [InlineData("""{"url":"http://127.0.0.1:8080/"}""", "/url private_address")]
    [InlineData("""{"url":"http://2130706433/"}""", "/url private_address")]
    [InlineData("""{"url":"http://0x7f.1/"}""", "/url private_address")]
    [InlineData("""{"url":"http://[::1]/"}""", "/url private_address")]
    [InlineData("""{"url":"http://[::ffff:10.0.0.1]/"}""", "/url private_address")]
    [InlineData("""{"url":"http://localhost:5080/"}""", "/url private_address")]
    [InlineData("""{"url":"http://it.LOCALHOST./"}""", "/url private_address")]
    [InlineData("""{"url":"https://example.com/","id":"other"}""", "/id id_mismatch")]
    public async Task Wrong_webhook_is_told_all_that_is_wrong(string body, string codes)
    {
        await using var app = await Keyed.StartAsync();
        var reply = await app.CallAsync("PUT", "/v1/webhooks/ops", Keyed.Admin, body);
        Assert.Equal($"422 {codes}", $"{reply.Status} {string.Join(", ", reply.Json["errors"]!.AsArray().Select(error => $"{error!["pointer"]} {error["code"]}"))}");
        Assert.Empty((await app.CallAsync("GET", "/v1/webhooks", Keyed.Admin)).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task Address_of_a_workflow_may_be_long()
    {
        await using var app = await Keyed.StartAsync();
        Assert.Equal("201", (await app.CallAsync("PUT", "/v1/webhooks/ops", Keyed.Admin, $$"""{"url":"https://example.com/{{new string('x', 1_900)}}","format":"teams"}""")).Outcome());
        Assert.Equal("422 too_long", (await app.CallAsync("PUT", "/v1/webhooks/ops", Keyed.Admin, $$"""{"url":"https://example.com/{{new string('x', 2_000)}}"}""")).Outcome());
    }

    [Fact]
    public async Task Readers_see_webhooks_without_the_paths_of_their_addresses_and_write_none()
    {
        await using var app = await Keyed.StartAsync();
        await app.CallAsync("PUT", "/v1/webhooks/ops", Keyed.Admin, $$"""{"url":"https://hooks.slack.com/services/T0/B0/secret","format":"slack"}""");
        var reader = (await app.MakeKeyAsync("read")).Text;
        Assert.Equal("https://hooks.slack.com", (string)(await app.CallAsync("GET", "/v1/webhooks", reader)).Json["items"]![0]!["url"]!);
        Assert.Equal("https://hooks.slack.com", (string)(await app.CallAsync("GET", "/v1/webhooks/ops", reader)).Json["url"]!);
        Assert.Equal("403 scope_missing", (await app.CallAsync("PUT", "/v1/webhooks/ops", reader, $$"""{"url":"{{Url}}"}""")).Outcome());
        Assert.Equal("403 scope_missing", (await app.CallAsync("POST", "/v1/webhooks/ops/test", reader)).Outcome());
    }

    [Fact]
    public async Task Trial_stores_nothing()
    {
        await using var app = await Keyed.StartAsync();
        var tried = await app.CallAsync("PUT", "/v1/webhooks/ops?dryRun=true", Keyed.Admin, $$"""{"url":"{{Url}}"}""");
        Assert.Equal("created true ", $"{tried.Json["outcome"]} {tried.Json["dryRun"]} {tried.Json["secret"]}");
        Assert.Equal("404 not_found", (await app.CallAsync("GET", "/v1/webhooks/ops", Keyed.Admin)).Outcome());
        await app.CallAsync("PUT", "/v1/webhooks/ops", Keyed.Admin, $$"""{"url":"{{Url}}"}""");
        Assert.Equal("unchanged", (string)(await app.CallAsync("PUT", "/v1/webhooks/ops?dryRun=true", Keyed.Admin, $$"""{"url":"{{Url}}"}""")).Json["outcome"]!);
        Assert.Null((await app.CallAsync("POST", "/v1/webhooks/ops/rotate?dryRun=true", Keyed.Admin)).Json["secret"]);
        Assert.Equal("deleted", (string)(await app.CallAsync("DELETE", "/v1/webhooks/ops?dryRun=true", Keyed.Admin)).Json["outcome"]!);
        var kept = await app.CallAsync("GET", "/v1/webhooks/ops", Keyed.Admin);
        Assert.Equal("200 ", $"{kept.Status} {kept.Json["oldSecretValidUntil"]}");
    }

    [Fact]
    public async Task Deleted_webhook_is_gone_with_its_deliveries()
    {
        await using var desk = await WebhookDesk.StartAsync();
        desk.Answers("/*", 500);
        await desk.MakeAsync("ops");
        await desk.TellAsync("T-1", "ops");
        await desk.AttemptedAsync("ops", 1);
        await desk.UntilAsync(async () => (string)(await desk.WebhookAsync("ops"))["state"]! == "failing");
        Assert.Equal("200", (await desk.App.CallAsync("DELETE", "/v1/webhooks/ops", Keyed.Admin)).Outcome());
        foreach (var (method, path) in ((string, string)[])[("GET", ""), ("DELETE", ""), ("POST", "/rotate"), ("POST", "/test"), ("GET", "/deliveries"), ("POST", "/deliveries/1/replay")])
            Assert.Equal("404 not_found", (await desk.App.CallAsync(method, $"/v1/webhooks/ops{path}", Keyed.Admin)).Outcome());
        await desk.MakeAsync("ops");
        Assert.Equal("active 0", $"{(await desk.WebhookAsync("ops"))["state"]} {(await desk.WebhookAsync("ops"))["pending"]}");
        Assert.Empty(await desk.DeliveriesAsync("ops"));
    }

    [Fact]
    public async Task There_are_so_many_webhooks_and_no_more()
    {
        await using var app = await Keyed.StartAsync("Webhooks:MaxWebhooks=1");
        var body = new JsonObject { ["url"] = Url }.ToJsonString();
        Assert.Equal("201", (await app.CallAsync("PUT", "/v1/webhooks/one", Keyed.Admin, body)).Outcome());
        Assert.Equal("422 too_many_webhooks", (await app.CallAsync("PUT", "/v1/webhooks/two", Keyed.Admin, body)).Outcome());
        Assert.Equal("200", (await app.CallAsync("PUT", "/v1/webhooks/one", Keyed.Admin, body)).Outcome());
    }
}

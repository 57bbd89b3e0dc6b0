using KpiApi.Tests.Auth;
using KpiApi.Tests.GraphQL;
using KpiApi.Tests.Kpis;
using Microsoft.Playwright;

namespace KpiApi.Tests.Page;

/// <summary>Alerts and webhooks, made, changed, tried and silenced on the page.</summary>
[Collection(PageGroup.Name)]
public sealed class AlertViewTests(PageFixture fixture)
{
    [ChromiumFact]
    public async Task Alert_is_made_tested_silenced_changed_and_deleted()
    {
        await using var app = await Reading.StartDeskAsync(new StandingClock { Now = PageFixture.Now });
        await using var tab = await fixture.OpenAsync();
        await tab.ShowAsync(app, "?view=alerts", "alerts");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "New alert" }).ClickAsync();
        await tab.Overlay.GetByLabel("Title").FillAsync("Mail is answered late");
        await tab.Overlay.GetByLabel("Report when").SelectOptionAsync("metric");
        await tab.Overlay.GetByLabel("Number").SelectOptionAsync("first_response_time:median");
        await tab.Overlay.GetByLabel("Threshold in minutes").FillAsync("240");
        await tab.AssertNoBarriersAsync("form");
        await tab.Overlay.GetByText("Save").ClickAsync();
        var rows = tab.Figure("Alerts").Locator("tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await Assertions.Expect(rows).ToContainTextAsync("Mail is answered late");
        var made = (await app.GetAsync("/v1/alerts")).Json["items"]![0]!;
        Assert.Equal("first_response_time:median 60m 14400", $"{made["when"]!["metric"]} {made["when"]!["window"]} {made["when"]!["above"]}");
        await tab.AssertNoBarriersAsync("alerts");

        await rows.GetByRole(AriaRole.Button, new() { Name = "Test Mail" }).ClickAsync();
        await Assertions.Expect(rows.GetByRole(AriaRole.Button, new() { Name = "Test Mail" })).ToHaveTextAsync("Done");
        await rows.GetByRole(AriaRole.Button, new() { Name = "Mail is answered late", Exact = true }).ClickAsync();
        await Assertions.Expect(tab.Overlay.Locator("tbody tr")).ToContainTextAsync("Opened (test)");
        await tab.Page.Keyboard.PressAsync("Escape");

        await rows.GetByRole(AriaRole.Button, new() { Name = "Silence a day" }).ClickAsync();
        await Assertions.Expect(rows).ToContainTextAsync("Silent until");
        await rows.GetByRole(AriaRole.Button, new() { Name = "Speak again" }).ClickAsync();
        await Assertions.Expect(rows).Not.ToContainTextAsync("Silent until");

        await rows.GetByRole(AriaRole.Button, new() { Name = "Change Mail" }).ClickAsync();
        await Assertions.Expect(tab.Overlay.GetByLabel("Threshold in minutes")).ToHaveValueAsync("240");
        // What is wrong is said in the form, by the service.
        await tab.Overlay.GetByLabel("Number").SelectOptionAsync("tickets_created");
        await tab.Overlay.GetByLabel("Threshold", new() { Exact = false }).FillAsync("");
        await tab.Overlay.GetByText("Save").ClickAsync();
        await Assertions.Expect(tab.Overlay.Locator(".error")).ToContainTextAsync("target");
        await tab.Overlay.GetByLabel("Report when").SelectOptionAsync("survey");
        await tab.Overlay.GetByText("Save").ClickAsync();
        await Assertions.Expect(tab.Overlay).Not.ToBeVisibleAsync();
        Assert.Equal("csat", (string?)(await app.GetAsync("/v1/alerts")).Json["items"]![0]!["when"]!["survey"]);

        await rows.GetByRole(AriaRole.Button, new() { Name = "Delete Mail" }).ClickAsync();
        await tab.Overlay.GetByRole(AriaRole.Button, new() { Name = "for good" }).ClickAsync();
        await Assertions.Expect(tab.Figure("Alerts")).ToContainTextAsync("There is none.");
    }

    /// <summary>The view is made anew with each new version, and a click is a press and a release of one element.</summary>
    [ChromiumFact]
    public async Task Button_that_is_held_down_while_new_data_comes_still_works()
    {
        await using var app = await Reading.StartDeskAsync(new StandingClock { Now = PageFixture.Now });
        await using var tab = await fixture.OpenAsync();
        await tab.ShowAsync(app, "?view=alerts", "alerts");
        await Assertions.Expect(tab.Page.Locator("#live")).ToHaveTextAsync("Live");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "New alert" }).HoverAsync();
        await tab.Page.Mouse.DownAsync();
        var asked = tab.Page.WaitForResponseAsync(response => response.Url.EndsWith("/v1/alerts", StringComparison.Ordinal));
        await app.PutAsync("/v1/tickets/E", """{"createdAt":"2026-03-05T09:00:00Z"}""");
        await (await asked).FinishedAsync();
        await Task.Delay(200);
        await tab.Page.Mouse.UpAsync();
        await Assertions.Expect(tab.Overlay.GetByLabel("Title")).ToBeVisibleAsync();
    }

    [ChromiumFact]
    public async Task Alert_of_every_kind_can_be_made()
    {
        await using var app = await Reading.StartDeskAsync(new StandingClock { Now = PageFixture.Now });
        await app.PutAsync("/v1/sla-policies/all", """{"order":1,"firstResponseSeconds":7200}""");
        await app.DerivedAsync();
        await using var tab = await fixture.OpenAsync();
        await tab.ShowAsync(app, "?view=alerts", "alerts");
        foreach (var kind in (string[])["unusual", "ticket", "sla", "survey"])
        {
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "New alert" }).ClickAsync();
            await tab.Overlay.GetByLabel("Title").FillAsync(kind);
            await tab.Overlay.GetByLabel("Report when").SelectOptionAsync(kind);
            await tab.Overlay.GetByText("Save").ClickAsync();
            await Assertions.Expect(tab.Figure("Alerts").Locator("tbody th").Filter(new() { HasText = kind })).ToBeVisibleAsync();
        }

        Assert.Empty(tab.Complaints);
    }

    [ChromiumFact]
    public async Task Webhook_is_made_with_its_secret_shown_once_and_one_that_is_paused_is_seen_and_resumed()
    {
        await using var app = await Reading.StartDeskAsync(null, "Webhooks:AllowPrivate=true");
        await using var tab = await fixture.OpenAsync();
        await tab.ShowAsync(app, "?view=alerts", "alerts");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "New webhook" }).ClickAsync();
        await tab.Overlay.GetByLabel("Name").FillAsync("ops");
        await tab.Overlay.GetByLabel("Address").FillAsync("http://127.0.0.1:9/hook");
        await tab.Overlay.GetByText("Save").ClickAsync();
        await Assertions.Expect(tab.Overlay.Locator("pre")).ToContainTextAsync("whsec_");
        await tab.AssertNoBarriersAsync("secret");
        await tab.Page.Keyboard.PressAsync("Escape");
        var row = tab.Figure("Webhooks").Locator("tbody tr");
        await Assertions.Expect(row).ToContainTextAsync("Active");
        await Assertions.Expect(tab.Page.Locator("main")).Not.ToContainTextAsync("whsec_");
        await row.GetByRole(AriaRole.Button, new() { Name = "Test ops" }).ClickAsync();
        await Assertions.Expect(row).ToContainTextAsync("Failed:");
        await row.GetByRole(AriaRole.Button, new() { Name = "ops", Exact = true }).ClickAsync();
        await Assertions.Expect(tab.Overlay).ToContainTextAsync("Nothing was sent so far.");
        await tab.Page.Keyboard.PressAsync("Escape");
        await tab.Page.RouteAsync("**/v1/webhooks", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = """{"items":[{"id":"ops","url":"https://example.com/hook","format":"slack","state":"paused","reason":"The receiver answered 503.","since":"2026-03-12T10:00:00Z","pending":3,"lastDeliveredAt":null}]}""",
        }));
        await tab.ShowAsync(app, "?view=alerts", "alerts");
        await Assertions.Expect(row).ToContainTextAsync("Paused since");
        await Assertions.Expect(row).ToContainTextAsync("The receiver answered 503.");
        var put = await tab.Page.RunAndWaitForRequestAsync(() => row.GetByRole(AriaRole.Button, new() { Name = "Resume ops" }).ClickAsync(), request => request.Method == "PUT");
        Assert.EndsWith("/v1/webhooks/ops", put.Url, StringComparison.Ordinal);
        Assert.Equal("""{"url":"https://example.com/hook","format":"slack"}""", put.PostData);
    }

    [ChromiumFact]
    public async Task What_an_alert_has_reported_is_on_Today_and_keys_without_admin_only_read()
    {
        var clock = new StandingClock { Now = PageFixture.Now.AddHours(-1) };
        await using var app = await Keyed.StartAsync(builder => builder.UseClock(clock));
        await app.CallAsync("PUT", "/v1/tickets/A", Keyed.Admin, """{"createdAt":"2026-03-12T09:00:00Z"}""");
        await app.CallAsync("PUT", "/v1/alerts/unhappy", Keyed.Admin, """{"when":{"survey":"csat","outcome":"negative"},"webhooks":[],"title":"Somebody is unhappy"}""");
        clock.Now = PageFixture.Now;
        var (_, key) = await app.MakeKeyAsync("read read:agents");
        await using var tab = await fixture.OpenAsync();
        await tab.Page.AddInitScriptAsync($"sessionStorage.setItem('kpi-key', '{key}')");
        await tab.ShowAsync(app, "", "today");
        await Assertions.Expect(tab.Page.Locator(".alerts")).ToHaveCountAsync(0);
        // Sent by the stream, without a reload.
        await app.CallAsync("PUT", "/v1/surveys/S", Keyed.Admin, """{"kind":"csat","ticket":"A","respondedAt":"2026-03-12T13:30:00Z","score":1}""");
        await Assertions.Expect(tab.Page.Locator(".alerts")).ToContainTextAsync("Somebody is unhappy 1 reported", new() { Timeout = 30_000 });
        await tab.Page.Locator(".alerts").GetByText("Somebody is unhappy").ClickAsync();
        await tab.ShownAsync("alerts");
        await Assertions.Expect(tab.Figure("Alerts")).ToContainTextAsync("needs a key with the scope admin");
        await Assertions.Expect(tab.Page.GetByText("New alert")).ToHaveCountAsync(0);
        await tab.Figure("Alerts").GetByText("Somebody is unhappy").ClickAsync();
        await tab.Overlay.GetByRole(AriaRole.Button, new() { Name = "A", Exact = true }).ClickAsync();
        await Assertions.Expect(tab.Overlay.Locator("h2")).ToHaveTextAsync("Ticket A");
    }
}

using KpiApi.Tests.GraphQL;
using KpiApi.Tests.Kpis;
using Microsoft.Playwright;

namespace KpiApi.Tests.Page;

/// <summary>New data, broken connections, hostile names and a path prefix.</summary>
[Collection(PageGroup.Name)]
public sealed class LiveTests(PageFixture fixture)
{
    private const string March = "from=2026-03-01&to=2026-04-01&timeZone=UTC";

    [ChromiumFact]
    public async Task New_data_is_shown_without_a_reload_and_disturbs_nothing()
    {
        await using var app = await Reading.StartDeskAsync();
        await using var tab = await fixture.OpenAsync();
        await tab.ShowAsync(app, $"?view=volume&{March}", "volume");
        await Assertions.Expect(tab.Page.Locator("#live")).ToHaveTextAsync("Live");
        var rows = await tab.TableAsync("Created by channel");
        await tab.Page.GetByLabel("Channel of the heat map").FocusAsync();
        await app.PutAsync("/v1/tickets/E", """{"createdAt":"2026-03-05T09:00:00Z","channel":"phone"}""");
        await Assertions.Expect(rows.Filter(new() { HasText = "phone" })).ToBeVisibleAsync();
        await Assertions.Expect(tab.Page.GetByLabel("Channel of the heat map")).ToBeFocusedAsync();
        Assert.Empty(tab.Complaints);
    }

    [ChromiumFact]
    public async Task Broken_stream_is_told_and_what_was_missed_comes_after()
    {
        await using var app = await Reading.StartDeskAsync();
        await using var tab = await fixture.OpenAsync();
        await tab.Page.RouteAsync("**/v1/stream", route => route.AbortAsync());
        await tab.ShowAsync(app, $"?{March}", "today");
        await Assertions.Expect(tab.Page.Locator("#live")).ToContainTextAsync("Connection lost");
        await tab.Page.UnrouteAllAsync();
        await Assertions.Expect(tab.Page.Locator("#live")).ToHaveTextAsync("Live", new() { Timeout = 30_000 });
        await app.PutAsync("/v1/tickets/E", """{"createdAt":"2026-03-05T09:00:00Z"}""");
        await Assertions.Expect(tab.Tile("tickets_created")).ToHaveTextAsync("5");
    }

    [ChromiumFact]
    public async Task Service_that_is_away_is_told_and_tried_again()
    {
        await using var app = await Reading.StartDeskAsync();
        await using var tab = await fixture.OpenAsync();
        await tab.Page.RouteAsync("**/v1/kpis/batch", route => route.AbortAsync());
        await tab.ShowAsync(app, $"?{March}", "today");
        await Assertions.Expect(tab.Page.Locator("main .state h2")).ToHaveTextAsync("The service is away");
        await tab.AssertNoBarriersAsync("away");
        await tab.Page.UnrouteAllAsync();
        await tab.Page.GetByText("Try again").ClickAsync();
        await Assertions.Expect(tab.Tile("tickets_created")).ToHaveTextAsync("4");
    }

    [ChromiumFact]
    public async Task Names_are_texts_wherever_they_are_shown()
    {
        const string Evil = "<img src=x onerror=alert(1)>";
        await using var app = await Reading.StartDeskAsync();
        await app.PutAllAsync(
            ("/v1/attributes/product", $$"""{"of":"ticket","title":"{{Evil}}"}"""),
            ("/v1/agents/evil", $$"""{"name":"{{Evil}}"}"""), ("/v1/accounts/evil", $$"""{"name":"{{Evil}}","value":1}"""),
            ("/v1/tickets/evil%22%3E%3Cimg%20src%3Dx%3E", $$"""
            {"createdAt":"2026-03-05T09:00:00Z","channel":"{{Evil}}","reason":"{{Evil}}","agent":"evil","team":"{{Evil}}","account":"evil","priority":"{{Evil}}","tags":["{{Evil}}"],"attributes":{"product":"{{Evil}}"},"handleSeconds":60}
            """),
            ("/v1/tickets/X", $$"""{"createdAt":"2026-03-05T09:00:00Z","channel":"{{Evil}}","agent":"{{Evil}}","account":"{{Evil}}","tags":["{{Evil}}"],"attributes":{"product":"{{Evil}}"} }"""),
            ("/v1/events/X", $$"""{"ticket":"X","type":"{{Evil}}","at":"2026-03-05T10:00:00Z","agent":"{{Evil}}","to":"{{Evil}}"}"""),
            ("/v1/surveys/X", $$"""{"kind":"csat","ticket":"X","respondedAt":"2026-03-06T09:00:00Z","score":1,"comment":"{{Evil}}"}"""));
        await app.DerivedAsync();
        await using var tab = await fixture.OpenAsync();
        foreach (var view in (string[])[.. ViewTests.Views, "agents&who=" + Uri.EscapeDataString(Evil)])
        {
            await tab.ShowAsync(app, $"?view={view}&{March}", view.Split('&')[0]);
            Assert.Equal(0, await tab.Page.Locator("img").CountAsync());
        }

        await tab.ShowAsync(app, $"?{March}", "today");
        await tab.Tile("tickets_created").ClickAsync();
        await Assertions.Expect(tab.Overlay).ToContainTextAsync(Evil);
        await tab.Overlay.GetByRole(AriaRole.Button, new() { Name = "X", Exact = true }).ClickAsync();
        await Assertions.Expect(tab.Overlay.Locator(".timeline")).ToContainTextAsync("CSAT 1 of 5: " + Evil);
        await Assertions.Expect(tab.Overlay.Locator(".timeline")).ToContainTextAsync("to " + Evil);
        await tab.Page.Keyboard.PressAsync("Escape");
        foreach (var dimension in (string[])["channel", "agent", "tag", "ticket.product"])
        {
            await tab.Page.GetByLabel("Add a filter").SelectOptionAsync(dimension);
            await tab.Page.Locator("dialog#choose .choices label").Filter(new() { HasText = Evil }).First.ClickAsync();
            await tab.Page.Locator("dialog#choose").GetByText("Show", new() { Exact = true }).ClickAsync();
            await Assertions.Expect(tab.Chips.Filter(new() { HasText = Evil }).First).ToBeVisibleAsync();
        }

        await tab.ShowAsync(app, $"?{March}&drill={Uri.EscapeDataString("{\"metric\":\"" + Evil + "\"}")}&metric={Uri.EscapeDataString(Evil)}", "today");
        await Assertions.Expect(tab.Overlay).ToContainTextAsync(Evil);
        Assert.Equal(0, await tab.Page.Locator("img").CountAsync());
        // What was asked of a metric that is none was refused; nothing else was.
        Assert.DoesNotContain(tab.Complaints, complaint => !complaint.Contains("400", StringComparison.Ordinal));
    }

    [ChromiumFact]
    public async Task Page_works_behind_a_path_prefix()
    {
        await using var app = await Reading.StartDeskAsync(null, "Proxy:PathBase=/desk/kpi");
        await using var tab = await fixture.OpenAsync();
        await tab.ShowAsync(app, $"desk/kpi?{March}", "today");
        await Assertions.Expect(tab.Tile("tickets_created")).ToHaveTextAsync("4");
        await Assertions.Expect(tab.Page.Locator("#live")).ToHaveTextAsync("Live");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Volume" }).ClickAsync();
        await tab.ShownAsync("volume");
        Assert.Empty(tab.Complaints);
        Assert.All(tab.Requests, url => Assert.StartsWith("/desk/kpi", new Uri(url).AbsolutePath, StringComparison.Ordinal));
    }
}

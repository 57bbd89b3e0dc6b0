using System.Collections.Concurrent;
using Deque.AxeCore.Playwright;
using KpiApi.Tests.Auth;
using KpiApi.Tests.GraphQL;
using KpiApi.Tests.Kpis;
using Microsoft.Playwright;

namespace KpiApi.Tests.Page;

/// <summary>The page at / as a team lead uses it, in a browser.</summary>
public sealed class DashboardTests
{
    private const string March = "from=2026-03-01&to=2026-04-01&timeZone=UTC";

    private static readonly string[] s_views = ["today", "volume", "speed", "satisfaction", "agents", "accounts", "cases", "why"];

    [ChromiumFact]
    public async Task Every_view_is_shown_without_complaints_other_hosts_or_barriers()
    {
        await using var app = await Reading.StartDeskAsync();
        await using var tab = await Tab.OpenAsync();
        foreach (var view in s_views)
        {
            await tab.ShowAsync(app, $"?view={view}&{March}", view);
            await Assertions.Expect(tab.Page.Locator("main .error")).ToHaveCountAsync(0);
            Assert.Empty((await tab.Page.RunAxe()).Violations.Select(violation => $"{view}: {violation.Id} {string.Join(' ', violation.Nodes.Select(node => node.Html))}"));
        }

        Assert.Empty(tab.Complaints);
        Assert.True(tab.Requests.Count > s_views.Length);
        Assert.All(tab.Requests, url => Assert.StartsWith(app.Http.BaseAddress!.AbsoluteUri, url, StringComparison.Ordinal));
    }

    [ChromiumFact]
    public async Task Numbers_are_those_of_the_API_and_lead_to_their_tickets()
    {
        await using var app = await Reading.StartDeskAsync();
        await using var tab = await Tab.OpenAsync();
        await tab.ShowAsync(app, $"?{March}", "today");
        await Assertions.Expect(tab.Tile("tickets_created")).ToHaveTextAsync("4");
        await Assertions.Expect(tab.Tile("csat")).ToHaveTextAsync("66.7 %");
        await Assertions.Expect(tab.Tile("first_response_time:median")).ToHaveTextAsync("10 min");
        await Assertions.Expect(tab.Tile("nps")).ToHaveTextAsync("–");

        await tab.Page.Locator(".tile[data-metric=tickets_created]").ClickAsync();
        await Assertions.Expect(tab.Page.Locator("dialog#drill tbody tr")).ToHaveCountAsync(4);
        await tab.Page.Locator("dialog#drill").GetByText("A", new() { Exact = true }).First.ClickAsync();
        await Assertions.Expect(tab.Page.Locator("dialog#drill .timeline li").Last).ToContainTextAsync("csat 5 of 5");
        await Assertions.Expect(tab.Page.Locator("dialog#drill")).ToContainTextAsync("firstResponseSeconds");
        await tab.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(tab.Page.Locator("dialog#drill")).Not.ToBeVisibleAsync();
    }

    [ChromiumFact]
    public async Task Chart_is_exported_as_a_file_and_as_the_call_behind_it()
    {
        await using var app = await Reading.StartDeskAsync();
        await using var tab = await Tab.OpenAsync();
        await tab.ShowAsync(app, $"?view=volume&{March}", "volume");
        var chart = tab.Page.Locator("figure").Filter(new() { HasText = "Tickets created by channel" });
        await Assertions.Expect(chart.GetByText("CSV")).ToBeHiddenAsync();
        await chart.GetByText("Export").ClickAsync();
        foreach (var (form, ending) in ((string, string)[])[("CSV", ".csv"), ("Excel", ".xlsx"), ("Picture", ".png")])
            Assert.EndsWith(ending, (await tab.Page.RunAndWaitForDownloadAsync(() => chart.GetByText(form).ClickAsync())).SuggestedFilename, StringComparison.Ordinal);
        await chart.GetByText("As API call").ClickAsync();
        var shown = tab.Page.Locator("dialog#drill");
        await Assertions.Expect(shown).ToContainTextAsync("\"groupBy\": [");
        await Assertions.Expect(shown).ToContainTextAsync("groupBy: [CHANNEL]");
        await Assertions.Expect(shown).ToContainTextAsync("SELECT");
        Assert.Empty(tab.Complaints);
    }

    [ChromiumFact]
    public async Task Filters_and_period_are_in_the_address_and_gone_in_one_click()
    {
        await using var app = await Reading.StartDeskAsync();
        await using var tab = await Tab.OpenAsync();
        await tab.ShowAsync(app, $"?{March}", "today");
        await tab.Page.GetByLabel("Add a filter").SelectOptionAsync("channel");
        await tab.Page.GetByLabel("Value of channel").FillAsync("email");
        await tab.Page.GetByLabel("Value of channel").PressAsync("Enter");
        await Assertions.Expect(tab.Tile("tickets_created")).ToHaveTextAsync("2");
        await Assertions.Expect(tab.Page.Locator(".chip")).ToHaveTextAsync("channel: email ✕");
        Assert.Contains("channel=email", tab.Page.Url, StringComparison.Ordinal);
        await tab.Page.GoBackAsync();
        await Assertions.Expect(tab.Tile("tickets_created")).ToHaveTextAsync("4");
        await tab.Page.GoForwardAsync();
        await tab.Page.GetByText("Reset").ClickAsync();
        await Assertions.Expect(tab.Page.Locator(".chip")).ToHaveCountAsync(0);
        Assert.DoesNotContain("channel", tab.Page.Url, StringComparison.Ordinal);
    }

    [ChromiumFact]
    public async Task New_data_is_shown_without_a_reload()
    {
        await using var app = await Reading.StartDeskAsync();
        await using var tab = await Tab.OpenAsync();
        await tab.ShowAsync(app, $"?{March}", "today");
        await Assertions.Expect(tab.Page.Locator("#live")).ToHaveTextAsync("Live");
        await app.PutAsync("/v1/tickets/E", """{"createdAt":"2026-03-05T09:00:00Z"}""");
        await Assertions.Expect(tab.Tile("tickets_created")).ToHaveTextAsync("5");
    }

    [ChromiumFact]
    public async Task Names_are_texts_wherever_they_are_shown()
    {
        const string Evil = "<img src=x onerror=alert(1)>";
        await using var app = await Reading.StartDeskAsync();
        await app.PutAsync("/v1/tickets/X", $$"""{"createdAt":"2026-03-05T09:00:00Z","channel":"{{Evil}}","reason":"{{Evil}}","agent":"{{Evil}}","team":"{{Evil}}","account":"{{Evil}}","priority":"{{Evil}}"}""");
        await app.PutAsync("/v1/surveys/X", $$"""{"kind":"csat","ticket":"X","respondedAt":"2026-03-06T09:00:00Z","score":1,"comment":"{{Evil}}"}""");
        await using var tab = await Tab.OpenAsync();
        foreach (var view in s_views)
        {
            await tab.ShowAsync(app, $"?view={view}&{March}", view);
            Assert.Equal(0, await tab.Page.Locator("img").CountAsync());
        }

        await tab.ShowAsync(app, $"?{March}", "today");
        await tab.Page.Locator(".tile[data-metric=tickets_created]").ClickAsync();
        await Assertions.Expect(tab.Page.Locator("dialog#drill")).ToContainTextAsync(Evil);
        await tab.Page.Locator("dialog#drill").GetByText("X", new() { Exact = true }).First.ClickAsync();
        await Assertions.Expect(tab.Page.Locator("dialog#drill .timeline")).ToContainTextAsync(Evil);
        Assert.Equal(0, await tab.Page.Locator("img").CountAsync());
        Assert.Empty(tab.Complaints);
    }

    [ChromiumFact]
    public async Task Key_is_asked_for_once_and_kept_out_of_addresses()
    {
        await using var app = await Keyed.StartAsync();
        var (_, key) = await app.MakeKeyAsync("read");
        await using var tab = await Tab.OpenAsync();
        await tab.Page.GotoAsync(app.Http.BaseAddress!.AbsoluteUri);
        await tab.Page.GetByLabel("Key", new() { Exact = true }).FillAsync(key);
        await tab.Page.GetByText("Show", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(tab.Tile("tickets_created")).ToHaveTextAsync("0");
        await tab.ShowAsync(app, "?view=agents", "agents");
        await Assertions.Expect(tab.Page.Locator("main .error").First).ToContainTextAsync("read:agents");
        Assert.All(tab.Requests, url => Assert.DoesNotContain(key, url, StringComparison.Ordinal));
        Assert.Equal(1, await tab.Page.EvaluateAsync<int>("sessionStorage.length + localStorage.length"));
    }

    [ChromiumFact]
    public async Task Page_fits_a_phone_and_has_dark_colours()
    {
        await using var app = await Reading.StartDeskAsync();
        await using var tab = await Tab.OpenAsync(new() { ViewportSize = new() { Width = 390, Height = 800 }, ColorScheme = ColorScheme.Dark });
        foreach (var view in s_views)
        {
            await tab.ShowAsync(app, $"?view={view}&{March}", view);
            Assert.Equal(390, await tab.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            Assert.Empty((await tab.Page.RunAxe()).Violations.Select(violation => $"{view}: {violation.Id} {string.Join(' ', violation.Nodes.Select(node => node.Html))}"));
        }
    }

    /// <summary>A tab of a browser, with what it asked for and complained of.</summary>
    private sealed class Tab(IPlaywright playwright, IBrowser browser, IPage page) : IAsyncDisposable
    {
        public IPage Page => page;

        public ConcurrentQueue<string> Requests { get; } = [];

        public ConcurrentQueue<string> Complaints { get; } = [];

        public static async Task<Tab> OpenAsync(BrowserNewPageOptions? options = null)
        {
            var playwright = await Playwright.CreateAsync();
            var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = ChromiumFactAttribute.Executable });
            var tab = new Tab(playwright, browser, await browser.NewPageAsync(options));
            tab.Page.Request += (_, request) =>
            {
                if (!request.Url.StartsWith("data:", StringComparison.Ordinal)) tab.Requests.Enqueue(request.Url);
            };
            tab.Page.PageError += (_, error) => tab.Complaints.Enqueue(error);
            tab.Page.Console += (_, message) =>
            {
                if (message.Type == "error") tab.Complaints.Enqueue(message.Text);
            };
            return tab;
        }

        public ILocator Tile(string metric) => Page.Locator($".tile[data-metric='{metric}'] .value");

        /// <summary>Until the view is there.</summary>
        public async Task ShowAsync(KpiApp app, string query, string view)
        {
            await Page.GotoAsync(new Uri(app.Http.BaseAddress!, query).AbsoluteUri);
            await Assertions.Expect(Page.Locator($"main[data-shown={view}]")).ToBeVisibleAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await browser.DisposeAsync();
            playwright.Dispose();
        }
    }
}

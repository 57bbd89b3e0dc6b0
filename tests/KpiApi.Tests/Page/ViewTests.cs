using KpiApi.Tests.Auth;
using KpiApi.Tests.GraphQL;
using KpiApi.Tests.Kpis;
using Microsoft.Playwright;

namespace KpiApi.Tests.Page;

/// <summary>The views of the demo in every size, and what they show of other desks.</summary>
public sealed class ViewTests(PageFixture fixture) : IClassFixture<PageFixture>
{
    public static readonly string[] Views = ["today", "volume", "speed", "satisfaction", "agents", "accounts", "cases", "why", "alerts"];

    [ChromiumFact]
    public async Task View_fits_a_phone()
    {
        await using var tab = await fixture.OpenAsync(new() { ViewportSize = new() { Width = 390, Height = 800 } });
        foreach (var view in Views)
        {
            await tab.ShowAsync(fixture.Demo, $"?view={view}", view);
            Assert.Equal((view, 390), (view, await tab.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")));
        }

        await tab.AssertNoBarriersAsync("phone");
    }

    [ChromiumFact]
    public async Task View_fits_a_wall_and_the_next_one_comes_by_itself()
    {
        await using var tab = await fixture.OpenAsync(new() { ViewportSize = new() { Width = 1920, Height = 1080 } });
        await tab.ShowAsync(fixture.Demo, "?wall=5", "today");
        Assert.Equal(1080, await tab.Page.EvaluateAsync<int>("document.documentElement.scrollHeight"));
        await Assertions.Expect(tab.Page.Locator("#filters")).ToBeHiddenAsync();
        await Assertions.Expect(tab.Page.Locator("main[data-shown=volume]")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await tab.AssertNoBarriersAsync("wall");
    }

    [ChromiumFact]
    public async Task View_is_printed_in_dark_letters_with_its_period_and_without_what_only_a_screen_needs()
    {
        await using var tab = await fixture.OpenAsync(new() { ColorScheme = ColorScheme.Dark });
        await tab.ShowAsync(fixture.Demo, "?view=volume&channel=email", "volume");
        await tab.Page.EvaluateAsync("dispatchEvent(new Event('beforeprint'))");
        await tab.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await Assertions.Expect(tab.Page.Locator("#about")).ToHaveTextAsync("Volume · Last 30 days · UTC · Channel email");
        await Assertions.Expect(tab.Page.Locator("nav")).ToBeHiddenAsync();
        await Assertions.Expect(tab.Page.Locator("body")).ToHaveCSSAsync("color", "rgb(27, 31, 36)");
        Assert.True((await tab.Page.Locator(".chart canvas").First.BoundingBoxAsync())!.Height > 100);
    }

    [ChromiumFact]
    public async Task Numbers_are_shown_before_charts_can_be_drawn()
    {
        await using var tab = await fixture.OpenAsync();
        var charts = new TaskCompletionSource();
        await tab.Page.RouteAsync("**/vizor-echarts*", async route =>
        {
            await charts.Task;
            await route.ContinueAsync();
        });
        await tab.Page.GotoAsync(new Uri(fixture.Demo.Http.BaseAddress!, "?view=today").AbsoluteUri, new() { WaitUntil = WaitUntilState.Commit });
        await Assertions.Expect(tab.Tile("tickets_created")).ToBeVisibleAsync();
        await Assertions.Expect(tab.Page.Locator(".chart canvas")).ToHaveCountAsync(0);
        charts.SetResult();
        await tab.ShownAsync("today");
        await Assertions.Expect(tab.Page.Locator(".chart canvas")).ToHaveCountAsync(1);
    }

    [ChromiumFact]
    public async Task Numbers_on_the_screen_are_those_of_the_API()
    {
        await using var tab = await fixture.OpenAsync();
        await tab.ShowAsync(fixture.Demo, "?period=last_30_days", "today");
        var totals = (await fixture.Demo.GetAsync("/v1/kpis?metrics=tickets_created,tickets_resolved,open_tickets,awaiting_first_response,csat,nps,ces,sla_first_response,sla_resolution,first_contact_resolution&period=last_30_days&timeZone=UTC")).Json["totals"]!.AsObject();
        foreach (var (metric, total) in totals)
        {
            var value = (decimal)total!["value"]!;
            var isPercent = metric is "csat" or "first_contact_resolution" || metric.StartsWith("sla", StringComparison.Ordinal);
            await Assertions.Expect(tab.Tile(metric)).ToHaveTextAsync(Shown(value) + (isPercent ? "%" : ""));
        }

        await tab.ShowAsync(fixture.Demo, "?view=volume", "volume");
        var channels = (await fixture.Demo.GetAsync("/v1/kpis?metrics=tickets_created&groupBy=channel&orderBy=-tickets_created&period=last_30_days")).Json["rows"]!.AsArray();
        var rows = await tab.TableAsync("Created by channel");
        await Assertions.Expect(rows).ToHaveTextAsync([.. channels.Select(row => $"{row!["channel"]}{Shown((decimal)row["values"]!["tickets_created"]!["value"]!)}")]);

        await tab.ShowAsync(fixture.Demo, "?view=agents", "agents");
        var leaders = (await fixture.Demo.GetAsync("/v1/kpis?metrics=tickets_handled,tickets_resolved&groupBy=agent&orderBy=-tickets_resolved&period=last_30_days")).Json["rows"]!.AsArray();
        var first = tab.Figure("Leaderboard").Locator("tbody tr").First.Locator("td");
        await Assertions.Expect(first.Nth(0)).ToHaveTextAsync(Shown((decimal)leaders[0]!["values"]!["tickets_handled"]!["value"]!));
        await Assertions.Expect(first.Nth(1)).ToHaveTextAsync(Shown((decimal)leaders[0]!["values"]!["tickets_resolved"]!["value"]!));

        static string Shown(decimal value) => (Math.Abs(value) >= 1000 ? Math.Round(value, MidpointRounding.AwayFromZero) : Math.Round(value, 1, MidpointRounding.AwayFromZero)).ToString("#,0.#", System.Globalization.CultureInfo.InvariantCulture);
    }

    [ChromiumFact]
    public async Task Numbers_are_written_as_the_readers_country_writes_them()
    {
        await using var app = await Reading.StartDeskAsync();
        await using var tab = await fixture.OpenAsync(new() { Locale = "de-DE" });
        await using var german = new Tab(await tab.Page.Context.Browser!.NewPageAsync(new() { Locale = "de-DE", TimezoneId = "Europe/Berlin" }));
        await german.ShowAsync(app, "?from=2026-03-01&to=2026-04-01", "today");
        await Assertions.Expect(german.Tile("csat")).ToHaveTextAsync("66,7 %");
    }

    [ChromiumFact]
    public async Task Unusual_day_is_marked_on_its_tile_and_listed()
    {
        await using var app = await Reading.StartAsync(new StandingClock { Now = PageFixture.Now });
        // One ticket on each of the eight Thursdays before, and forty on this.
        await app.PostLinesAsync("/v1/tickets", [.. Enumerable.Range(1, 8).Select(week => Ticket($"W{week}", PageFixture.Now.AddDays(-7 * week))), .. Enumerable.Range(1, 40).Select(n => Ticket($"T{n}", PageFixture.Now.AddHours(-2)))]);
        await using var tab = await fixture.OpenAsync();
        await tab.ShowAsync(app, "", "today");
        await Assertions.Expect(tab.Page.Locator(".tile[data-metric=tickets_created] .mark")).ToContainTextAsync("Unusually high: 0 to 4 expected");
        await Assertions.Expect(tab.Figure("Unusual")).ToContainTextAsync("Tickets created");

        static string Ticket(string id, DateTimeOffset at) => $$"""{"id":"{{id}}","createdAt":"{{at:yyyy-MM-dd'T'HH:mm:ss'Z'}}"}""";
    }

    [ChromiumFact]
    public async Task Empty_desk_says_how_to_begin()
    {
        await using var app = await Reading.StartAsync();
        await using var tab = await fixture.OpenAsync();
        await tab.ShowAsync(app, "", "today");
        await Assertions.Expect(tab.Figure("Nothing has arrived yet")).ToContainTextAsync("v1/tickets");
        foreach (var view in Views.Skip(1))
        {
            await tab.ShowAsync(app, $"?view={view}", view);
            await Assertions.Expect(tab.Page.Locator("main .error:not([hidden])")).ToHaveCountAsync(0);
        }

        Assert.Empty(tab.Complaints);
    }

    [ChromiumFact]
    public async Task Key_is_asked_for_once_and_kept_out_of_addresses()
    {
        await using var app = await Keyed.StartAsync();
        var (_, key) = await app.MakeKeyAsync("read");
        await using var tab = await fixture.OpenAsync();
        await tab.Page.GotoAsync(app.Http.BaseAddress!.AbsoluteUri);
        await tab.Page.GetByLabel("Key", new() { Exact = true }).FillAsync("no-key-of-this-service-0123456789");
        await tab.Page.GetByText("Show", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(tab.Page.Locator("#key-title")).ToHaveTextAsync("That key was not accepted");
        await tab.AssertNoBarriersAsync("key");
        await tab.Page.GetByLabel("Key", new() { Exact = true }).FillAsync(key);
        await tab.Page.GetByText("Show", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(tab.Figure("Nothing has arrived yet")).ToBeVisibleAsync();
        Assert.All(tab.Requests, url => Assert.DoesNotContain(key, url, StringComparison.Ordinal));
        Assert.Equal(1, await tab.Page.EvaluateAsync<int>("sessionStorage.length + localStorage.length"));
        await tab.Page.GetByText("Forget the key").ClickAsync();
        await Assertions.Expect(tab.Page.Locator("#key-title")).ToHaveTextAsync("This service asks for a key");
    }

    [ChromiumFact]
    public async Task Key_that_may_not_see_agents_is_shown_none()
    {
        await using var app = await Keyed.StartAsync();
        await app.CallAsync("PUT", "/v1/tickets/A", Keyed.Admin, """{"createdAt":"2026-03-12T09:00:00Z","agent":"anna"}""");
        var (_, key) = await app.MakeKeyAsync("read");
        await using var tab = await fixture.OpenAsync();
        await tab.Page.AddInitScriptAsync($"sessionStorage.setItem('kpi-key', '{key}')");
        foreach (var view in Views)
        {
            await tab.ShowAsync(app, $"?view={view}", view);
            await Assertions.Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "Volume" })).ToBeVisibleAsync();
            await Assertions.Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "Agents" })).ToHaveCountAsync(0);
            await Assertions.Expect(tab.Page.Locator("main")).Not.ToContainTextAsync("anna");
        }

        await tab.ShowAsync(app, "?view=cases", "cases");
        await Assertions.Expect(tab.Figure("Open tickets")).ToContainTextAsync("read:agents");
        await tab.ShowAsync(app, "?view=agents", "agents");
        await Assertions.Expect(tab.Page.Locator("main .state")).ToContainTextAsync("read:agents");
    }
}

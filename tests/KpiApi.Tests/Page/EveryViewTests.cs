using KpiApi.Tests.GraphQL;
using Microsoft.Playwright;

namespace KpiApi.Tests.Page;

/// <summary>Every view of the demo in one light. A class for each light, so that both run at a time.</summary>
public abstract class EveryViewTests(PageFixture fixture, ColorScheme scheme) : IClassFixture<PageFixture>
{
    [ChromiumFact]
    public async Task Every_view_is_shown_without_complaints_other_hosts_or_barriers()
    {
        await using var tab = await fixture.OpenAsync(new() { ColorScheme = scheme });
        foreach (var view in (string[])[.. ViewTests.Views, "agents&who=chloe"])
        {
            await tab.ShowAsync(fixture.Demo, $"?view={view}", view.Split('&')[0]);
            await Assertions.Expect(tab.Page.Locator("main .error:not([hidden]), main .state, main .empty")).ToHaveCountAsync(view == "alerts" ? 1 : 0);
            // There are no webhooks in it. As many tables behind charts as there are charts, and each is drawn.
            var charts = await tab.Page.Locator(".chart canvas").CountAsync();
            Assert.Equal((charts, charts), (await tab.Page.Locator(".chart").CountAsync(), await tab.Page.Locator("figure:has(.chart) > details table").CountAsync()));
            await tab.AssertNoBarriersAsync($"{view} {scheme}");
        }

        Assert.Empty(tab.Complaints);
        Assert.All(tab.Requests, url => Assert.StartsWith(fixture.Demo.Http.BaseAddress!.AbsoluteUri, url, StringComparison.Ordinal));
    }
}

public sealed class LightViewTests(PageFixture fixture) : EveryViewTests(fixture, ColorScheme.Light);

public sealed class DarkViewTests(PageFixture fixture) : EveryViewTests(fixture, ColorScheme.Dark);

using KpiApi.Tests.GraphQL;
using KpiApi.Tests.Kpis;
using Microsoft.Playwright;

namespace KpiApi.Tests.Page;

/// <summary>Period, comparison and filters, all of them in the address.</summary>
[Collection(PageGroup.Name)]
public sealed class FilterTests(PageFixture fixture)
{
    [ChromiumFact]
    public async Task Filter_is_searched_chosen_seen_changed_and_taken_out()
    {
        await using var tab = await fixture.OpenAsync();
        await tab.ShowAsync(fixture.Demo, "?period=last_30_days", "today");
        await tab.Page.GetByLabel("Add a filter").SelectOptionAsync("reason");
        var choose = tab.Page.Locator("dialog#choose");
        await Assertions.Expect(choose.Locator(".choices label")).ToHaveCountAsync(7);
        await choose.GetByLabel("Search Reason").FillAsync("bil");
        await Assertions.Expect(choose.Locator(".choices label")).ToHaveCountAsync(1);
        await tab.AssertNoBarriersAsync("choose");
        await choose.GetByLabel("billing").CheckAsync();
        await choose.GetByText("Show", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(tab.Chips).ToHaveTextAsync("Reason: billing✕");
        await tab.HasInAddressAsync("reason=billing");
        await Assertions.Expect(tab.Tile("tickets_created")).ToHaveTextAsync(await CountAsync("reason=billing"));

        await tab.Chips.GetByText("Reason").ClickAsync();
        await choose.GetByLabel("All but these").CheckAsync();
        await choose.GetByText("Show", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(tab.Chips).ToHaveTextAsync("Reason not: billing✕");
        await Assertions.Expect(tab.Tile("tickets_created")).ToHaveTextAsync(await CountAsync("reason.not=billing"));

        await tab.Page.GoBackAsync();
        await Assertions.Expect(tab.Chips).ToHaveTextAsync("Reason: billing✕");
        await tab.Page.GetByText("Reset").ClickAsync();
        await Assertions.Expect(tab.Chips).ToHaveCountAsync(0);
        await Assertions.Expect(tab.Page).ToHaveURLAsync(fixture.Demo.Http.BaseAddress!.AbsoluteUri);
    }

    [ChromiumFact]
    public async Task Agent_is_found_by_name_among_more_than_a_thousand_and_shown_by_it()
    {
        await using var app = await Reading.StartAsync(new StandingClock { Now = PageFixture.Now });
        await app.PostLinesAsync("/v1/agents", [.. Enumerable.Range(0, 1200).Select(n => $$"""{"id":"a{{n}}","name":"Agent number {{n}}"}""")]);
        await app.PostLinesAsync("/v1/tickets", [.. Enumerable.Range(0, 1200).Select(n => $$"""{"id":"T{{n}}","createdAt":"2026-03-11T09:00:00Z","agent":"a{{n}}","resolvedAt":"2026-03-11T10:00:00Z"}""")]);
        await using var tab = await fixture.OpenAsync();
        await tab.ShowAsync(app, "?view=agents", "agents");
        await tab.Page.GetByLabel("Add a filter").SelectOptionAsync("agent");
        var choose = tab.Page.Locator("dialog#choose");
        await Assertions.Expect(choose.Locator(".choices label")).ToHaveCountAsync(100);
        await choose.GetByLabel("Search Agent").FillAsync("number 1199");
        await Assertions.Expect(choose.Locator(".choices label")).ToHaveTextAsync(["Agent number 1199 (a1199)1"]);
        await choose.GetByLabel("Agent number 1199").CheckAsync();
        await choose.GetByText("Show", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(tab.Chips).ToHaveTextAsync("Agent: Agent number 1199✕");
        await Assertions.Expect(tab.Figure("Leaderboard").Locator("tbody th")).ToHaveTextAsync("Agent number 1199");
        Assert.Empty(tab.Complaints);
    }

    [ChromiumFact]
    public async Task Tags_and_attributes_filter_every_view()
    {
        await using var tab = await fixture.OpenAsync();
        foreach (var (dimension, value, chip) in ((string, string, string)[])[("tag", "callback", "Tag: callback✕"), ("ticket.product", "router", "Product: router✕"), ("account.tier", "gold", "Tier of the account: gold✕")])
        {
            await tab.ShowAsync(fixture.Demo, "?period=last_30_days", "today");
            await tab.Page.GetByLabel("Add a filter").SelectOptionAsync(dimension);
            await tab.Page.Locator("dialog#choose").GetByLabel(value).CheckAsync();
            await tab.Page.Locator("dialog#choose").GetByText("Show", new() { Exact = true }).ClickAsync();
            await Assertions.Expect(tab.Chips).ToHaveTextAsync(chip);
            await Assertions.Expect(tab.Tile("tickets_created")).ToHaveTextAsync(await CountAsync($"{dimension}={value}"));
        }

        foreach (var view in ViewTests.Views)
        {
            await tab.ShowAsync(fixture.Demo, $"?view={view}&tag=callback&channel=email", view);
            await Assertions.Expect(tab.Page.Locator("main .state, main .error:not([hidden])")).ToHaveCountAsync(0);
        }
    }

    [ChromiumFact]
    public async Task Period_and_comparison_are_named_or_free()
    {
        await using var tab = await fixture.OpenAsync();
        await tab.ShowAsync(fixture.Demo, "?period=last_7_days", "today");
        await tab.Page.GetByLabel("Period", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "From … to" });
        await tab.Page.Locator("input[name=from]").FillAsync("2026-03-02");
        await tab.HasInAddressAsync("from=2026-03-02");
        // The last day, where the API has the day after it.
        await tab.Page.Locator("input[name=to]").FillAsync("2026-03-08");
        await tab.HasInAddressAsync("to=2026-03-09");
        await Assertions.Expect(tab.Tile("tickets_created")).ToHaveTextAsync(await CountAsync("", "from=2026-03-02&to=2026-03-09"));

        await tab.Page.GetByLabel("Compared with").SelectOptionAsync(new SelectOptionValue { Label = "from … to" });
        await tab.Page.Locator("input[name=compare-from]").FillAsync("2026-02-02");
        await tab.Page.Locator("input[name=compare-to]").FillAsync("2026-02-08");
        await tab.HasInAddressAsync("compare=2026-02-02%2F2026-02-09");
        await Assertions.Expect(tab.Page.Locator(".tile[data-metric=tickets_created] .against")).ToContainTextAsync("from " + await CountAsync("", "from=2026-02-02&to=2026-02-09"));
        await tab.Page.GetByLabel("Compared with").SelectOptionAsync("none");
        await Assertions.Expect(tab.Page.Locator(".tile[data-metric=tickets_created] .against")).ToHaveTextAsync("");
    }

    [ChromiumFact]
    public async Task Hours_and_zone_are_those_of_every_question()
    {
        await using var tab = await fixture.OpenAsync();
        await tab.ShowAsync(fixture.Demo, "?view=speed", "speed");
        await tab.Page.GetByLabel("Hours").SelectOptionAsync("business");
        await tab.HasInAddressAsync("hours=business");
        var shown = tab.Page.WaitForRequestAsync(request => request.Url.EndsWith("/batch", StringComparison.Ordinal) && request.PostData!.Contains("Asia/Tokyo", StringComparison.Ordinal));
        await tab.Page.GetByLabel("Time zone").FillAsync("Asia/Tokyo");
        await tab.Page.GetByLabel("Time zone").PressAsync("Enter");
        Assert.Contains("\"hours\":\"business\"", (await shown).PostData, StringComparison.Ordinal);
        // A zone that is none is told, and the page goes on.
        await tab.Page.GetByLabel("Time zone").FillAsync("Mars");
        await tab.Page.GetByLabel("Time zone").PressAsync("Enter");
        await Assertions.Expect(tab.Page.Locator("main .state")).ToContainTextAsync("Mars");
        await tab.Page.GetByText("Reset").ClickAsync();
        await Assertions.Expect(tab.Page.Locator("main .state")).ToHaveCountAsync(0);
    }

    private async Task<string> CountAsync(string filter, string period = "period=last_30_days") =>
        int.Parse(await fixture.Demo.KpiAsync("tickets_created", $"{period}&timeZone=UTC&{filter}"), System.Globalization.CultureInfo.InvariantCulture).ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
}

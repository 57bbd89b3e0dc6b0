using System.Collections.Concurrent;
using KpiApi.Tests.Kpis;
using Microsoft.Playwright;

namespace KpiApi.Tests.GraphQL;

/// <summary>The page of GraphQL as a person uses it, in a browser.</summary>
public sealed class PageTests
{
    [ChromiumFact]
    public async Task Worked_queries_are_answered_and_types_explained_without_another_host()
    {
        await using var app = await Reading.StartDeskAsync();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = ChromiumFactAttribute.Executable });
        var page = await browser.NewPageAsync();
        var (requests, complaints) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        page.Request += (_, request) => requests.Enqueue(request.Url);
        page.PageError += (_, error) => complaints.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                complaints.Enqueue(message.Text);
        };

        await page.GotoAsync(new Uri(app.Http.BaseAddress!, "/graphql").AbsoluteUri);
        // Two of three answers are satisfied; C came on the 3rd; bo's only answer took half an hour.
        await RunAsync(page, "Headline", "\"value\": 66.6667");
        await RunAsync(page, "Daily, by channel", "\"time\": \"2026-03-03T00:00:00+00:00\"");
        await RunAsync(page, "Slowest answers, ticket by ticket", "\"value\": 1800");

        await page.Locator("#schema").GetByText("KpiValue", new() { Exact = true }).Last.ClickAsync();
        await Assertions.Expect(page.Locator("#schema h2").First).ToHaveTextAsync("KpiValue");
        await Assertions.Expect(page.Locator("#schema h2").First).ToBeInViewportAsync();
        await Assertions.Expect(page.Locator("#schema dt").Filter(new() { HasText = "numerator: Float" })).ToBeVisibleAsync();

        Assert.Empty(complaints);
        Assert.True(requests.Count > 4, "The page asked nothing.");
        Assert.All(requests, url => Assert.StartsWith(app.Http.BaseAddress!.AbsoluteUri, url, StringComparison.Ordinal));
    }

    [ChromiumFact]
    public async Task Fields_arguments_and_values_are_completed_while_typing()
    {
        await using var app = await Reading.StartDeskAsync();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = ChromiumFactAttribute.Executable });
        var page = await browser.NewPageAsync();
        await page.GotoAsync(new Uri(app.Http.BaseAddress!, "/graphql").AbsoluteUri);
        await Assertions.Expect(page.Locator("#schema h2").First).ToHaveTextAsync("Query");
        var (editor, choices) = (page.Locator("#query"), page.GetByRole(AriaRole.Option));
        await editor.FillAsync("");

        await editor.PressSequentiallyAsync("{ kp");
        await Assertions.Expect(choices).ToHaveTextAsync(["kpisKpis"]);
        await editor.PressAsync("Enter");
        await editor.PressSequentiallyAsync("(");
        await Assertions.Expect(choices).ToHaveTextAsync(["inputKpisInput!"]);
        await editor.PressAsync("Enter");
        await Assertions.Expect(choices).ToHaveTextAsync(["{KpisInput"]);
        await editor.PressSequentiallyAsync("{metr");
        await editor.PressAsync("Tab");
        await editor.PressSequentiallyAsync("[{metric: CSA");
        await Assertions.Expect(choices).ToHaveTextAsync(["CSAT", "CSAT_SCORE", "CSAT_RATING"]);
        await editor.PressAsync("ArrowDown");
        await Assertions.Expect(page.Locator("#about")).ToContainTextAsync("percent of its scale");
        await editor.PressAsync("Escape");
        await Assertions.Expect(choices).ToHaveCountAsync(0);
        await editor.PressSequentiallyAsync("T}], interval: ");
        await Assertions.Expect(choices.First).ToHaveTextAsync("NONE");
        await editor.PressSequentiallyAsync("DA");
        await page.GetByRole(AriaRole.Option, new() { Name = "DAY", Exact = true }).ClickAsync();
        await editor.PressSequentiallyAsync(", compare: \"prev");
        await Assertions.Expect(choices).ToHaveCountAsync(0);
        await editor.PressSequentiallyAsync("ious_year\"}) { row");
        await Assertions.Expect(choices).ToHaveTextAsync(["rows[KpiRow!]!", "rowCountInt!"]);
        await editor.PressAsync("Enter");
        await editor.PressSequentiallyAsync(" { ti");
        await editor.PressAsync("Enter");
        await Assertions.Expect(editor).ToHaveValueAsync("""{ kpis(input: {metrics: [{metric: CSAT}], interval: DAY, compare: "previous_year"}) { rows { time""");
        await page.Keyboard.PressAsync("Control+z");
        await Assertions.Expect(editor).Not.ToHaveValueAsync("""{ kpis(input: {metrics: [{metric: CSAT}], interval: DAY, compare: "previous_year"}) { rows { time""");
    }

    /// <summary>Chooses a worked query, which shows it and runs it, and then runs it by the button.</summary>
    private static async Task RunAsync(IPage page, string example, string expected)
    {
        var answer = page.Locator("#answer");
        await page.GetByRole(AriaRole.Button, new() { Name = example }).ClickAsync();
        await Assertions.Expect(answer).ToContainTextAsync(expected);
        await answer.EvaluateAsync("element => { element.textContent = ''; }");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Assertions.Expect(answer).ToContainTextAsync(expected);
        await Assertions.Expect(answer).Not.ToContainTextAsync("errors");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("200");
    }
}

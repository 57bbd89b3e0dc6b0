using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace KpiApi.Tests.Page;

/// <summary>A tab of a browser, with what it asked for and complained of.</summary>
internal sealed class Tab : IAsyncDisposable
{
    public Tab(IPage page)
    {
        Page = page;
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith("data:", StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal)) Requests.Enqueue(request.Url);
        };
        page.PageError += (_, error) => Complaints.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error") Complaints.Enqueue(message.Text);
        };
        // A script that got in would open one.
        page.Dialog += (_, dialog) =>
        {
            Complaints.Enqueue("dialog: " + dialog.Message);
            _ = dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    public ConcurrentQueue<string> Requests { get; } = [];

    public ConcurrentQueue<string> Complaints { get; } = [];

    public ILocator Overlay => Page.Locator("dialog#overlay");

    public ILocator Chips => Page.Locator(".chip");

    public ILocator Tile(string metric) => Page.Locator($".tile[data-metric='{metric}'] .value");

    public ILocator Figure(string title) => Page.Locator($"figure[data-title='{title}']");

    /// <summary>A table behind a chart, opened.</summary>
    public async Task<ILocator> TableAsync(string title)
    {
        await Figure(title).GetByText("As a table").ClickAsync();
        return Figure(title).Locator("tbody tr");
    }

    /// <summary>Until the view is there.</summary>
    public async Task ShowAsync(KpiApp app, string query, string view)
    {
        await Page.GotoAsync(new Uri(app.Http.BaseAddress!, query).AbsoluteUri);
        await ShownAsync(view);
    }

    public Task ShownAsync(string view) => Assertions.Expect(Page.Locator($"main[data-shown={view}]:not([aria-busy])")).ToBeVisibleAsync();

    public Task HasInAddressAsync(string part) => Assertions.Expect(Page).ToHaveURLAsync(new Regex(Regex.Escape(part)));

    /// <summary>Nothing at all may be found.</summary>
    public async Task AssertNoBarriersAsync(string where) => Assert.Empty(
        (await Page.RunAxe()).Violations.Select(violation => $"{where}: {violation.Id} {string.Join(' ', violation.Nodes.Select(node => node.Html))}"));

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}

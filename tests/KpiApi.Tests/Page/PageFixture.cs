using KpiApi.Demo;
using KpiApi.Storage.Writing;
using KpiApi.Tests.GraphQL;
using KpiApi.Tests.Kpis;
using Microsoft.Playwright;

namespace KpiApi.Tests.Page;

/// <summary>A browser, and the demo of a Thursday in March, 14:00, for tests that only read: of a class whose tests take long, or of <see cref="PageGroup"/>.</summary>
public sealed class PageFixture : IAsyncLifetime
{
    public static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-03-12T14:00:00Z", null);

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    internal KpiApp Demo { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        // The tests that would use them are skipped then.
        if (ChromiumFactAttribute.Executable.Length == 0) return;
        _playwright = await Playwright.CreateAsync();
        // How soon something is shown is not what is tested, and a machine that does much else takes longer than the usual five seconds.
        Assertions.SetDefaultExpectTimeout(30_000);
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = ChromiumFactAttribute.Executable });
        Demo = await Reading.StartAsync(new StandingClock { Now = Now });
        await DemoLoader.LoadAsync(Demo.Service<GroupWriter>(), Now.ToUnixTimeMilliseconds(), _ => { }, CancellationToken.None);
        await Demo.DerivedAsync();
    }

    /// <summary>A tab with a session of its own, in English and UTC, whose clock stands where the demo's does.</summary>
    internal async Task<Tab> OpenAsync(BrowserNewPageOptions? options = null)
    {
        options ??= new();
        (options.Locale, options.TimezoneId) = ("en-US", "UTC");
        options.ViewportSize ??= new() { Width = 1280, Height = 900 };
        var page = await _browser!.NewPageAsync(options);
        await page.Clock.SetFixedTimeAsync(Now.UtcDateTime);
        return new Tab(page);
    }

    public async Task DisposeAsync()
    {
        if (_browser is null) return;
        await _browser.DisposeAsync();
        _playwright!.Dispose();
        await Demo.DisposeAsync();
    }
}

/// <summary>Classes whose tests are short share a browser.</summary>
[CollectionDefinition(Name)]
public sealed class PageGroup : ICollectionFixture<PageFixture>
{
    public const string Name = "Page";
}

using KpiApi.Tests.GraphQL;
using Microsoft.Playwright;

namespace KpiApi.Tests.Page;

/// <summary>The pictures of the READMEs, taken of the demo. Set KPIAPI_WRITE_SPECS to take them anew.</summary>
[Collection(PageGroup.Name)]
public sealed class PictureTests(PageFixture fixture)
{
    private const int MostBytes = 200_000;

    /// <summary>Pictures and what of the page they show.</summary>
    private static readonly (string Name, string Query)[] s_pictures =
    [
        .. ViewTests.Views.Select(view => (view, $"?view={view}")),
        ("agent", "?view=agents&who=chloe"), ("ticket", "?view=cases&ticket="), ("wall", "?wall=1000&view=volume"),
    ];

    [ChromiumFact]
    public async Task Every_view_has_a_picture_that_is_small()
    {
        if (Repository.IsWritten) await TakeAsync();
        Assert.All(s_pictures, picture => Assert.InRange(new FileInfo(PathOf(picture.Name)).Length, 1, MostBytes));
        Assert.Equal(s_pictures.Length, Directory.GetFiles(Path.GetDirectoryName(PathOf(""))!).Length);
    }

    private async Task TakeAsync()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(""))!);
        // Of all the one with the most to tell: it was reopened.
        var ticket = (await fixture.Demo.GetAsync("/v1/kpis/records?metric=reopens&period=last_7_days")).Json["items"]!.AsArray().Last()!["ticket"];
        await using var tab = await fixture.OpenAsync(new() { ViewportSize = new() { Width = 1280, Height = 800 } });
        foreach (var (name, query) in s_pictures)
        {
            await tab.Page.GotoAsync(new Uri(fixture.Demo.Http.BaseAddress!, name == "ticket" ? query + ticket : query).AbsoluteUri);
            await Assertions.Expect(tab.Page.Locator(name == "ticket" ? "svg.lanes" : "main[data-shown]:not([aria-busy])")).ToBeVisibleAsync();
            await tab.Page.ScreenshotAsync(new() { Path = PathOf(name) });
        }
    }

    private static string PathOf(string name) => Repository.File("api-specs", "pictures", name + ".png");
}

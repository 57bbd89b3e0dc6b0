using System.Net;
using System.Text.RegularExpressions;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.Http;

public sealed partial class PathPrefixTests
{
    [Theory]
    [InlineData("/kpi/v1/kpis?metrics=csat")]
    [InlineData("/v1/kpis?metrics=csat")]
    [InlineData("/kpi/health/live")]
    [InlineData("/kpi/swagger/index.html")]
    [InlineData("/kpi/page/main.js")]
    public async Task Service_answers_whether_the_proxy_takes_the_prefix_off_or_not(string path)
    {
        await using var app = await Reading.StartDeskAsync(null, "Proxy:PathBase=/kpi");
        // Not the client that compares answers with the document, which knows no prefix.
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = app.Http.BaseAddress };
        using var answer = await http.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Links_begin_with_the_prefix()
    {
        await using var app = await Reading.StartDeskAsync(null, "Proxy:PathBase=/kpi");
        Assert.StartsWith("</kpi/v1/tickets?", (await app.ReadAsync("/v1/tickets?limit=1")).Header("Link"), StringComparison.Ordinal);
        Assert.Equal("/kpi", (string?)(await app.GetAsync("/openapi/v1.json")).Json["servers"]![0]!["url"]);
    }

    [Fact]
    public async Task Page_without_its_slash_is_sent_to_the_one_with_it()
    {
        await using var app = await Reading.StartDeskAsync(null, "Proxy:PathBase=/kpi");
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = app.Http.BaseAddress };
        using var answer = await http.GetAsync("/kpi?view=why");
        Assert.Equal((302, "/kpi/?view=why"), ((int)answer.StatusCode, answer.Headers.Location?.OriginalString));
    }

    [Fact]
    public async Task Page_names_every_module_that_its_modules_import()
    {
        await using var app = await Reading.StartDeskAsync(null, "Proxy:PathBase=/kpi");
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(app.Http.BaseAddress!, "/kpi/") };
        var named = Links().Matches(await http.GetStringAsync("")).Select(link => new Uri(http.BaseAddress, link.Groups[1].Value)).ToHashSet();
        var (imported, left) = (new HashSet<Uri>(), new Queue<Uri>([new Uri(http.BaseAddress, "page/main.js")]));
        while (left.TryDequeue(out var module))
            if (imported.Add(module))
                foreach (var import in Imports().Matches(await http.GetStringAsync(module)).Select(import => new Uri(module, import.Groups[1].Value))) left.Enqueue(import);
        Assert.Equal(imported.Select(module => module.AbsolutePath).Order(StringComparer.Ordinal), named.Select(module => module.AbsolutePath).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("kpi")]
    [InlineData("/kpi/")]
    [InlineData("/k pi")]
    public async Task Prefix_that_is_no_path_stops_the_start(string prefix)
    {
        var failure = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => Reading.StartAsync(null, "Proxy:PathBase=" + prefix));
        Assert.Contains("Proxy:PathBase has to be a path like /kpi", failure.Message, StringComparison.Ordinal);
    }

    [GeneratedRegex("""<link rel="modulepreload" href="([^"]+)">""")]
    private static partial Regex Links();

    [GeneratedRegex(""" from '(\.[^']+)';""")]
    private static partial Regex Imports();
}

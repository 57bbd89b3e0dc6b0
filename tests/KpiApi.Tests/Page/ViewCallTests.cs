using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using KpiApi.Tests.GraphQL;
using Microsoft.Playwright;

namespace KpiApi.Tests.Page;

/// <summary>What each view asks, written down for the benchmark that asks it of many tickets.</summary>
[Collection(PageGroup.Name)]
public sealed class ViewCallTests(PageFixture fixture)
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>Asked once and kept, whichever view is shown.</summary>
    private static readonly string[] s_once = ["/v1/metrics", "/v1/attributes", "/v1/dimensions/", "/v1/agents", "/v1/accounts", "/v1/stream", "/v1/keys"];

    [ChromiumFact]
    public async Task Calls_of_the_views_are_those_that_the_benchmark_makes()
    {
        var views = new JsonObject();
        foreach (var view in ViewTests.Views)
        {
            var calls = new ConcurrentQueue<JsonObject>();
            await using var tab = await fixture.OpenAsync();
            tab.Page.Request += (_, request) =>
            {
                if (CallOf(request) is { } call) calls.Enqueue(call);
            };
            await tab.ShowAsync(fixture.Demo, $"?view={view}", view);
            // Calls go out side by side.
            views[view] = new JsonArray([.. calls.OrderBy(call => call["path"]!.ToString(), StringComparer.Ordinal)]);
            // One call for the numbers of a view, but where what made them change is asked.
            Assert.True(calls.Count(call => call["path"]!.ToString() == "/v1/kpis/batch") == (view is "why" or "alerts" ? 0 : 1), view);
        }

        var text = new JsonObject { ["day"] = PageFixture.Now.ToString("yyyy-MM-dd", null), ["views"] = views }.ToJsonString(s_indented) + "\n";
        await Repository.AssertIsCommittedAsync(text, "tests", "KpiApi.Benchmarks", "Views", "views.json");
    }

    private static JsonObject? CallOf(IRequest request)
    {
        var path = new Uri(request.Url).PathAndQuery;
        if (!path.StartsWith("/v1/", StringComparison.Ordinal) || s_once.Any(once => path.StartsWith(once, StringComparison.Ordinal))) return null;
        var call = new JsonObject { ["path"] = path };
        if (request.PostData is { } body) call["body"] = JsonNode.Parse(body);
        return call;
    }
}

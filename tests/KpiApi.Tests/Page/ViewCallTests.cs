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

    /// <summary>One call has all that a view shows of the data. What stands in the store alone, alerts and webhooks, is no part of a snapshot; what made a number change is a call of its own.</summary>
    private static readonly Dictionary<string, string[]> s_calls = new(StringComparer.Ordinal) { ["today"] = ["/v1/alerts", "/v1/kpis/batch"], ["why"] = ["/v1/kpis/drivers"], ["alerts"] = ["/v1/alerts", "/v1/webhooks"] };

    [ChromiumFact]
    public async Task Calls_of_the_views_are_those_that_the_benchmark_makes()
    {
        var views = new JsonObject();
        foreach (var view in (string[])[.. ViewTests.Views, "agents&who=chloe"])
        {
            var calls = new ConcurrentQueue<JsonObject>();
            await using var tab = await fixture.OpenAsync();
            tab.Page.Request += (_, request) =>
            {
                if (CallOf(request) is { } call) calls.Enqueue(call);
            };
            // A version that the stream tells late, on a busy machine, would let the view ask once more.
            await tab.Page.RouteAsync("**/v1/stream", route => route.AbortAsync());
            await tab.ShowAsync(fixture.Demo, $"?view={view}", view.Split('&')[0]);
            // Calls go out side by side.
            views[view.Contains("who", StringComparison.Ordinal) ? "agent" : view] = new JsonArray([.. calls.OrderBy(call => call["path"]!.ToString(), StringComparer.Ordinal)]);
            Assert.Equal(s_calls.GetValueOrDefault(view, ["/v1/kpis/batch"]), calls.Select(call => call["path"]!.ToString()).Order(StringComparer.Ordinal));
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

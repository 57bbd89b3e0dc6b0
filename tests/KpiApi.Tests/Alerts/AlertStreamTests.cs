using System.Text.RegularExpressions;
using KpiApi.Tests.Auth;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.Alerts;

/// <summary>What listeners of the stream are told by alerts, and the examples of the README.</summary>
public sealed partial class AlertStreamTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Listener_is_told_what_alerts_tell_but_for_agents_that_it_may_not_see()
    {
        await using var app = await Keyed.StartAsync();
        await app.CallAsync("POST", "/v1/tickets", Keyed.Admin, """{"id":"T1","createdAt":"2026-01-05T09:00:00Z","agent":"anna"}""");
        await app.CallAsync("PUT", "/v1/alerts/hers", Keyed.Admin, """{"when":{"ticket":"awaiting_reply","forSeconds":60,"filters":{"agent":["anna"]}},"webhooks":[]}""");
        await app.CallAsync("PUT", "/v1/alerts/all", Keyed.Admin, """{"when":{"ticket":"awaiting_reply","forSeconds":60},"webhooks":[]}""");
        var (_, reader) = await app.MakeKeyAsync("read");
        using var admins = await ListenAsync(app, Keyed.Admin);
        using var readers = await ListenAsync(app, reader);
        // Once each of the two has a queue.
        Assert.Equal(("version", "version"), (await admins.NextAsync(), await readers.NextAsync()));
        await app.CallAsync("POST", "/v1/alerts/hers/test", Keyed.Admin);
        await app.CallAsync("POST", "/v1/alerts/all/test", Keyed.Admin);
        Assert.Equal(("alert hers", "alert all"), (await admins.NextAlertAsync(), await admins.NextAlertAsync()));
        Assert.Equal("alert all", await readers.NextAlertAsync());
    }

    [Fact]
    public async Task Examples_of_the_readme_make_alerts()
    {
        await using var app = await Reading.StartDeskAsync();
        await app.PutAsync("/v1/sla-policies/all", """{"order":1,"firstResponseSeconds":3600}""");
        var examples = Example().Matches(await File.ReadAllTextAsync(Repository.File("src", "KpiApi", "Alerts", "README.md"))).Select(example => example.Groups[1].Value).ToList();
        Assert.Equal(5, examples.Count);
        foreach (var (index, when) in examples.Index()) await app.MakeAsync($"example-{index}", when);
        Assert.Equal("First response time (median) above 14400 (60m), Tickets created unusual in the last hour, by reason, A customer has waited 4 hours for a reply, SLA due in 15 minutes: first response, Negative CSAT answer",
            string.Join(", ", (await app.GetAsync("/v1/alerts")).Json["items"]!.AsArray().Select(alert => alert!["title"])));
    }

    private static async Task<Listener> ListenAsync(KpiApp app, string key)
    {
        var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = app.Http.BaseAddress };
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return new(http, new StreamReader(await (await http.GetAsync("/v1/stream", HttpCompletionOption.ResponseHeadersRead)).Content.ReadAsStreamAsync()));
    }

    [GeneratedRegex(@"^\|[^|]*\| `(\{[^`]*\})` \|", RegexOptions.Multiline)]
    private static partial Regex Example();

    private sealed class Listener(HttpClient http, StreamReader lines) : IDisposable
    {
        public async Task<string> NextAlertAsync()
        {
            for (var events = 0; events < 10; events++)
                if (await NextAsync() is var name && name != "version") return name;
            return "nothing";
        }

        /// <summary>The name of the next event, with its alert.</summary>
        public async Task<string> NextAsync()
        {
            var name = "";
            while (await lines.ReadLineAsync().WaitAsync(s_patience) is { } line)
            {
                if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line["event: ".Length..];
                if (line.StartsWith("data: ", StringComparison.Ordinal) && name == "alert")
                    name += " " + System.Text.Json.Nodes.JsonNode.Parse(line["data: ".Length..])!["data"]!["alert"];
                if (line.Length == 0) return name;
            }

            return name;
        }

        public void Dispose()
        {
            lines.Dispose();
            http.Dispose();
        }
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Xunit.Abstractions;

namespace KpiApi.Tests.Storage.Outages;

/// <summary>What holds of a service whose database is away, and after.</summary>
internal static class Outage
{
    private const string Question = "/v1/kpis?metrics=tickets_created&from=2026-01-01&to=2026-02-01";

    private static readonly TimeSpan s_longestAnswer = TimeSpan.FromSeconds(15);

    /// <summary>Another process that writes and does not come to an end.</summary>
    public static SqliteConnection Lock(KpiApp app)
    {
        var connection = new SqliteConnection(app.Database.ConnectionString + ";Pooling=False");
        connection.Open();
        using var begin = connection.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        begin.ExecuteNonQuery();
        return connection;
    }

    /// <summary>The database goes away under load, and comes back.</summary>
    /// <param name="app">With <see cref="Impatient"/>.</param>
    /// <param name="turns">How it goes, and how it comes back.</param>
    /// <param name="longestRecovery">Until it takes writes again.</param>
    /// <param name="output">Of the test.</param>
    public static async Task UnderLoadAsync(KpiApp app, IReadOnlyList<(Func<Task> Goes, Func<Task> ComesBack)> turns, TimeSpan longestRecovery, ITestOutputHelper output)
    {
        var load = new Load(() => app.Http);
        await load.SetRulesAsync();
        using var stop = new CancellationTokenSource();
        var running = load.RunAsync(stop.Token);
        await UntilAsync(running, () => load.Acknowledged > 100);
        for (var turn = 0; turn < turns.Count; turn++)
        {
            var watch = Stopwatch.StartNew();
            await turns[turn].Goes();
            await UntilAsync(running, () => app.Service<StoreFreshness>().IsStale && app.Service<GroupWriter>().IsRefusing);
            output.WriteLine($"Outage {turn}: noticed after {watch.ElapsedMilliseconds} ms.");
            if (turn == 0) await NumbersGoOnAsync(app, output);
            var acknowledged = load.Acknowledged;
            await turns[turn].ComesBack();
            watch.Restart();
            await UntilAsync(running, () => load.Acknowledged > acknowledged + 50 && !app.Service<StoreFreshness>().IsStale);
            output.WriteLine($"Outage {turn}: {load.Refused} refused so far, 50 acknowledged {watch.ElapsedMilliseconds} ms after it ended.");
            Assert.True(watch.Elapsed < longestRecovery, $"It took {watch.Elapsed}.");
        }

        await stop.CancelAsync();
        await running;
        Assert.True(load.Refused > 0);
        AssertRuns(app);
        await NothingIsLostAsync(app, load);
        Assert.DoesNotContain("stale", (await app.GetAsync(Question)).Json["warnings"]!.ToJsonString(), StringComparison.Ordinal);
    }

    /// <summary>A task in the background that fails ends the host, which a service that is started by a test outlives.</summary>
    public static void AssertRuns(KpiApp app) => Assert.False(app.Service<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested, "A task of the service has failed and ended it.");

    /// <summary>So that a test is not long.</summary>
    public static void Impatient(WebApplicationBuilder builder)
    {
        builder.Configuration["Store:AnswerSeconds"] = "1";
        builder.Configuration["Store:StaleSeconds"] = "1";
        builder.Configuration["Writer:BreakSeconds"] = "1";
        builder.Configuration["Writer:DeadlineSeconds"] = "2";
    }

    /// <summary>What needs no database is answered and says how old it is; what does is refused, in time and with a reason to come again.</summary>
    public static async Task NumbersGoOnAsync(KpiApp app, ITestOutputHelper output)
    {
        var numbers = (await app.GetAsync(Question)).Json;
        Assert.Contains(numbers["warnings"]!.AsArray(), warning => (string)warning!["code"]! == "stale");
        Assert.True((int)numbers["totals"]!["tickets_created"]!["value"]! > 0);
        var ready = await app.GetAsync("/health/ready");
        Assert.Equal((200, "ready", "stale"), (ready.Status, ready["status"], (string?)ready.Json["warnings"]![0]!["code"]));
        (HttpMethod Method, string Path, string? Body)[] calls =
        [
            (HttpMethod.Get, "/v1/tickets/P-0-0", null),
            (HttpMethod.Put, "/v1/tickets/T-1", """{"createdAt":"2026-01-05T08:00:00Z"}"""),
            (HttpMethod.Put, "/v1/targets/t", """{"metric":"csat","value":80}"""),
            (HttpMethod.Delete, "/v1/accounts/A-1", null),
            (HttpMethod.Delete, "/v1/tickets/T-1", null),
            (HttpMethod.Get, "/v1/keys", null),
            (HttpMethod.Post, "/v1/keys", """{"name":"a","scopes":["admin"]}"""),
        ];
        foreach (var (method, path, body) in calls)
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, MediaTypeHeaderValue.Parse("application/json")) };
            var watch = Stopwatch.StartNew();
            using var response = await app.Http.SendAsync(request);
            output.WriteLine($"{method} {path}: {(int)response.StatusCode} after {watch.ElapsedMilliseconds} ms");
            Assert.True(watch.Elapsed < s_longestAnswer, $"{method} {path}: {watch.Elapsed}");
            Assert.True(response.StatusCode == HttpStatusCode.ServiceUnavailable && response.Headers.RetryAfter is not null, $"{method} {path}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }

        var graph = await app.PostAsync("/graphql", """{"query":"{ ticket(id: \"P-0-0\") { ticket { id } } }"}""");
        Assert.Equal("store_unavailable", (string?)graph.Errors[0]!["extensions"]!["code"]);
    }

    public static async Task NothingIsLostAsync(KpiApp app, Load load)
    {
        using (var store = app.OpenDatabase())
        {
            load.Check(store);
            // What was stored last may have been refused, as stored and not visible yet: its version is higher than any acknowledged.
            var version = store.StoreVersions.Single().Version;
            Assert.True(version >= load.Version, $"The store has version {version}, {load.Version} was acknowledged.");
            Assert.Equal($"{store.Tickets.Count()}", await app.KpiAsync("tickets_created", $"period=all&minVersion={version}"));
        }

        await using var fresh = await app.StartAnotherAsync();
        Assert.Equal(await Numbers.OfAsync(fresh.Http), await Numbers.OfAsync(app.Http));
    }

    /// <summary>A caller who finds something wrong ends the wait as well.</summary>
    public static async Task UntilAsync(Task running, Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (running.IsCompleted) await running;
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), "It does not come to that.");
            await Task.Delay(10);
        }
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using KpiApi.Storage;
using Microsoft.AspNetCore.Builder;
using Npgsql;
using Xunit.Abstractions;

namespace KpiApi.Tests.Storage.Outages;

/// <summary>The database server goes away in the middle of load and comes back: nothing acknowledged is lost, and numbers are answered all the while.</summary>
[Needs(TestDatabase.PostgresVariable)]
public sealed class DatabaseAwayTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Question = "/v1/kpis?metrics=tickets_created&from=2026-01-01&to=2026-02-01";

    private readonly TestDatabase _database = TestDatabase.PostgreSql();

    [StoreFact]
    public async Task Server_that_goes_away_and_comes_back_costs_nothing_acknowledged()
    {
        var server = new NpgsqlConnectionStringBuilder(_database.ConnectionString);
        using var wire = new Wire(server.Host!, server.Port);
        var through = _database with { ConnectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Host = "127.0.0.1", Port = wire.Port }.ConnectionString };
        await using var app = await KpiApp.StartOnAsync(through, isOwner: false, Impatient);
        var load = new Load(() => app.Http);
        await load.SetRulesAsync();
        using var stop = new CancellationTokenSource();
        var running = load.RunAsync(stop.Token);
        await UntilAsync(running, () => load.Acknowledged > 100);

        for (var outage = 0; outage < 3; outage++)
        {
            wire.Cut();
            await UntilAsync(running, () => app.Service<StoreFreshness>().IsStale && app.Service<GroupWriter>().IsRefusing);
            if (outage == 0) await NumbersGoOnAsync(app);
            var acknowledged = load.Acknowledged;
            wire.Mend();
            var back = Stopwatch.StartNew();
            await UntilAsync(running, () => load.Acknowledged > acknowledged + 50 && !app.Service<StoreFreshness>().IsStale);
            output.WriteLine($"Outage {outage}: {load.Refused} refused so far, 50 acknowledged {back.ElapsedMilliseconds} ms after it ended.");
        }

        await stop.CancelAsync();
        await running;
        Assert.True(load.Refused > 0);
        await NothingIsLostAsync(app, load);
        Assert.DoesNotContain("stale", (await app.GetAsync(Question)).Json["warnings"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task Connections_ended_by_the_server_again_and_again_cost_nothing_acknowledged()
    {
        await using var app = await KpiApp.StartOnAsync(_database, isOwner: false);
        var load = new Load(() => app.Http);
        await load.SetRulesAsync();
        using var stop = new CancellationTokenSource();
        var running = load.RunAsync(stop.Token);
        await using var admin = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Database = "postgres", Pooling = false }.ConnectionString);
        await admin.OpenAsync();
        for (var (times, ended) = (0, 0); times < 20 || ended < 20; times++)
        {
            var acknowledged = load.Acknowledged;
            await UntilAsync(running, () => load.Acknowledged > acknowledged + 5);
            await using var end = admin.CreateCommand();
            end.CommandText = "SELECT COUNT(pg_terminate_backend(pid))::int FROM pg_stat_activity WHERE datname = @name";
            end.Parameters.AddWithValue("name", new NpgsqlConnectionStringBuilder(_database.ConnectionString).Database!);
            ended += (int)(await end.ExecuteScalarAsync())!;
        }

        await stop.CancelAsync();
        await running;
        output.WriteLine($"{load.Acknowledged} acknowledged, {load.Refused} refused.");
        await NothingIsLostAsync(app, load);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (Environment.GetEnvironmentVariable(TestDatabase.PostgresVariable) is { Length: > 0 }) await _database.DropAsync();
    }

    private static void Impatient(WebApplicationBuilder builder)
    {
        builder.Configuration["Store:StaleSeconds"] = "1";
        builder.Configuration["Writer:BreakSeconds"] = "1";
        builder.Configuration["Writer:DeadlineSeconds"] = "2";
    }

    private async Task NumbersGoOnAsync(KpiApp app)
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
            Assert.True(response.StatusCode == HttpStatusCode.ServiceUnavailable && response.Headers.RetryAfter is not null, $"{method} {path}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }

        var graph = await app.PostAsync("/graphql", """{"query":"{ ticket(id: \"P-0-0\") { ticket { id } } }"}""");
        Assert.Equal("store_unavailable", (string?)graph.Errors[0]!["extensions"]!["code"]);
    }

    private static async Task NothingIsLostAsync(KpiApp app, Load load)
    {
        using (var store = app.OpenDatabase())
        {
            load.Check(store);
            Assert.Equal($"{store.Tickets.Count()}", await app.KpiAsync("tickets_created", $"period=all&minVersion={load.Version}"));
        }

        await using var fresh = await app.StartAnotherAsync();
        Assert.Equal(await Numbers.OfAsync(fresh.Http), await Numbers.OfAsync(app.Http));
    }

    /// <summary>A caller who finds something wrong ends the wait as well.</summary>
    private static async Task UntilAsync(Task running, Func<bool> condition)
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

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using KpiApi.Storage.Databases;
using Xunit.Abstractions;

namespace KpiApi.Tests.Storage;

/// <summary>Several service processes on one database server, one of which is killed while all are written to.</summary>
public abstract class ReplicaTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Writers = 6;
    private const int Rounds = 24;

    private readonly ConcurrentDictionary<int, ServiceProcess> _alive = [];
    private readonly ConcurrentBag<string> _tickets = [];
    private readonly ConcurrentBag<string> _events = [];
    private TestDatabase _database = null!;
    private int _done;

    private protected abstract TestDatabase NewDatabase();

    [StoreFact]
    public async Task Killed_replica_loses_nothing_and_all_others_end_in_the_numbers_of_a_fresh_one()
    {
        var replicas = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ServiceProcess.StartAsync(_database)));
        for (var n = 0; n < replicas.Length; n++) _alive[n] = replicas[n];
        await MeasureAsync();

        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(WriteAsync));
        await UntilAsync(() => _done > Writers * Rounds / 3);
        Assert.True(_alive.TryRemove(1, out var killed));
        killed.Kill();
        Assert.False(writing.IsCompleted);
        _alive[3] = await ServiceProcess.StartAsync(_database);
        await writing;
        killed.Dispose();

        using var fresh = await ServiceProcess.StartAsync(_database);
        var version = await VersionAsync(fresh, 0);
        var expected = await Numbers.OfAsync(fresh.Http);
        foreach (var replica in _alive.Values)
        {
            Assert.True(await VersionAsync(replica, version) >= version);
            await SameNumbersAsync(expected, replica);
        }

        await EverythingAcknowledgedIsThereOnceAsync(fresh);
    }

    public Task InitializeAsync()
    {
        _database = NewDatabase();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        foreach (var replica in _alive.Values) replica.Dispose();
        await _database.DropAsync();
    }

    /// <summary>Each round two tickets of the writer's own, one that all of them change, and events; then another replica has to know of it.</summary>
    private async Task WriteAsync(int writer)
    {
        for (var round = 0; round < Rounds; round++)
        {
            string[] own = [$"T-{writer}-{round}-a", $"T-{writer}-{round}-b"];
            var shared = $"T-shared-{round % 5}";
            await SendAsync(writer + round, "tickets", [.. own.Select(id => Ticket(id, $"writer-{writer}", round)), Ticket(shared, "all", writer)]);
            foreach (var id in own) _tickets.Add(id);
            _tickets.Add(shared);

            string[] events = [.. own.Append(shared).Select(ticket => $"E-{ticket}-{writer}-{round}")];
            var version = await SendAsync(writer + round, "events", [.. own.Append(shared).Zip(events, (ticket, id) => Event(id, ticket, writer))]);
            foreach (var id in events) _events.Add(id);
            await SendAsync(writer + round, "surveys", $$"""{"id":"S-{{writer}}-{{round}}","kind":"csat","ticket":"{{own[0]}}","respondedAt":"2026-01-07T09:00:00Z","score":{{1 + (round % 5)}}}""");

            var seen = await AskAsync(writer + round + 1, $"metrics=tickets_created&from=2026-01-01&to=2026-02-01&agent=writer-{writer}&minVersion={version}");
            Assert.Equal(2 * (round + 1), (int)seen["totals"]!["tickets_created"]!["value"]!);
            if (writer == 0 && round == Rounds / 2) await SetAsync();
            Interlocked.Increment(ref _done);
        }
    }

    /// <summary>Every replica derives all of it again by these, while it goes on.</summary>
    private async Task SetAsync()
    {
        await PutAsync("calendars/default", """{"timeZone":"UTC","hours":{"monday":[{"from":"09:00","to":"18:00"}]}}""");
        await PutAsync("sla-policies/gold", """{"firstResponseSeconds":900,"resolutionSeconds":3600,"calendar":"default"}""");
    }

    private Task<JsonNode> PutAsync(string path, string json) => OfAnyAsync(0, async replica =>
    {
        using var body = new StringContent(json, MediaTypeHeaderValue.Parse("application/json"));
        using var response = await replica.Http.PutAsync(new Uri($"/v1/{path}", UriKind.Relative), body);
        Assert.True(response.IsSuccessStatusCode, path);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    });

    /// <summary>In the end: it may still derive.</summary>
    private static async Task SameNumbersAsync(List<string> expected, ServiceProcess replica)
    {
        var watch = Stopwatch.StartNew();
        var numbers = await Numbers.OfAsync(replica.Http);
        while (!numbers.SequenceEqual(expected) && watch.Elapsed < TimeSpan.FromSeconds(30)) numbers = await Numbers.OfAsync(replica.Http);
        Assert.Equal(expected, numbers);
    }

    /// <summary>To whichever replica takes it: one that is gone is passed over, and what it may have stored is sent again.</summary>
    private async Task<long> SendAsync(int turn, string resource, params string[] items)
    {
        var answer = await OfAnyAsync(turn, async replica =>
        {
            using var body = new StringContent($"[{string.Join(',', items)}]", MediaTypeHeaderValue.Parse("application/json"));
            using var response = await replica.Http.PostAsync(new Uri($"/v1/{resource}", UriKind.Relative), body);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, text);
            return JsonNode.Parse(text)!;
        });
        Assert.Equal(items.Length, (int)answer["stored"]!);
        return (long)answer["version"]!;
    }

    private Task<JsonNode> AskAsync(int turn, string question) => OfAnyAsync(turn, async replica =>
    {
        using var response = await replica.Http.GetAsync(new Uri($"/v1/kpis?{question}", UriKind.Relative));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    });

    private async Task<T> OfAnyAsync<T>(int turn, Func<ServiceProcess, Task<T>> ask)
    {
        while (true)
        {
            var replicas = _alive.OrderBy(replica => replica.Key).Select(replica => replica.Value).ToList();
            try
            {
                return await ask(replicas[turn % replicas.Count]);
            }
            catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException or ObjectDisposedException)
            {
                await Task.Delay(20);
            }
        }
    }

    private async Task EverythingAcknowledgedIsThereOnceAsync(ServiceProcess fresh)
    {
        await using var context = DatabaseDialects.Create(new() { Provider = _database.Provider, ConnectionString = _database.ConnectionString }, _ => { }).CreateContext();
        Assert.Equal(_tickets.Distinct().Order(StringComparer.Ordinal), context.Tickets.Select(row => row.Id).AsEnumerable().Where(id => id[0] == 'T').Order(StringComparer.Ordinal));
        Assert.Equal(_events.Order(StringComparer.Ordinal), context.Events.Select(row => row.Id).AsEnumerable().Order(StringComparer.Ordinal));
        var totals = JsonNode.Parse(await fresh.Http.GetStringAsync(new Uri("/v1/kpis?metrics=tickets_created,activities,csat&from=2026-01-01&to=2026-02-01", UriKind.Relative)))!["totals"]!;
        Assert.Equal(
            ((Writers * Rounds * 2) + 5, Writers * Rounds * 3, Writers * Rounds),
            ((int)totals["tickets_created"]!["value"]!, (int)totals["activities"]!["value"]!, (int)totals["csat"]!["count"]!));
    }

    /// <summary>How long what one replica has accepted takes to be seen by another, while nothing else goes on.</summary>
    private async Task MeasureAsync()
    {
        var times = new List<double>();
        for (var n = 0; n < 10; n++)
        {
            var version = await SendAsync(0, "agents", $$"""{"id":"agent-{{n}}"}""");
            var watch = Stopwatch.StartNew();
            Assert.Equal(version, await VersionAsync(_alive[2], version));
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        output.WriteLine($"Visible at another replica after {times.Order().ElementAt(5):0} ms (median), {times.Max():0} ms (longest of {times.Count}).");
        Assert.True(times.Max() < 30_000, $"{times.Max()} ms");
    }

    /// <summary>The version that it answers with, once that is the one asked for, or after a generous time.</summary>
    private static async Task<long> VersionAsync(ServiceProcess replica, long atLeast)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var answer = JsonNode.Parse(await replica.Http.GetStringAsync(new Uri("/v1/kpis?metrics=tickets_created&period=all", UriKind.Relative)))!;
            var version = (long)answer["version"]!;
            if (version >= atLeast || watch.Elapsed > TimeSpan.FromSeconds(30)) return version;
            await Task.Delay(5);
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition()) await Task.Delay(10);
    }

    private static string Ticket(string id, string agent, int n) =>
        $$"""{"id":"{{id}}","createdAt":"2026-01-05T08:00:00Z","channel":"channel-{{n % 3}}","agent":"{{agent}}","resolvedAt":"2026-01-06T08:00:00Z","handleSeconds":{{n}}}""";

    private static string Event(string id, string ticket, int writer) =>
        $$"""{"id":"{{id}}","ticket":"{{ticket}}","type":"reply","at":"2026-01-05T08:{{10 + writer}}:00Z","agent":"agent-{{writer}}"}""";
}

[Needs(TestDatabase.PostgresVariable)]
public sealed class PostgreSqlReplicaTests(ITestOutputHelper output) : ReplicaTests(output)
{
    private protected override TestDatabase NewDatabase() => TestDatabase.PostgreSql();
}

[Needs(TestDatabase.SqlServerVariable)]
public sealed class SqlServerReplicaTests(ITestOutputHelper output) : ReplicaTests(output)
{
    private protected override TestDatabase NewDatabase() => TestDatabase.SqlServer();
}

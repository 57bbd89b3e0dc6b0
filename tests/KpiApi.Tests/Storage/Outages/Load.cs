using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using KpiApi.Storage.Tables;

namespace KpiApi.Tests.Storage.Outages;

/// <summary>
/// Callers that write without a pause and remember what was acknowledged: single items, arrays, streams of lines, each of things of its own.
/// </summary>
internal sealed class Load(Func<HttpClient> http)
{
    private const int CallersOfAKind = 2;
    private const int TicketsOfACaller = 8;
    private const int ItemsOfAnArray = 12;
    private const int LinesOfAStream = 60;

    private static readonly (string Path, string Json)[] s_rules =
    [
        ("/v1/calendars/default", """{"timeZone":"UTC","hours":{"monday":[{"from":"09:00","to":"18:00"}]}}"""),
        ("/v1/sla-policies/gold", """{"firstResponseSeconds":900,"resolutionSeconds":3600,"calendar":"default"}"""),
    ];

    private readonly ConcurrentDictionary<string, Sent> _sent = [];
    private int _n;
    private long _acknowledged;
    private long _refused;
    private long _version;

    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>The highest acknowledged.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>What some of <see cref="Numbers"/> are counted by.</summary>
    public async Task SetRulesAsync()
    {
        foreach (var (path, json) in s_rules)
        {
            using var body = new StringContent(json, MediaTypeHeaderValue.Parse("application/json"));
            using var response = await http().PutAsync(new Uri(path, UriKind.Relative), body);
            Assert.True(response.IsSuccessStatusCode, path);
        }
    }

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(
        Enumerable.Range(0, CallersOfAKind).SelectMany(caller => (Task[])[PutAsync(caller, stop), PostArraysAsync(caller, stop), PostLinesAsync(caller, stop)]));

    /// <summary>
    /// The store holds what was acknowledged, as it was acknowledged, and nothing that was not sent; an array is whole or absent. What was
    /// sent without an answer may be there: from now on it is known.
    /// </summary>
    public void Check(KpiDbContext store)
    {
        var rows = store.Tickets.Select(row => new { row.Id, row.HandleMs }).ToDictionary(row => row.Id, row => row.HandleMs!.Value / 1000);
        foreach (var row in store.Events.Select(row => new { row.Id, row.DurationMs })) rows.Add(row.Id, row.DurationMs!.Value / 1000);
        foreach (var sent in _sent.Values)
        {
            var found = sent.Ids.Select(id => rows.Remove(id, out var n) ? n : (long?)null).ToList();
            Assert.True(!sent.IsWhole || found.Distinct().Count() == 1, $"{sent.Ids[0]}: half of an array is there: {string.Join(' ', found)}");
            Assert.All(found, n => Assert.True(
                n == sent.Acknowledged || (n is not null && sent.Open.Contains(n.Value)), $"{sent.Ids[0]}: {n} is there, {sent.Acknowledged} was acknowledged, {string.Join(' ', sent.Open)} open"));
            if (sent.IsWhole) (sent.Acknowledged, sent.Open) = (found[0], []);
        }

        Assert.Empty(rows);
    }

    private async Task PutAsync(int caller, CancellationToken stop)
    {
        for (var turn = 0; !stop.IsCancellationRequested; turn++)
        {
            var (id, n) = ($"P-{caller}-{turn % TicketsOfACaller}", Interlocked.Increment(ref _n));
            await SendAsync(Of([id], isWhole: true), n, HttpMethod.Put, $"/v1/tickets/{id}", Ticket(id, n), "application/json");
        }
    }

    /// <summary>The same tickets again and again, and new ones, in turn.</summary>
    private async Task PostArraysAsync(int caller, CancellationToken stop)
    {
        for (var turn = 0; !stop.IsCancellationRequested; turn++)
        {
            var n = Interlocked.Increment(ref _n);
            string[] ids = [.. Enumerable.Range(0, ItemsOfAnArray).Select(i => turn % 2 == 0 ? $"A-{caller}-{i}" : $"A-{caller}-{n}-{i}")];
            await SendAsync(Of(ids, isWhole: true), n, HttpMethod.Post, "/v1/tickets", $"[{string.Join(',', ids.Select(id => Ticket(id, n)))}]", "application/json");
        }
    }

    private async Task PostLinesAsync(int caller, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var n = Interlocked.Increment(ref _n);
            string[] ids = [.. Enumerable.Range(0, LinesOfAStream).Select(i => $"E-{caller}-{n}-{i}")];
            await SendAsync(Of(ids, isWhole: false), n, HttpMethod.Post, "/v1/events", string.Join('\n', ids.Select((id, i) => Event(id, caller, i, n))), "application/x-ndjson");
        }
    }

    private async Task SendAsync(Sent sent, long n, HttpMethod method, string path, string body, string type)
    {
        sent.Open.Add(n);
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, MediaTypeHeaderValue.Parse(type)) };
            var before = Version;
            using var response = await http().SendAsync(request);
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            if (response.IsSuccessStatusCode) Acknowledge(sent, n, before, (long)answer["version"]!);
            else await BeRefusedAsync(sent, n, response, answer);
        }
        catch (Exception cut) when (cut is HttpRequestException or OperationCanceledException)
        {
            await Task.Delay(20);
        }
    }

    private void Acknowledge(Sent sent, long n, long before, long version)
    {
        Assert.True(version >= before, $"Version {version} came after {before} had been acknowledged.");
        (sent.Acknowledged, sent.Open) = (n, []);
        Interlocked.Increment(ref _acknowledged);
        for (var known = Version; known < version;) known = Interlocked.CompareExchange(ref _version, version, known) == known ? version : Version;
    }

    /// <summary>With a reason to come again, and never by a fault; what is said not to be stored is not.</summary>
    private async Task BeRefusedAsync(Sent sent, long n, HttpResponseMessage response, JsonNode answer)
    {
        Assert.True(response.StatusCode == HttpStatusCode.ServiceUnavailable && response.Headers.RetryAfter is not null, answer.ToJsonString());
        if (sent.IsWhole && answer["detail"]!.ToString().Contains("Nothing of it was stored", StringComparison.Ordinal)) sent.Open.Remove(n);
        Interlocked.Increment(ref _refused);
        await Task.Delay(20);
    }

    private Sent Of(string[] ids, bool isWhole) => _sent.GetOrAdd(ids[0], _ => new(ids, isWhole));

    private static string Ticket(string id, long n) =>
        $$"""{"id":"{{id}}","createdAt":"2026-01-05T08:00:00Z","channel":"channel-{{n % 3}}","agent":"agent-{{n % 5}}","resolvedAt":"2026-01-06T08:00:00Z","handleSeconds":{{n}}}""";

    private static string Event(string id, int caller, int i, long n) =>
        $$"""{"id":"{{id}}","ticket":"P-{{caller}}-{{i % TicketsOfACaller}}","type":"reply","at":"2026-01-05T08:{{10 + (i % 50)}}:00Z","agent":"agent-{{i % 5}}","durationSeconds":{{n}}}""";

    /// <summary>What is sent together, by one caller after the other.</summary>
    private sealed class Sent(string[] ids, bool isWhole)
    {
        public string[] Ids => ids;

        public bool IsWhole => isWhole;

        public long? Acknowledged { get; set; }

        /// <summary>Sent later than that, and nobody has said what became of it.</summary>
        public List<long> Open { get; set; } = [];
    }
}

using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace KpiApi.Benchmarks.Neighbours;

/// <summary>What a hostile caller, or a careless one, does over and over.</summary>
/// <param name="AtOnce">Calls that it has under way.</param>
/// <param name="OneAsync">One of them, by its number; tells the status.</param>
/// <param name="Pause">Before each.</param>
/// <param name="WithKey">False where none is needed.</param>
internal sealed record Attack(string Name, int AtOnce, Func<Caller, int, CancellationToken, Task<int>> OneAsync, TimeSpan Pause = default, bool WithKey = true)
{
    private const string AllYears = "from=2024-01-01T00:00:00Z&to=2026-01-01T00:00:00Z";
    private static readonly TimeSpan s_afterRefusal = TimeSpan.FromMilliseconds(100);

    /// <summary>All of them.</summary>
    /// <param name="metrics">Names of metrics that can be asked by account.</param>
    public static Attack[] All(string[] metrics)
    {
        var all = string.Join(',', metrics.Take(45));
        var bomb = Bomb();
        return
        [
            new("45 metrics by account and month", 8, (c, n, cancel) => c.TryAsync(HttpMethod.Get, $"/v1/kpis?metrics={all}&{AllYears}&groupBy=account&interval=month&limit=100000&offset={n}", null, cancel)),
            new("the same, within what one may ask", 8, (c, n, cancel) =>
                c.TryAsync(HttpMethod.Get, $"/v1/kpis?metrics={all}&from=2025-11-{n % 28 + 1:00}&to=2026-01-01&groupBy=account&limit=100000&offset={n}", null, cancel)),
            new("the same, abandoned after 100 ms", 8, async (c, n, cancel) => await AbandonedAsync(c, $"/v1/kpis?metrics={all}&{AllYears}&groupBy=account&limit=100000&offset={n}", cancel)),
            new("20 new questions a second", 1, (c, n, cancel) =>
                NotAwaitedAsync(c.TryAsync(HttpMethod.Get, $"/v1/kpis?metrics=tickets_created,resolution_time:p90,csat&{AllYears}&groupBy=account&team=team-{n % 20 + 1}&reason=reason-{n / 20 % 30 + 1}&reason=reason-{(n / 600 + n) % 30 + 1}", null, cancel)), TimeSpan.FromMilliseconds(50)),
            new("3,600 kinds of questions", 4, (c, n, cancel) =>
                c.TryAsync(HttpMethod.Get, $"/v1/kpis?metrics=tickets_created,resolution_time:p90,first_response_time:p50&{AllYears}&groupBy=reason&interval=day&agent=agent-{n % 200 + 1}&agent=agent-{(n / 200 + n + 1) % 200 + 1}", null, cancel)),
            new("200 unknown values", 4, (c, n, cancel) => c.TryAsync(HttpMethod.Post, "/v1/kpis", Caller.Json(Unknown(n)), cancel)),
            new("events of a long ticket", 2, (c, n, cancel) => c.TryAsync(HttpMethod.Post, "/v1/events", Caller.Json($"[{Desk.Reply(1_000_000 + n)}]"), cancel)),
            new("brotli bombs", 2, (c, _, cancel) => c.TryAsync(HttpMethod.Post, "/v1/tickets", Packed(bomb), cancel)),
            new("/openapi/v1.json without a key", 16, (c, _, cancel) => c.TryAsync(HttpMethod.Get, "/openapi/v1.json", null, cancel), WithKey: false),
            new("minVersion that never comes", 400, (c, _, cancel) => c.TryAsync(HttpMethod.Get, "/v1/kpis?metrics=csat&minVersion=999999999999", null, cancel)),
            new("GraphQL, 100 aliases", 4, (c, n, cancel) => c.TryAsync(HttpMethod.Post, "/graphql", Caller.Json(Aliases(n)), cancel)),
            new("tickets and records, page by page", 4, (c, n, cancel) => c.TryAsync(HttpMethod.Get, n % 2 == 0
                ? $"/v1/tickets?orderBy=handleSeconds&limit=1000&reason=reason-{n % 30 + 1}"
                : $"/v1/kpis/records?metric=resolution_time&{AllYears}&limit=1000&agent=agent-{n % 200 + 1}", null, cancel)),
        ];
    }

    /// <summary>Until it is cancelled; tells how often each status came.</summary>
    public async Task<SortedDictionary<int, int>> RunAsync(Caller caller, CancellationToken cancel)
    {
        var (number, statuses) = (-1, new SortedDictionary<int, int>());
        async Task RepeatAsync()
        {
            while (!cancel.IsCancellationRequested)
            {
                try
                {
                    await Task.Delay(Pause, cancel);
                    var status = await OneAsync(caller, Interlocked.Increment(ref number), cancel);
                    lock (statuses)
                        statuses[status] = statuses.GetValueOrDefault(status) + 1;
                    if (status is < 200 or >= 300)
                        await Task.Delay(s_afterRefusal, cancel);
                }
                catch (OperationCanceledException) when (cancel.IsCancellationRequested)
                {
                    return;
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => RepeatAsync()));
        return statuses;
    }

    private static async Task<int> AbandonedAsync(Caller caller, string path, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(100);
        try
        {
            return await caller.TryAsync(HttpMethod.Get, path, null, patience.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return 0;
        }
    }

    /// <summary>So many a second come, whether they are answered or not.</summary>
    private static Task<int> NotAwaitedAsync(Task<int> call)
    {
        _ = call.ContinueWith(done => done.Exception, TaskScheduler.Default);
        return Task.FromResult(200);
    }

    private static string Unknown(int number)
    {
        var values = new JsonArray([.. Enumerable.Range(0, 200).Select(i => (JsonNode)string.Create(CultureInfo.InvariantCulture, $"an account that nobody has ever seen {number} {i}"))]);
        return new JsonObject { ["metrics"] = new JsonArray("csat"), ["filters"] = new JsonObject { ["account"] = values } }.ToJsonString();
    }

    private static string Aliases(int number)
    {
        var fields = Enumerable.Range(0, 100).Select(i => string.Create(CultureInfo.InvariantCulture,
            $"a{i}: kpis(input: {{metrics: [{{metric: TICKETS_CREATED}}, {{metric: RESOLUTION_TIME, percentile: {i % 99 + 1}}}], from: \"2024-01-{i % 28 + 1:00}T00:00:{number % 60:00}Z\", to: \"2026-01-01T00:00:00Z\", groupBy: [ACCOUNT], limit: 100}}) {{ rows {{ keys {{ value }} values {{ value }} }} }}"));
        return new JsonObject { ["query"] = $"{{ {string.Join(' ', fields)} }}" }.ToJsonString();
    }

    private static HttpContent Packed(byte[] bomb)
    {
        var content = Caller.Lines(bomb);
        content.Headers.ContentEncoding.Add("br");
        return content;
    }

    /// <summary>A gigabyte of empty lines in about a kilobyte.</summary>
    private static byte[] Bomb()
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var lines = Encoding.UTF8.GetBytes(new string('\n', 1 << 20));
            for (var megabyte = 0; megabyte < 1024; megabyte++)
                brotli.Write(lines);
        }
        return packed.ToArray();
    }
}

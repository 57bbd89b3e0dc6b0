using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using KpiApi.Tests.Storage;

namespace KpiApi.Tests.Operations;

/// <summary>The built service is told to stop while it is written to.</summary>
public sealed class ShutdownTests : IAsyncLifetime
{
    private const int Halves = 8;
    private const int Writers = 4;

    private readonly TestDatabase _database = TestDatabase.Sqlite();
    private readonly ConcurrentBag<string> _acknowledged = [];
    private volatile bool _isStopping;

    [Fact]
    public async Task Requests_in_flight_are_answered_and_everything_acknowledged_is_there_after_a_restart()
    {
        using (var service = await ServiceProcess.StartAsync(_database))
        {
            var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteAsync(service.Http, writer)));
            // Each is known to be read by the server, and is half sent when it is told to stop.
            var rest = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var http = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = service.Http.BaseAddress };
            var halves = Enumerable.Range(0, Halves).Select(n => new HalfSent($"half-{n}", rest.Task)).ToList();
            var answers = halves.ConvertAll(half => SendAsync(http, half));
            await Task.WhenAll(halves.Select(half => half.HasBegun));
            while (_acknowledged.Count < 20) await Task.Delay(5);

            _isStopping = true;
            await service.TerminateAsync();
            await UntilItRefusesAsync(service.Http);
            rest.SetResult();

            foreach (var (half, answer) in halves.Zip(await Task.WhenAll(answers)))
            {
                Assert.Equal((HttpStatusCode.OK, 2), (answer.Status, (int)answer.Body["stored"]!));
                foreach (var id in half.Ids) _acknowledged.Add(id);
            }

            await writing;
            Assert.Equal(0, await service.ExitCodeAsync());
        }

        using var again = await ServiceProcess.StartAsync(_database);
        foreach (var id in _acknowledged)
        {
            using var answer = await again.Http.GetAsync(new Uri($"/v1/tickets/{id}", UriKind.Relative));
            Assert.Equal((id, HttpStatusCode.OK), (id, answer.StatusCode));
        }

        var total = JsonNode.Parse(await again.Http.GetStringAsync(new Uri("/v1/kpis?metrics=tickets_created&period=all", UriKind.Relative)))!;
        // A write may have been stored whose answer was lost with a connection that was being closed.
        Assert.InRange((int)total["totals"]!["tickets_created"]!["value"]!, _acknowledged.Count, _acknowledged.Count + Writers);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _database.DropAsync();

    /// <summary>One ticket after the other, until the service takes no more.</summary>
    private async Task WriteAsync(HttpClient http, int writer)
    {
        for (var n = 0; ; n++)
        {
            var id = $"writer-{writer}-{n}";
            try
            {
                using var body = new StringContent(Line(id), MediaTypeHeaderValue.Parse("application/json"));
                using var answer = await http.PostAsync(new Uri("/v1/tickets", UriKind.Relative), body);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                _acknowledged.Add(id);
            }
            catch (HttpRequestException) when (_isStopping)
            {
                return;
            }
        }
    }

    private static async Task UntilItRefusesAsync(HttpClient http)
    {
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("/health/live", UriKind.Relative));
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
    }

    private static async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(HttpClient http, HalfSent half)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/tickets") { Content = half, Headers = { ExpectContinue = true } };
        using var answer = await http.SendAsync(request);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    private static string Line(string id) => $$"""{"id":"{{id}}","createdAt":"2026-01-05T09:00:00Z"}""";

    /// <summary>Two lines, the second when it is let go. It is begun only after the server has asked for it.</summary>
    private sealed class HalfSent : HttpContent
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Task _rest;

        public HalfSent(string id, Task rest)
        {
            (_rest, Ids) = (rest, [id + "-a", id + "-b"]);
            Headers.ContentType = MediaTypeHeaderValue.Parse("application/x-ndjson");
        }

        public string[] Ids { get; }

        public Task HasBegun => _begun.Task;

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(Line(Ids[0]) + "\n"));
            await stream.FlushAsync();
            _begun.TrySetResult();
            await _rest;
            await stream.WriteAsync(Encoding.UTF8.GetBytes(Line(Ids[1])));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}

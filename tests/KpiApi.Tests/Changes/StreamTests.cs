using KpiApi.Tests.Auth;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.Changes;

/// <summary>Server-sent events, read line by line as a browser does.</summary>
public sealed class StreamTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Listener_is_told_the_version_at_once_and_each_newer_one()
    {
        await using var app = await Reading.StartDeskAsync();
        using var stream = await OpenAsync(app);
        Assert.Equal("text/event-stream", stream.Type);
        Assert.Equal("""event: version, data: {"version":2}, id: 2""", await stream.NextAsync());
        await app.PutAsync("/v1/tickets/E", """{"createdAt":"2026-03-05T09:00:00Z"}""");
        Assert.Equal("""event: version, data: {"version":3}, id: 3""", await stream.NextAsync());
    }

    [Fact]
    public async Task Key_may_open_only_so_many_streams_and_a_closed_one_makes_room()
    {
        await using var app = await Keyed.StartAsync("Limits:Streams=2");
        using var first = await OpenAsync(app, Keyed.Admin);
        using (await OpenAsync(app, Keyed.Admin))
            Assert.Equal("429 too_many_streams", (await app.CallAsync("GET", "/v1/stream", Keyed.Admin)).Outcome());
        var (_, other) = await app.MakeKeyAsync("read");
        using var others = await OpenAsync(app, other);
        Assert.Equal(200, others.Status);
        // The service learns of a caller who has left when it next looks.
        for (var tries = 0; tries < 100; tries++)
        {
            using var again = await OpenAsync(app, Keyed.Admin);
            if (again.Status == 200) return;
            await Task.Delay(100);
        }

        Assert.Fail("The closed stream still counts.");
    }

    [Fact]
    public async Task Head_of_a_stream_ends_at_once()
    {
        await using var app = await Reading.StartDeskAsync();
        using var reply = await app.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/v1/stream")).WaitAsync(s_patience);
        Assert.Equal("200 text/event-stream", $"{(int)reply.StatusCode} {reply.Content.Headers.ContentType?.MediaType}");
    }

    [Fact]
    public async Task Stream_ends_when_the_service_stops()
    {
        await using var app = await Reading.StartDeskAsync();
        using var stream = await OpenAsync(app);
        await stream.NextAsync();
        var stopping = app.StopAsync();
        Assert.Null(await stream.NextAsync());
        await stopping.WaitAsync(s_patience);
    }

    private static async Task<EventReader> OpenAsync(KpiApp app, string? key = null)
    {
        // One that does not wait for the end of the answer.
        var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = app.Http.BaseAddress };
        if (key is not null) http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        var reply = await http.GetAsync("/v1/stream", HttpCompletionOption.ResponseHeadersRead);
        return new(http, reply, new StreamReader(await reply.Content.ReadAsStreamAsync()));
    }

    private sealed class EventReader(HttpClient http, HttpResponseMessage reply, StreamReader lines) : IDisposable
    {
        public int Status => (int)reply.StatusCode;

        public string? Type => reply.Content.Headers.ContentType?.MediaType;

        /// <summary>The lines of the next event; null at the end of the stream.</summary>
        public async Task<string?> NextAsync()
        {
            var read = new List<string>();
            while (await lines.ReadLineAsync().WaitAsync(s_patience) is { } line)
            {
                if (line.Length == 0) return string.Join(", ", read);
                read.Add(line);
            }

            return null;
        }

        public void Dispose()
        {
            lines.Dispose();
            reply.Dispose();
            http.Dispose();
        }
    }
}

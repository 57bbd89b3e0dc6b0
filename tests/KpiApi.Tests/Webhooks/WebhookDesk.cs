using System.Text.Json.Nodes;
using KpiApi.Storage.Outbox;
using KpiApi.Tests.Auth;
using KpiApi.Tests.Kpis;
using KpiApi.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using StandardWebhooks;
using WireMock.Logging;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace KpiApi.Tests.Webhooks;

/// <summary>A service that may deliver to this machine, its clock in the hands of the test, and a receiver.</summary>
internal sealed class WebhookDesk : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, string> _secrets = [];

    private WebhookDesk(KpiApp app, FakeTimeProvider clock, LogLines log) => (App, Clock, Log) = (app, clock, log);

    public KpiApp App { get; }

    public FakeTimeProvider Clock { get; }

    public LogLines Log { get; }

    public WireMockServer Receiver { get; } = WireMockServer.Start();

    public static async Task<WebhookDesk> StartAsync(Action<WebApplicationBuilder>? adjust = null)
    {
        var (clock, log) = (new FakeTimeProvider(Start), new LogLines(LogLevel.Information));
        var app = await Keyed.StartAsync(builder =>
        {
            builder.UseClock(clock);
            builder.Logging.AddProvider(log);
            builder.Configuration["Webhooks:AllowPrivate"] = "true";
            adjust?.Invoke(builder);
        });
        return new(app, clock, log);
    }

    /// <summary>The receiver answers a path so from now on.</summary>
    public void Answers(string path, int status, Func<IResponseBuilder, IResponseBuilder>? how = null)
    {
        var answer = Response.Create().WithStatusCode(status);
        Receiver.Given(Request.Create().WithPath(path).UsingPost()).RespondWith(how?.Invoke(answer) ?? answer);
    }

    /// <summary>A webhook to a path of the receiver, which takes everything unless it is told otherwise.</summary>
    public async Task MakeAsync(string id, string format = "standard", string? url = null)
    {
        if (url is null && !Receiver.MappingModels.Any()) Answers("/*", 204);
        var made = await App.CallAsync("PUT", $"/v1/webhooks/{id}", Keyed.Admin, new JsonObject { ["url"] = url ?? $"{Receiver.Url}/{id}", ["format"] = format }.ToJsonString());
        Assert.True(made.Status == 201, made.Text);
        _secrets[id] = (string)made.Json["secret"]!;
    }

    public static string Event(string ticket) => $$"""{"type":"ticket.waiting","timestamp":"2026-01-05T08:00:00Z","data":{"alert":"slow","title":"No answer","ticket":"{{ticket}}"} }""";

    public async Task TellAsync(string ticket, params string[] webhooks) => Assert.NotNull(await App.Service<AlertOutbox>().AppendAsync(
        new OutboxEvent("slow", ticket, "ticket.waiting", Clock.GetUtcNow().ToUnixTimeMilliseconds(), Event(ticket)) { Subject = ticket, Webhooks = webhooks }, CancellationToken.None));

    /// <summary>What came to a path, in its order.</summary>
    public IReadOnlyList<ILogEntry> Received(string id) => [.. Receiver.LogEntries.Where(entry => entry.RequestMessage!.Path == $"/{id}")];

    /// <summary>The tickets of what came; each message is held to its signature by the library that receivers use.</summary>
    public string Tickets(string id) => string.Join(", ", Received(id).Select(entry =>
    {
        Verify(entry, _secrets[id]);
        return (string)JsonNode.Parse(entry.RequestMessage!.Body!)!["data"]!["ticket"]!;
    }));

    public static string Header(ILogEntry entry, string name) => entry.RequestMessage!.Headers![name].Single();

    public static void Verify(ILogEntry entry, string secret, string? signature = null)
    {
        // The library judges the age of a message by the real clock.
        var (id, at, body) = (Header(entry, "webhook-id"), DateTimeOffset.FromUnixTimeSeconds(long.Parse(Header(entry, "webhook-timestamp"), System.Globalization.CultureInfo.InvariantCulture)), entry.RequestMessage!.Body!);
        Assert.Contains(new StandardWebhook(secret).Sign(id, at, body), (signature ?? Header(entry, "webhook-signature")).Split(' '));
    }

    public Task<Reply> GetAsync(string path) => App.CallAsync("GET", path, Keyed.Admin);

    public async Task<JsonNode> WebhookAsync(string id) => (await GetAsync($"/v1/webhooks/{id}")).Json;

    /// <summary>The newest first.</summary>
    public async Task<JsonArray> DeliveriesAsync(string id, string parameters = "") => (await GetAsync($"/v1/webhooks/{id}/deliveries{parameters}")).Json["items"]!.AsArray();

    /// <summary>The clock runs on while a receiver makes an attempt wait.</summary>
    public bool Hangs { get; set; }

    /// <summary>Lets the clock run, a look of the service at a time, until it is so; it stands while an attempt is under way, whose time would be over before a busy machine has answered it.</summary>
    public async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var looks = 0; looks < 2_000; looks++)
        {
            if (await isSo()) return;
            if (Hangs || App.Service<WebhookTelemetry>().Underway == 0) Clock.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Delay(5);
        }

        Assert.True(await isSo());
    }

    public Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    /// <summary>Lets the clock run until what waited has been tried so often.</summary>
    public Task AttemptedAsync(string id, int attempts) => UntilAsync(() => Received(id).Count >= attempts);

    /// <summary>Until nothing waits for a webhook. The receiver notes what it has answered a moment after the answer.</summary>
    public async Task DeliveredAsync(string id)
    {
        await UntilAsync(async () => (int)(await WebhookAsync(id))["pending"]! == 0);
        await ReceivedAsync(id, (await DeliveriesAsync(id, "?limit=100")).Sum(one => (int)one!["attempts"]!));
    }

    /// <summary>Until so many have come, while the clock stands.</summary>
    public async Task ReceivedAsync(string id, int count)
    {
        for (var looks = 0; looks < 1_000 && Received(id).Count < count; looks++) await Task.Delay(10);
    }

    public async ValueTask DisposeAsync()
    {
        Receiver.Stop();
        Receiver.Dispose();
        await App.DisposeAsync();
    }
}

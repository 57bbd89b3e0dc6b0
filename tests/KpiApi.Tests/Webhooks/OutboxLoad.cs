using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Outbox;
using KpiApi.Storage.Writing;
using WireMock.Logging;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace KpiApi.Tests.Webhooks;

/// <summary>A receiver of three webhooks, numbered events for them, and what has to be true of all that came, whoever was killed meanwhile.</summary>
internal sealed class OutboxLoad(TestDatabase database) : IDisposable
{
    private static readonly string[] s_webhooks = ["one", "two", "three"];

    private readonly WireMockServer _receiver = WireMockServer.Start();
    private readonly Dictionary<string, string> _secrets = [];
    private int _told;

    public int Received => _receiver.LogEntries.Count;

    /// <param name="service">Of which the webhooks are made.</param>
    public async Task MakeWebhooksAsync(HttpClient service)
    {
        _receiver.Given(Request.Create().UsingPost()).RespondWith(Response.Create().WithStatusCode(200));
        foreach (var webhook in s_webhooks)
        {
            using var made = await service.PutAsJsonAsync(new Uri($"/v1/webhooks/{webhook}", UriKind.Relative), new { url = $"{_receiver.Url}/{webhook}" });
            _secrets[webhook] = (string)(await made.Content.ReadFromJsonAsync<JsonObject>())!["secret"]!;
        }
    }

    /// <summary>Events for all three, straight into the outbox; while that is away, again and again, as who evaluates alerts does.</summary>
    public async Task TellAsync(int events)
    {
        var dialect = DatabaseDialects.Create(new() { Provider = database.Provider, ConnectionString = database.ConnectionString }, _ => { });
        var outbox = new AlertOutbox(dialect, new OutboxSignal());
        var before = _told;
        _told += events;
        for (var number = before; number < before + events; number++)
        {
            var told = new OutboxEvent("a", $"{number}", "ticket.waiting", TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), $$"""{"type":"ticket.waiting","data":{"ticket":"{{number}}"} }""") { Webhooks = s_webhooks };
            while (!await TryTellAsync(outbox, told)) await Task.Delay(50);
        }
    }

    public static async Task<int> PendingAsync(HttpClient service) =>
        (await service.GetFromJsonAsync<JsonObject>(new Uri("/v1/webhooks", UriKind.Relative)))!["items"]!.AsArray().Sum(webhook => (int)webhook!["pending"]!);

    /// <summary>Until nothing waits, and the receiver has noted what it answered.</summary>
    public async Task DeliveredAsync(HttpClient service)
    {
        while (await IsPendingAsync(service)) await Task.Delay(50);
        for (var looks = 0; looks < 500 && Received < _told * s_webhooks.Length; looks++) await Task.Delay(10);
    }

    /// <summary>Everything arrived, in the order of each webhook, signed, and what came again came as the same message.</summary>
    /// <returns>How many came again.</returns>
    public int Check()
    {
        var repeated = 0;
        foreach (var webhook in s_webhooks)
        {
            var came = _receiver.LogEntries.Where(entry => entry.RequestMessage!.Path == $"/{webhook}").ToList();
            Assert.All(came, entry => WebhookDesk.Verify(entry, _secrets[webhook]));
            var (tickets, ids) = (came.Select(Ticket).ToList(), came.Select(entry => (Ticket: Ticket(entry), Id: WebhookDesk.Header(entry, "webhook-id"))).Distinct().ToList());
            Assert.Equal(Enumerable.Range(0, _told), tickets.Distinct());
            Assert.Equal(_told, ids.Count);
            // Again comes only what was under way: never one that is long done.
            for (var place = 1; place < tickets.Count; place++) Assert.InRange(tickets[place] - tickets[place - 1], 0, 1);
            repeated += tickets.Count - _told;
        }

        return repeated;
    }

    public void Dispose()
    {
        _receiver.Stop();
        _receiver.Dispose();
    }

    private static async Task<bool> TryTellAsync(AlertOutbox outbox, OutboxEvent told)
    {
        try
        {
            await outbox.AppendAsync(told, CancellationToken.None);
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    private static async Task<bool> IsPendingAsync(HttpClient service)
    {
        try
        {
            return await PendingAsync(service) > 0;
        }
        catch (HttpRequestException away) when (away.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            return true;
        }
    }

    private static int Ticket(ILogEntry entry) => int.Parse((string)JsonNode.Parse(entry.RequestMessage!.Body!)!["data"]!["ticket"]!, System.Globalization.CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KpiApi.Tests.Storage;
using KpiApi.Tests.Webhooks;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using Xunit.Abstractions;

namespace KpiApi.Tests.Alerts;

/// <summary>The service is killed while tickets and answers arrive, again and again. More often with KPI_TEST_KILLS.</summary>
public sealed class AlertKilledTests(ITestOutputHelper output)
{
    private const int AtOnce = 4;

    private int _number = -1;

    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("KPI_TEST_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : 3;

    [Fact]
    public async Task Killed_again_and_again_it_sends_each_waiting_ticket_and_each_negative_answer_as_one_message()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var (random, database) = (new Random(seed), TestDatabase.Sqlite());
        using var receiver = WireMockServer.Start();
        receiver.Given(Request.Create().UsingPost()).RespondWith(Response.Create().WithStatusCode(200));
        var service = await StartAsync(database);
        try
        {
            await PutAsync(service, "/v1/webhooks/ops", $$"""{"url":"{{receiver.Url}}/ops"}""");
            await PutAsync(service, "/v1/alerts/low", """{"when":{"survey":"csat","outcome":"negative"},"webhooks":["ops"]}""");
            await PutAsync(service, "/v1/alerts/late", """{"when":{"ticket":"awaiting_first_response","forSeconds":1},"webhooks":["ops"]}""");
            using var stop = new CancellationTokenSource();
            var arriving = Enumerable.Range(0, AtOnce).Select(_ => ArriveAsync(() => service.Http, stop.Token)).ToList();
            for (var kill = 0; kill < Kills; kill++)
            {
                await Task.Delay(random.Next(200, 2_000));
                service.Kill();
                service.Dispose();
                service = await StartAsync(database);
            }

            await stop.CancelAsync();
            await Task.WhenAll(arriving);
            var expected = Enumerable.Range(0, _number + 1).SelectMany(n => n % 2 == 0 ? (string[])[$"S-{n}", $"T-{n}"] : [$"T-{n}"]).Order(StringComparer.Ordinal).ToList();
            for (var looks = 0; looks < 1_200 && Messages(receiver).Select(message => message.Subject).Distinct().Count() < expected.Count; looks++) await Task.Delay(50);
            // A while longer for one that is sent twice.
            await Task.Delay(1_000);
            var messages = Messages(receiver);
            output.WriteLine($"{expected.Count} events in {Kills + 1} lives, {messages.Count - expected.Count} messages again.");
            Assert.Equal(expected, messages.Distinct().Select(message => message.Subject).Order(StringComparer.Ordinal));
            Assert.InRange(messages.Count - expected.Count, 0, Kills);
        }
        finally
        {
            service.Dispose();
            await database.DropAsync();
        }
    }

    /// <summary>A ticket that waits and an answer after the other, of which every second is negative; each until it is taken.</summary>
    private async Task ArriveAsync(Func<HttpClient> service, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var (number, now) = (Interlocked.Increment(ref _number), TimeProvider.System.GetUtcNow());
            await UntilTakenAsync(service, $"/v1/tickets/T-{number}", $$"""{"createdAt":"{{now:O}}"}""");
            await UntilTakenAsync(service, $"/v1/surveys/S-{number}", $$"""{"kind":"csat","score":{{(number % 2 == 0 ? 1 : 5)}},"respondedAt":"{{now:O}}"}""");
            await Task.Delay(5, CancellationToken.None);
        }
    }

    private static async Task UntilTakenAsync(Func<HttpClient> service, string path, string body)
    {
        while (true)
        {
            try
            {
                using var answer = await service().PutAsJsonAsync(new Uri(path, UriKind.Relative), JsonNode.Parse(body));
                if (answer.IsSuccessStatusCode) return;
            }
            catch (Exception killed) when (killed is HttpRequestException or ObjectDisposedException or OperationCanceledException)
            {
                // Not known whether it was stored: once more does no harm.
            }

            await Task.Delay(20);
        }
    }

    /// <summary>What came: of which ticket or answer, and as which message.</summary>
    private static List<(string Subject, string Id)> Messages(WireMockServer receiver) => [.. receiver.LogEntries.Select(entry =>
    {
        var data = JsonNode.Parse(entry.RequestMessage!.Body!)!["data"]!;
        return ((string?)data["survey"] ?? (string)data["ticket"]!, WebhookDesk.Header(entry, "webhook-id"));
    })];

    private static async Task PutAsync(ServiceProcess service, string path, string body)
    {
        using var answer = await service.Http.PutAsJsonAsync(new Uri(path, UriKind.Relative), JsonNode.Parse(body));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static Task<ServiceProcess> StartAsync(TestDatabase database) => ServiceProcess.StartAsync(database, options: "--Webhooks:AllowPrivate=true");
}

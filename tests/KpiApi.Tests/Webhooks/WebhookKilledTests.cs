using System.Globalization;
using KpiApi.Tests.Storage;
using Xunit.Abstractions;

namespace KpiApi.Tests.Webhooks;

/// <summary>The service is killed in the middle of a thousand deliveries, again and again. More often with KPI_TEST_KILLS.</summary>
public sealed class WebhookKilledTests(ITestOutputHelper output)
{
    private const int Events = 334;

    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("KPI_TEST_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : 4;

    [Fact]
    public async Task Killed_again_and_again_it_delivers_every_event_in_order_and_repeats_only_what_was_under_way()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var (random, database) = (new Random(seed), TestDatabase.Sqlite());
        using var load = new OutboxLoad(database);
        var service = await StartAsync(database);
        try
        {
            await load.MakeWebhooksAsync(service.Http);
            await load.TellAsync(Events);
            for (var kill = 0; kill < Kills; kill++)
            {
                // A life ends when it has delivered about its share, in the middle of whatever it does then.
                var (before, share) = (load.Received, random.Next(1, Math.Max(2, 2 * 3 * Events / (Kills + 2))));
                while (load.Received < before + share && await OutboxLoad.PendingAsync(service.Http) > 0) await Task.Delay(random.Next(1, 20));
                service.Kill();
                service.Dispose();
                service = await StartAsync(database);
            }

            await load.DeliveredAsync(service.Http);
            var repeated = load.Check();
            output.WriteLine($"{load.Received} messages in {Kills + 1} lives, {repeated} of them again.");
            Assert.InRange(repeated, 0, 3 * Kills);
        }
        finally
        {
            service.Dispose();
            await database.DropAsync();
        }
    }

    private static Task<ServiceProcess> StartAsync(TestDatabase database) => ServiceProcess.StartAsync(database, options: "--Webhooks:AllowPrivate=true");
}

/// <summary>Several services on one database.</summary>
[Needs(TestDatabase.PostgresVariable)]
public sealed class WebhookReplicaTests
{
    [StoreFact]
    public async Task Replicas_deliver_each_event_once_and_go_on_when_the_one_that_delivers_is_killed()
    {
        var database = TestDatabase.PostgreSql();
        using var load = new OutboxLoad(database);
        using var first = await StartAsync(database);
        await load.MakeWebhooksAsync(first.Http);
        await load.TellAsync(10);
        await load.DeliveredAsync(first.Http);
        // Comes later than the one that delivers.
        using var second = await StartAsync(database);
        try
        {
            await load.TellAsync(100);
            await load.DeliveredAsync(second.Http);
            Assert.Equal(0, load.Check());

            // Killed while events still come: one that keeps pace with them would have nothing left to do afterwards.
            var before = load.Received;
            var telling = load.TellAsync(200);
            while (load.Received < before + 50) await Task.Delay(5);
            first.Kill();
            await telling;
            await load.DeliveredAsync(second.Http);
            Assert.InRange(load.Check(), 0, 3);
        }
        finally
        {
            second.Kill();
            await database.DropAsync();
        }
    }

    private static Task<ServiceProcess> StartAsync(TestDatabase database) => ServiceProcess.StartAsync(database, options: "--Webhooks:AllowPrivate=true");
}

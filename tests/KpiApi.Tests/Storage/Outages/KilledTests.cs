using System.Globalization;
using System.Text.Json.Nodes;
using KpiApi.Storage.Databases;
using Xunit.Abstractions;

namespace KpiApi.Tests.Storage.Outages;

/// <summary>The service is killed at any instruction of sustained writing, again and again on one database. More often with KPI_TEST_KILLS.</summary>
public abstract class KilledTests(ITestOutputHelper output)
{
    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("KPI_TEST_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : 8;

    private protected abstract TestDatabase NewDatabase();

    [StoreFact]
    public async Task Killed_again_and_again_it_has_all_that_it_acknowledged_and_no_half_of_anything()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var database = NewDatabase();
        ServiceProcess? service = null;
        try
        {
            var load = new Load(() => service!.Http);
            for (var kill = 0; kill < Kills; kill++)
            {
                service = await ServiceProcess.StartAsync(database);
                if (kill == 0) await load.SetRulesAsync();
                await CheckAsync(service, database, load);
                using var stop = new CancellationTokenSource();
                // On a machine that does much else a life is longer, as it is to end in the middle of writing.
                var written = load.Acknowledged + random.Next(10);
                var running = load.RunAsync(stop.Token);
                await Task.Delay(random.Next(20, 900));
                await Outage.UntilAsync(running, () => load.Acknowledged >= written);
                service.Kill();
                await stop.CancelAsync();
                await running;
                service.Dispose();
            }

            output.WriteLine($"{load.Acknowledged} acknowledged in {Kills} lives.");
            Assert.True(load.Acknowledged > Kills, "Too little was written to prove anything.");
            service = await ServiceProcess.StartAsync(database);
            await CheckAsync(service, database, load);
            var numbers = await Numbers.OfAsync(service.Http);
            service.Dispose();
            if (database.Folder is { } folder)
                foreach (var columns in Directory.GetFiles(folder, "*.columns*")) File.Delete(columns);
            service = await ServiceProcess.StartAsync(database);
            Assert.Equal(await Numbers.OfAsync(service.Http), numbers);
        }
        finally
        {
            service?.Dispose();
            await database.DropAsync();
        }
    }

    /// <summary>Each row once and as acknowledged, in the store and in the numbers; and no version is given a second time.</summary>
    private static async Task CheckAsync(ServiceProcess service, TestDatabase database, Load load)
    {
        await using var store = DatabaseDialects.Create(new() { Provider = database.Provider, ConnectionString = database.ConnectionString }, _ => { }).CreateContext();
        load.Check(store);
        var answer = JsonNode.Parse(await service.Http.GetStringAsync(new Uri("/v1/kpis?metrics=tickets_created,activities&from=2026-01-01&to=2026-02-01", UriKind.Relative)))!;
        Assert.True((long)answer["version"]! >= load.Version);
        Assert.Equal(store.Tickets.LongCount(), (long)answer["totals"]!["tickets_created"]!["value"]!);
        var tickets = store.Tickets.Select(row => row.Id).ToHashSet();
        Assert.Equal(store.Events.AsEnumerable().LongCount(row => tickets.Contains(row.Ticket)), long.Parse(answer["totals"]!["activities"]!["value"]!.ToString(), CultureInfo.InvariantCulture));
    }
}

public sealed class SqliteKilledTests(ITestOutputHelper output) : KilledTests(output)
{
    private protected override TestDatabase NewDatabase() => TestDatabase.Sqlite();
}

[Needs(TestDatabase.PostgresVariable)]
public sealed class PostgreSqlKilledTests(ITestOutputHelper output) : KilledTests(output)
{
    private protected override TestDatabase NewDatabase() => TestDatabase.PostgreSql();
}

[Needs(TestDatabase.SqlServerVariable)]
public sealed class SqlServerKilledTests(ITestOutputHelper output) : KilledTests(output)
{
    private protected override TestDatabase NewDatabase() => TestDatabase.SqlServer();
}

using System.Globalization;
using KpiApi.Storage.Databases.PostgreSql;
using Microsoft.Data.SqlClient;
using Npgsql;
using Xunit.Abstractions;

namespace KpiApi.Tests.Storage.Outages;

/// <summary>The database server goes away in the middle of load and comes back: nothing acknowledged is lost, and numbers are answered all the while.</summary>
public abstract class DatabaseAwayTests(ITestOutputHelper output) : IAsyncLifetime
{
    private protected TestDatabase Database { get; private set; } = null!;

    private protected abstract TestDatabase NewDatabase();

    /// <summary>The same database, reached through a wire to its server.</summary>
    private protected abstract TestDatabase Through(Func<string, int, Wire> wire);

    /// <summary>Ends all connections to the database by the server's own word; returns how many.</summary>
    private protected abstract Task<int> EndConnectionsAsync();

    [StoreFact]
    public async Task Server_that_goes_away_and_comes_back_costs_nothing_acknowledged()
    {
        using var wire = NewWire(out var through);
        await using var app = await KpiApp.StartOnAsync(through, isOwner: false, Outage.Impatient);
        await Outage.UnderLoadAsync(app, [.. Enumerable.Repeat((Does(wire.Cut), Does(wire.Mend)), 3)], TimeSpan.FromSeconds(20), output);
    }

    [StoreFact]
    public async Task Network_that_swallows_everything_is_noticed_in_time_and_costs_nothing_acknowledged()
    {
        using var wire = NewWire(out var through);
        await using var app = await KpiApp.StartOnAsync(through, isOwner: false, Outage.Impatient);
        await Outage.UnderLoadAsync(app, [.. Enumerable.Repeat((Does(wire.Swallow), Does(wire.SwallowNoMore)), 2)], TimeSpan.FromSeconds(20), output);
    }

    [StoreFact]
    public async Task Connections_ended_by_the_server_again_and_again_cost_nothing_acknowledged()
    {
        await using var app = await KpiApp.StartOnAsync(Database, isOwner: false);
        var load = new Load(() => app.Http);
        await load.SetRulesAsync();
        using var stop = new CancellationTokenSource();
        var running = load.RunAsync(stop.Token);
        for (var (times, ended) = (0, 0); times < 20 || ended < 20; times++)
        {
            var acknowledged = load.Acknowledged;
            await Outage.UntilAsync(running, () => load.Acknowledged > acknowledged + 5);
            ended += await EndConnectionsAsync();
        }

        await stop.CancelAsync();
        await running;
        output.WriteLine($"{load.Acknowledged} acknowledged, {load.Refused} refused.");
        await Outage.NothingIsLostAsync(app, load);
    }

    public Task InitializeAsync()
    {
        Database = NewDatabase();
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => Database.DropAsync();

    private Wire NewWire(out TestDatabase through)
    {
        Wire? wire = null;
        through = Through((host, port) => wire = new Wire(host, port));
        return wire!;
    }

    private static Func<Task> Does(Action action) => () =>
    {
        action();
        return Task.CompletedTask;
    };
}

[Needs(TestDatabase.PostgresVariable)]
public sealed class PostgreSqlAwayTests(ITestOutputHelper output) : DatabaseAwayTests(output)
{
    [StoreFact]
    public async Task Process_that_vanishes_in_the_middle_of_a_transaction_keeps_the_others_waiting_for_seconds_only()
    {
        await using var app = await KpiApp.StartOnAsync(Database, isOwner: false);
        var vanished = new PostgreSqlDialect(new() { ConnectionString = Database.ConnectionString, AnswerSeconds = 1 }, _ => { });
        using var store = vanished.OpenSession();
        store.Begin();
        // It has the row that every transaction needs, and says nothing more.
        Assert.Equal(201, (await app.PutAsync("/v1/agents/anna", "{}")).Status);
    }

    private protected override TestDatabase NewDatabase() => TestDatabase.PostgreSql();

    private protected override TestDatabase Through(Func<string, int, Wire> wire)
    {
        var server = new NpgsqlConnectionStringBuilder(Database.ConnectionString);
        (server.Port, server.Host) = (wire(server.Host!, server.Port).Port, "127.0.0.1");
        return Database with { ConnectionString = server.ConnectionString };
    }

    private protected override async Task<int> EndConnectionsAsync()
    {
        var server = new NpgsqlConnectionStringBuilder(Database.ConnectionString);
        await using var admin = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = "postgres", Pooling = false }.ConnectionString);
        await admin.OpenAsync();
        await using var end = admin.CreateCommand();
        end.CommandText = "SELECT COUNT(pg_terminate_backend(pid))::int FROM pg_stat_activity WHERE datname = @name";
        end.Parameters.AddWithValue("name", server.Database!);
        return (int)(await end.ExecuteScalarAsync())!;
    }
}

[Needs(TestDatabase.SqlServerVariable)]
public sealed class SqlServerAwayTests(ITestOutputHelper output) : DatabaseAwayTests(output)
{
    private protected override TestDatabase NewDatabase() => TestDatabase.SqlServer();

    private protected override TestDatabase Through(Func<string, int, Wire> wire)
    {
        var server = new SqlConnectionStringBuilder(Database.ConnectionString);
        string[] place = [.. server.DataSource.Split(','), "1433"];
        server.DataSource = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1,{wire(place[0], int.Parse(place[1], CultureInfo.InvariantCulture)).Port}");
        return Database with { ConnectionString = server.ConnectionString };
    }

    private protected override async Task<int> EndConnectionsAsync()
    {
        var server = new SqlConnectionStringBuilder(Database.ConnectionString);
        await using var admin = new SqlConnection(new SqlConnectionStringBuilder(server.ConnectionString) { InitialCatalog = "master", Pooling = false }.ConnectionString);
        await admin.OpenAsync();
        await using var end = admin.CreateCommand();
        end.CommandText = """
            DECLARE @ids TABLE ("Id" int NOT NULL);
            INSERT INTO @ids ("Id") SELECT "session_id" FROM "sys"."dm_exec_sessions" WHERE "database_id" = DB_ID(@name);
            DECLARE @kill nvarchar(max) = (SELECT STRING_AGG(CAST(CONCAT(N'KILL ', "Id") AS nvarchar(max)), N';') FROM @ids);
            EXEC (@kill);
            SELECT COUNT(*) FROM @ids;
            """;
        end.Parameters.AddWithValue("name", server.InitialCatalog);
        return (int)(await end.ExecuteScalarAsync())!;
    }
}

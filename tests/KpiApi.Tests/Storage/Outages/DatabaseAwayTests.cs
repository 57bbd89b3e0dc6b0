using KpiApi.Storage.Servers.PostgreSql;
using Npgsql;
using Xunit.Abstractions;

namespace KpiApi.Tests.Storage.Outages;

/// <summary>The database server goes away in the middle of load and comes back: nothing acknowledged is lost, and numbers are answered all the while.</summary>
[Needs(TestDatabase.PostgresVariable)]
public sealed class DatabaseAwayTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly TestDatabase _database = TestDatabase.PostgreSql();

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
    public async Task Process_that_vanishes_in_the_middle_of_a_transaction_keeps_the_others_waiting_for_seconds_only()
    {
        await using var app = await KpiApp.StartOnAsync(_database, isOwner: false);
        var vanished = new PostgreSqlProvider(new() { ConnectionString = _database.ConnectionString, AnswerSeconds = 1 }, _ => { });
        using var store = vanished.OpenStore();
        store.Begin();
        // It has the row that every transaction needs, and says nothing more.
        Assert.Equal(201, (await app.PutAsync("/v1/agents/anna", "{}")).Status);
    }

    [StoreFact]
    public async Task Connections_ended_by_the_server_again_and_again_cost_nothing_acknowledged()
    {
        await using var app = await KpiApp.StartOnAsync(_database, isOwner: false);
        var load = new Load(() => app.Http);
        await load.SetRulesAsync();
        using var stop = new CancellationTokenSource();
        var running = load.RunAsync(stop.Token);
        await using var admin = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Database = "postgres", Pooling = false }.ConnectionString);
        await admin.OpenAsync();
        for (var (times, ended) = (0, 0); times < 20 || ended < 20; times++)
        {
            var acknowledged = load.Acknowledged;
            await Outage.UntilAsync(running, () => load.Acknowledged > acknowledged + 5);
            await using var end = admin.CreateCommand();
            end.CommandText = "SELECT COUNT(pg_terminate_backend(pid))::int FROM pg_stat_activity WHERE datname = @name";
            end.Parameters.AddWithValue("name", new NpgsqlConnectionStringBuilder(_database.ConnectionString).Database!);
            ended += (int)(await end.ExecuteScalarAsync())!;
        }

        await stop.CancelAsync();
        await running;
        output.WriteLine($"{load.Acknowledged} acknowledged, {load.Refused} refused.");
        await Outage.NothingIsLostAsync(app, load);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (Environment.GetEnvironmentVariable(TestDatabase.PostgresVariable) is { Length: > 0 }) await _database.DropAsync();
    }

    private Wire NewWire(out TestDatabase through)
    {
        var server = new NpgsqlConnectionStringBuilder(_database.ConnectionString);
        var wire = new Wire(server.Host!, server.Port);
        (server.Host, server.Port) = ("127.0.0.1", wire.Port);
        through = _database with { ConnectionString = server.ConnectionString };
        return wire;
    }

    private static Func<Task> Does(Action action) => () =>
    {
        action();
        return Task.CompletedTask;
    };
}

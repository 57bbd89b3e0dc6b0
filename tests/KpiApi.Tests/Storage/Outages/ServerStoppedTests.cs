using Xunit.Abstractions;

namespace KpiApi.Tests.Storage.Outages;

/// <summary>PostgreSQL itself is stopped in the middle of load, as by a crash and as by its operator, and started again.</summary>
public sealed class ServerStoppedTests(ITestOutputHelper output)
{
    [ClusterFact]
    public async Task Server_that_is_stopped_and_started_again_costs_nothing_acknowledged()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        await using var app = await KpiApp.StartOnAsync(new("PostgreSql", cluster.ConnectionString, null), isOwner: false, Outage.Impatient);
        await Outage.UnderLoadAsync(
            app, [(() => cluster.StopServerAsync("immediate"), cluster.StartServerAsync), (() => cluster.StopServerAsync("fast"), cluster.StartServerAsync)],
            TimeSpan.FromSeconds(20), output);
    }
}

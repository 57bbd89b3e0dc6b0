using KpiApi.Storage.Tests.Databases.SqlServer;
using KpiApi.Tests.Storage.Servers;
using Microsoft.Data.SqlClient;
using Testcontainers.MsSql;
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

/// <summary>The same with SQL Server, which a container stops as its operator does, and starts again on the same port.</summary>
public sealed class SqlServerStoppedTests(ITestOutputHelper output)
{
    [ContainerFact]
    public async Task Server_that_is_stopped_and_started_again_costs_nothing_acknowledged()
    {
        await using var server = new MsSqlBuilder(SqlServerForTests.Image).WithPortBinding(WrongServer.ClosedPort(), "1433").Build();
        await server.StartAsync();
        var database = new SqlConnectionStringBuilder(server.GetConnectionString()) { InitialCatalog = "kpi" };
        await using var app = await KpiApp.StartOnAsync(new("SqlServer", database.ConnectionString, null), isOwner: false, Outage.Impatient);
        await Outage.UnderLoadAsync(app, [(() => server.StopAsync(), () => server.StartAsync())], TimeSpan.FromMinutes(2), output);
    }
}

/// <summary>A test that starts and stops a container of its own; without a Docker engine it is skipped and says so.</summary>
internal sealed class ContainerFactAttribute : FactAttribute
{
    public ContainerFactAttribute() => Skip = SqlServerForTests.HasDocker ? null : "needs a Docker engine";
}

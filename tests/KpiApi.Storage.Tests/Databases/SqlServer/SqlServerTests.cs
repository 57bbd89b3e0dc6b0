using KpiApi.Engine.Model;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage.Tests.Databases.SqlServer;

[Needs(TestDatabase.SqlServerVariable)]
public sealed class SqlServerTests : DatabaseTests
{
    private protected override TestDatabase NewDatabase() => TestDatabase.SqlServer();

    [StoreFact]
    public async Task Version_and_rows_of_a_view_are_of_one_moment_without_snapshots_too()
    {
        await using var one = await StartAsync();
        await using var two = await one.StartAnotherAsync();
        using (var database = one.OpenDatabase()) database.Database.ExecuteSqlRaw("ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION OFF");
        await SeeOneMomentAsync(one, two);
    }

    [StoreFact]
    public async Task Version_that_was_given_before_is_refused_and_loses_nothing()
    {
        await using var store = await StartAsync();
        await store.WriteAsync(StoreTables.Agents, new Agent { Id = "anna" });
        using var database = store.OpenDatabase();
        database.Database.ExecuteSqlRaw("INSERT INTO \"commits\" (\"Version\") VALUES (2)");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.WriteAsync(StoreTables.Agents, new Agent { Id = "bert" }));
        database.Database.ExecuteSqlRaw("DELETE FROM \"commits\" WHERE \"Version\" = 2");
        Assert.Equal(2, (await store.WriteAsync(StoreTables.Agents, new Agent { Id = "bert" })).Version);
    }
}

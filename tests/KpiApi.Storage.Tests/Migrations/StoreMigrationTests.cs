using KpiApi.Engine.Model;
using KpiApi.Storage.Migrations;
using KpiApi.Storage.Tables;
using Microsoft.Data.Sqlite;

namespace KpiApi.Storage.Tests.Migrations;

public sealed class StoreMigrationTests
{
    private readonly TestDatabase _database = TestDatabase.Sqlite();

    [Fact]
    public async Task Start_does_not_wait_for_the_lock_of_a_process_that_was_killed_while_it_made_the_tables()
    {
        Execute("""
            CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-05 08:00:00');
            """);
        await using var store = await StoreHost.StartAsync(_database).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(1, (await store.WriteAsync(StoreTables.Agents, new Agent { Id = "anna" })).Created);
    }

    [Fact]
    public async Task Tables_that_a_later_version_added_to_do_not_keep_this_one_from_starting()
    {
        await using (var store = await StoreHost.StartAsync(_database, isOwner: false)) await store.WriteAsync(StoreTables.Agents, new Agent { Id = "anna" });
        Execute("""INSERT INTO "__EFMigrationsHistory" VALUES ('20301231000000_Later', '10.0.0')""");
        await using var again = await StoreHost.StartAsync(_database);
        Assert.Equal(1, (await again.WriteAsync(StoreTables.Agents, new Agent { Id = "anna" })).Unchanged);
    }

    [Fact]
    public async Task Tables_from_before_the_first_release_end_the_start_with_a_sentence()
    {
        await (await StoreHost.StartAsync(_database, isOwner: false)).DisposeAsync();
        Execute("""UPDATE "__EFMigrationsHistory" SET "MigrationId" = '20261122064819_Initial'""");
        var closed = await Assert.ThrowsAsync<StoreNotOpenedException>(() => StoreHost.StartAsync(_database));
        Assert.Equal(
            $"The store, {Path.Combine(_database.Folder!, "kpi.db")}, was made by a version of KpiApi before the first release, whose tables this one does not read: take another database, and send it the data again.",
            closed.Message);
        await _database.DropAsync();
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection(_database.ConnectionString + ";Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

using KpiApi.Engine.Columns;
using KpiApi.Tests.Storage.Servers;
using Microsoft.Data.Sqlite;

namespace KpiApi.Tests.Storage;

/// <summary>What is the embedded store's alone; the rest is in <see cref="StorageTests"/>.</summary>
public sealed class StoreTests
{
    [Fact]
    public async Task Everything_answered_survives_a_crash()
    {
        await using var app = await KpiApp.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(n => app.PutAsync($"/v1/tickets/T-{n}", """{"createdAt":"2026-01-05T09:12:00Z"}""")));
        await app.PutAsync("/v1/surveys/S-1", """{"kind":"nps","respondedAt":"2026-01-06T09:40:00Z","score":9}""");
        var version = app.VisibleVersion;
        await using var again = await KpiApp.StartAsync(app.CopyOfDisk());
        Assert.Equal(version, again.VisibleVersion);
        Assert.All(Enumerable.Range(0, 50), n => Assert.True(again.Shows($"T-{n}")));
        Assert.True(again.ShowsSurvey("S-1"));
    }

    [Fact]
    public async Task Tables_from_before_the_first_release_end_the_start_with_a_sentence()
    {
        await using var app = await KpiApp.StartAsync();
        var folder = await app.StopAsync();
        Change(app.Database, """UPDATE "__EFMigrationsHistory" SET "MigrationId" = '20261122064819_Initial'""");
        Assert.Equal(
            $"The store, {Path.Combine(folder, "kpi.db")}, was made by a version of KpiApi before the first release, whose tables this one does not read: take another database, and send it the data again.",
            await WrongServer.SentenceAsync("Sqlite", app.Database.ConnectionString));
    }

    [Fact]
    public async Task Agents_and_unknown_owners_still_move_the_visible_version()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/agents/anna", "{}");
        Assert.Equal(1, app.Service<FactWriter>().Current.Version);
        await app.PutAsync("/v1/events/E-1", """{"ticket":"T-1","type":"note","at":"2026-01-05T09:40:00Z"}""");
        Assert.Equal(2, app.VisibleVersion);
    }

    private static void Change(TestDatabase database, string sql)
    {
        using var connection = new SqliteConnection(database.ConnectionString + ";Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

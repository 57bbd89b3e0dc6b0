using KpiApi.Engine.Columns;
using KpiApi.Storage;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Tests.Storage;

public sealed class StoreTests
{
    [Fact]
    public async Task Migrations_give_the_tables_of_the_model()
    {
        await using var app = await KpiApp.StartAsync();
        using var database = app.OpenDatabase();
        Assert.False(database.Database.HasPendingModelChanges());
        Assert.Empty(database.Database.GetPendingMigrations());
    }

    [Fact]
    public async Task Columns_of_the_statements_are_those_of_the_model()
    {
        await using var app = await KpiApp.StartAsync();
        using var database = app.OpenDatabase();
        SameColumns(database, StoreTables.Tickets);
        SameColumns(database, StoreTables.Events);
        SameColumns(database, StoreTables.Surveys);
        SameColumns(database, StoreTables.Agents);
    }

    [Theory]
    [InlineData("journal_mode", "wal")]
    [InlineData("synchronous", "2")]
    [InlineData("busy_timeout", "30000")]
    public async Task Connections_are_set_up_for_durability(string pragma, string value)
    {
        await using var app = await KpiApp.StartAsync();
        using var database = app.OpenDatabase();
        database.Database.OpenConnection();
        using var command = database.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"PRAGMA {pragma}";
        Assert.Equal(value, command.ExecuteScalar()!.ToString());
    }

    [Fact]
    public async Task Concurrent_requests_share_transactions_and_versions_have_no_gap()
    {
        await using var app = await KpiApp.StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => app.PutAsync($"/v1/tickets/T-{n}", """{"createdAt":"2026-01-05T09:12:00Z"}""")));
        Assert.All(answers, answer => Assert.Equal("created", answer["outcome"]));
        var versions = answers.Select(answer => (long)answer.Json["version"]!).Distinct().Order().ToList();
        Assert.Equal(Enumerable.Range(1, versions.Count).Select(n => (long)n), versions);
        Assert.True(versions.Count < 100, $"{versions.Count} versions");
        using var database = app.OpenDatabase();
        Assert.Equal(versions, database.Tickets.Select(row => EF.Property<long>(row, KpiDbContext.Version)).Distinct().AsEnumerable().Order());
        Assert.All(Enumerable.Range(0, 100), n => Assert.True(app.Shows($"T-{n}")));
    }

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
    public async Task Write_that_fails_is_503_and_does_not_fail_the_others()
    {
        await using var app = await KpiApp.StartAsync();
        using (var database = app.OpenDatabase())
            database.Database.ExecuteSqlRaw("CREATE TRIGGER no_bert BEFORE INSERT ON agents WHEN NEW.Id = 'bert' BEGIN SELECT RAISE(ABORT, 'no'); END");
        var answers = await Task.WhenAll(app.PutAsync("/v1/agents/anna", "{}"), app.PutAsync("/v1/agents/bert", "{}"), app.PutAsync("/v1/agents/cleo", "{}"));
        Assert.Equal([201, 503, 201], answers.Select(answer => answer.Status));
        Assert.Equal("/problems/store-unavailable", answers[1]["type"]);
        Assert.Equal(503, (await app.PostLinesAsync("/v1/agents", """{"id":"dora"}""", """{"id":"bert"}""")).Status);
        using var after = app.OpenDatabase();
        Assert.Equal(["anna", "cleo"], after.Agents.Select(agent => agent.Id).Order());
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

    private static void SameColumns<T>(KpiDbContext database, StoreTable<T> table)
    {
        var entity = database.Model.FindEntityType(typeof(T))!;
        Assert.Equal(table.Name, entity.GetTableName());
        Assert.Equal(
            entity.GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal),
            table.Columns.Select(column => column.Name).Append(KpiDbContext.Seq).Append(KpiDbContext.Version).Order(StringComparer.Ordinal));
    }
}

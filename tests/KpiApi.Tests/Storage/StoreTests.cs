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

    [Fact]
    public async Task Timelines_hold_the_rows_as_they_were_stored()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PostLinesAsync("/v1/tickets",
            """{"id":"T-1","createdAt":"2026-01-05T09:12:00Z","channel":"e","reason":"r","priority":"p","team":"t","agent":"a","account":"ä","createdBy":"agent","status":"on_hold","firstResponseAt":"2026-01-05T09:13:00Z","firstResolvedAt":"2026-01-05T09:14:00Z","resolvedAt":"2026-01-05T09:15:00Z","closedAt":"2026-01-05T09:16:00Z","reopens":1,"replies":2,"handleSeconds":3,"updatedAt":"2026-01-05T09:17:00Z"}""",
            """{"id":"T-2","createdAt":"2026-01-05T09:12:00Z"}""");
        await app.PostLinesAsync("/v1/events",
            """{"id":"E-1","ticket":"T-1","type":"status","at":"2026-01-05T09:40:00Z","actor":"system","agent":"a","public":true,"durationSeconds":4,"from":"open","to":"solved"}""",
            """{"id":"E-2","ticket":"T-1","type":"note","at":"2026-01-05T09:41:00Z"}""");
        await app.PostLinesAsync("/v1/surveys",
            """{"id":"S-1","ticket":"T-1","kind":"ces","sentAt":"2026-01-05T09:40:00Z","respondedAt":"2026-01-05T09:41:00Z","score":2.5,"scaleMin":1,"scaleMax":5,"lowerIsBetter":true,"agent":"a","channel":"c","reason":"r","team":"t","account":"x","comment":"so so"}""",
            """{"id":"S-2","kind":"nps","sentAt":"2026-01-05T09:40:00Z"}""");
        using var database = app.OpenDatabase();
        var timelines = app.Service<TimelineReader>().ReadAll().SelectMany(chunk => chunk).Select(source => source.Timeline!).ToList();
        Assert.Equal(database.Tickets.OrderBy(row => row.Id), timelines.Select(timeline => timeline.Ticket).OfType<KpiApi.Engine.Facts.Ticket>());
        Assert.Equal(database.Events.OrderBy(row => row.Id), timelines[0].Events.OrderBy(row => row.Id));
        Assert.Equal(database.Surveys.OrderBy(row => row.Id), timelines.SelectMany(timeline => timeline.Surveys));
        Assert.Equal(["T-1", "T-2", "S-2"], timelines.Select(timeline => timeline.Key.Id));
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

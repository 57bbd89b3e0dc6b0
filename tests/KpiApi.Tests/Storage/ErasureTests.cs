using System.Globalization;
using System.Text;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Writing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Tests.Storage;

/// <summary>An erased account is nowhere any more: no id, name, comment or value that only it had, in no table and in no file.</summary>
public abstract class ErasureTests
{
    private const string Account = "acct-zaunkoenig-77";

    /// <summary>Enough for pages to be split between them, which leaves copies of what moves.</summary>
    private const int Parts = 20, Own = 400, Others = 2_000;

    /// <summary>All that is the account's alone; ids may be addresses.</summary>
    private static readonly string[] s_texts =
    [
        Account, "Bäckerei Zaunkönig", "gartenweg-fax", "verlorener-schluessel", "inbox-zaunkoenig",
        .. Enumerable.Range(0, Own).Select(TicketId), .. Enumerable.Range(0, Own).Select(EventId), .. Enumerable.Range(0, Own).Select(SurveyId), "Grüße vom Zaunkönig", "zaunkoenig-alone", "zaunkoenig-moved",
    ];

    private protected abstract TestDatabase NewDatabase();

    /// <summary>All that a look into the database or its files finds.</summary>
    private protected abstract Task<byte[]> AllBytesAsync(KpiApp app);

    [StoreFact]
    public async Task Erased_account_is_in_no_table_and_in_no_file()
    {
        var folders = new[] { NewFolder(), NewFolder() };
        await using var app = await StartAsync(NewDatabase(), folders[0], isOwner: true);
        // Another process only where the database takes several.
        await using var replica = app.Database.Folder is null ? await StartAsync(app.Database, folders[1], isOwner: false) : null;
        await FillAsync(app);
        await KeptDesk.KeepAsync(app);
        var before = (byte[])[.. await AllBytesAsync(app), .. await FilesAsync(folders)];
        Assert.All(s_texts, text => Assert.True(Holds(before, text), text));
        await app.KpiAsync("tickets_created", $"period=all&account={Account}");

        // Deleted before, each in its way; what belongs to the ticket goes on waiting for it.
        foreach (var path in (string[])[$"tickets/{Uri.EscapeDataString(TicketId(3))}", $"tickets/{Uri.EscapeDataString(TicketId(20))}", $"events/{EventId(4)}", $"surveys/{SurveyId(5)}"])
            Assert.Equal(200, (await app.DeleteAsync($"/v1/{path}")).Status);
        var erased = await app.DeleteAsync($"/v1/accounts/{Account}");
        Assert.Equal((Own - 2, Own - 1, Own - 1 + 2), ((int)erased.Json["tickets"]!, (int)erased.Json["events"]!, (int)erased.Json["surveys"]!));

        if (replica is not null)
        {
            while (!replica.Service<FeedStatus>().IsVisible(app.VisibleVersion)) await Task.Delay(5);
            Assert.Equal($"{Others}", await replica.KpiAsync("tickets_created"));
            Assert.Equal($"{Others}", await replica.KpiAsync("activities"));
        }

        var after = (byte[])[.. await AllBytesAsync(app), .. await FilesAsync(folders)];
        Assert.DoesNotContain(s_texts, text => Holds(after, text));
        foreach (var service in new[] { app, replica }.OfType<KpiApp>()) await GoneFromAnswersAsync(service);
        Assert.Equal("""{"tickets":0,"events":0,"surveys":0}""", (await app.DeleteAsync($"/v1/accounts/{Account}")).Json.ToJsonString());

        // What is written afterwards holds nothing of it either.
        await KeptDesk.KeepAsync(app);
        var later = await FilesAsync(folders);
        Assert.DoesNotContain(s_texts, text => Holds(later, text));
        await using var again = await StartAsync(app.Database, NewFolder(), isOwner: false);
        Assert.Equal(($"{Others}", $"{Others}"), (await again.KpiAsync("tickets_created"), await again.KpiAsync("activities")));
    }

    [StoreFact]
    public async Task Ticket_that_came_back_to_another_account_is_not_the_erased_ones()
    {
        await using var app = await StartAsync(NewDatabase(), NewFolder(), isOwner: true);
        await app.PutAllAsync(
            ("/v1/tickets/T-1", """{"createdAt":"2026-01-05T09:00:00Z","account":"A-1"}"""),
            ("/v1/tickets/T-2", """{"createdAt":"2026-01-05T09:00:00Z","account":"A-1"}"""),
            ("/v1/events/E-1", """{"ticket":"T-1","type":"reply","at":"2026-01-05T10:00:00Z"}"""),
            ("/v1/events/E-2", """{"ticket":"T-2","type":"reply","at":"2026-01-05T10:00:00Z"}"""));
        await app.DeleteAsync("/v1/tickets/T-1");
        await app.DeleteAsync("/v1/tickets/T-2");
        await app.PutAsync("/v1/tickets/T-2", """{"createdAt":"2026-01-05T09:00:00Z","account":"A-2"}""");
        Assert.Equal("""{"tickets":0,"events":1,"surveys":0}""", (await app.DeleteAsync("/v1/accounts/A-1")).Json.ToJsonString());
        Assert.Equal("1", await app.KpiAsync("activities"));
    }

    [StoreFact]
    public async Task Tickets_that_are_deleted_between_the_search_and_the_erasing_leave_nothing()
    {
        await using var app = await StartAsync(NewDatabase(), NewFolder(), isOwner: true);
        await app.PutAllAsync(
            ("/v1/tickets/T-1", """{"createdAt":"2026-01-05T09:00:00Z","account":"A-1"}"""),
            ("/v1/events/E-1", """{"ticket":"T-1","type":"reply","at":"2026-01-05T10:00:00Z"}"""),
            ("/v1/events/E-2", """{"ticket":"T-2","type":"reply","at":"2026-01-05T10:00:00Z"}"""));
        using var database = app.OpenDatabase();
        var erase = await EraseWrite.PrepareAsync("A-1", app.Service<DatabaseDialect>(), database, CancellationToken.None);
        await app.DeleteAsync("/v1/tickets/T-1");
        await app.PutAsync("/v1/tickets/T-2", """{"createdAt":"2026-01-05T09:00:00Z","account":"A-1"}""");
        await app.DeleteAsync("/v1/tickets/T-2");
        await app.Service<GroupWriter>().WriteAsync(erase, CancellationToken.None);
        Assert.Equal(new ErasedAccount(0, 2, 0), erase.Erased);
    }

    private static bool Holds(byte[] bytes, string text) =>
        bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0 || bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0;

    private static async Task<byte[]> FilesAsync(IEnumerable<string> folders) => [.. (await Task.WhenAll(folders.SelectMany(Directory.GetFiles).Select(ReadAsync))).SelectMany(bytes => bytes)];

    private protected static async Task<byte[]> ReadAsync(string file)
    {
        for (var tries = 1; File.Exists(file); tries++)
        {
            try
            {
                // Those of the database are open, and shared.
                await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var bytes = new MemoryStream();
                await stream.CopyToAsync(bytes);
                return bytes.ToArray();
            }
            catch (IOException) when (tries < 1000)
            {
                // The columns are being written.
                await Task.Delay(5);
            }
        }

        return [];
    }

    private static string TicketId(int n) => $"{n * 7919 % 1000:000}/zaunkoenig+{n}@gartenweg.example";

    private static string EventId(int n) => $"{n * 7901 % 1000:000}-{n}-event@zaunkoenig.example";

    private static string SurveyId(int n) => $"{n * 7883 % 1000:000}-{n}-survey@zaunkoenig.example";

    private static string NewFolder() => Directory.CreateTempSubdirectory("kpi-test-").FullName;

    private static Task<KpiApp> StartAsync(TestDatabase database, string folder, bool isOwner) => KpiApp.StartOnAsync(database, isOwner, builder =>
    {
        if (database.Folder is null) builder.Configuration["Store:SnapshotFolder"] = folder;
    });

    /// <summary>The account's rows stand between those of others, so that they share pages, and pages are split between them.</summary>
    private static async Task FillAsync(KpiApp app)
    {
        await app.PutAsync($"/v1/accounts/{Account}", """{"name":"Bäckerei Zaunkönig"}""");
        for (var part = 0; part < Parts; part++)
        {
            await Lines("tickets", part, n => Ticket($"{n * 7907 % 1000:000}-{n}", "email", "other"), n => Ticket(TicketId(n), "gartenweg-fax", Account));
            await Lines("events", part, n => Event($"{n * 7901 % 1000:000}-e-{n}", $"{n * 7907 % 1000:000}-{n}"), n => Event(EventId(n), TicketId(n)));
            await Lines("surveys", part, n => Survey($"{n * 7883 % 1000:000}-s-{n}", $"{n * 7907 % 1000:000}-{n}", "fine"), n => Survey(SurveyId(n), TicketId(n), "Grüße vom Zaunkönig"));
        }

        await app.PutAllAsync(
            ("/v1/surveys/zaunkoenig-alone", $$"""{"kind":"nps","respondedAt":"2026-01-07T09:00:00Z","score":9,"account":"{{Account}}"}"""),
            ("/v1/surveys/zaunkoenig-moved", $$"""{"kind":"nps","respondedAt":"2026-01-07T09:00:00Z","score":9,"account":"{{Account}}"}"""));
        await app.PutAsync("/v1/surveys/zaunkoenig-moved", $$"""{"kind":"nps","ticket":"{{TicketId(2)}}","respondedAt":"2026-01-07T09:00:00Z","score":9,"account":"{{Account}}"}""");

        async Task Lines(string kind, int part, Func<int, string> others, Func<int, string> own)
        {
            var lines = Enumerable.Range(Others / Parts * part, Others / Parts).Select(others).Concat(Enumerable.Range(Own / Parts * part, Own / Parts).Select(own));
            Assert.Equal(200, (await app.PostLinesAsync($"/v1/{kind}", [.. lines])).Status);
        }
    }

    private static string Ticket(string id, string channel, string account) =>
        $$"""{"id":"{{id}}","createdAt":"2026-01-05T09:00:00Z","channel":"{{channel}}","reason":"{{(account == Account ? "verlorener-schluessel" : "billing")}}","account":"{{account}}"}""";

    private static string Event(string id, string ticket) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"id":"{{id}}","ticket":"{{ticket}}","type":"{{(ticket.Contains("zaunkoenig", StringComparison.Ordinal) ? "inbox-zaunkoenig" : "reply")}}","at":"2026-01-05T10:00:00Z","agent":"anna"}""");

    private static string Survey(string id, string ticket, string comment) =>
        $$"""{"id":"{{id}}","kind":"csat","ticket":"{{ticket}}","respondedAt":"2026-01-07T09:00:00Z","score":5,"comment":"{{comment}}"}""";

    /// <summary>Menus, messages with what was nearest, and answers that were kept.</summary>
    private static async Task GoneFromAnswersAsync(KpiApp app)
    {
        var answers = new List<string>();
        foreach (var path in (string[])[
            "dimensions/account", "dimensions/channel", "dimensions/reason", "dimensions/activityType", "kpis?metrics=tickets_created,activities&period=all&groupBy=account,channel,reason",
            "kpis?metrics=tickets_created&period=all&channel=gartenweg-fox", "kpis?metrics=tickets_created&period=all&account=acct-zaunkonig-7",
            "kpis?metrics=tickets_created&period=all&reason=verlorener-schlussel", "tickets?account=other&limit=3"])
            answers.Add((await app.GetAsync($"/v1/{path}")).Json.ToJsonString());
        var all = string.Concat(answers).Replace("gartenweg-fox", "", StringComparison.Ordinal).Replace("acct-zaunkonig-7", "", StringComparison.Ordinal).Replace("verlorener-schlussel", "", StringComparison.Ordinal);
        Assert.All(s_texts, text => Assert.DoesNotContain(text, all, StringComparison.OrdinalIgnoreCase));
    }
}

public sealed class SqliteErasureTests : ErasureTests
{
    private protected override TestDatabase NewDatabase() => TestDatabase.Sqlite();

    /// <summary>Every file in the folder, as it is, and those of a backup taken now.</summary>
    private protected override async Task<byte[]> AllBytesAsync(KpiApp app)
    {
        var backup = Path.Combine(Directory.CreateTempSubdirectory("kpi-test-").FullName, "backup.db");
        await using (var from = new SqliteConnection(app.Database.ConnectionString))
        await using (var to = new SqliteConnection($"Data Source={backup};Pooling=False"))
        {
            from.Open();
            to.Open();
            from.BackupDatabase(to);
        }

        return [.. (await Task.WhenAll(Directory.GetFiles(app.Database.Folder!).Append(backup).Select(ReadAsync))).SelectMany(bytes => bytes)];
    }
}

[Needs(TestDatabase.PostgresVariable)]
public sealed class PostgreSqlErasureTests : ErasureTests
{
    private protected override TestDatabase NewDatabase() => TestDatabase.PostgreSql();

    private protected override Task<byte[]> AllBytesAsync(KpiApp app) => ServerTables.ReadAsync(app, "SELECT CAST(to_jsonb(t) AS text) AS \"Value\" FROM \"{0}\" AS t");
}

[Needs(TestDatabase.SqlServerVariable)]
public sealed class SqlServerErasureTests : ErasureTests
{
    private protected override TestDatabase NewDatabase() => TestDatabase.SqlServer();

    private protected override Task<byte[]> AllBytesAsync(KpiApp app) => ServerTables.ReadAsync(app, "SELECT (SELECT t.* FOR JSON PATH) AS \"Value\" FROM \"{0}\" AS t");
}

internal static class ServerTables
{
    /// <summary>Every row of every table.</summary>
    public static async Task<byte[]> ReadAsync(KpiApp app, string sql)
    {
        using var database = app.OpenDatabase();
        var all = new StringBuilder();
        foreach (var table in database.Model.GetEntityTypes().Select(type => type.GetTableName()))
            all.AppendJoin('\n', await database.Database.SqlQueryRaw<string>(string.Format(CultureInfo.InvariantCulture, sql, table)).ToListAsync());
        return Encoding.UTF8.GetBytes(all.ToString());
    }
}

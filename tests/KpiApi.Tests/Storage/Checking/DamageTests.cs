using System.Globalization;
using KpiApi.Operations;
using KpiApi.Storage.Checking;
using KpiApi.Storage.ColumnsFile;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Migrations;
using KpiApi.Storage.Tables;
using KpiApi.Tests.Storage.Servers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KpiApi.Tests.Storage.Checking;

/// <summary>A database that is not what was written says so: it never passes for one that is away, and never ends in a stack trace.</summary>
public sealed class DamageTests
{
    private const int PageSize = 8192;
    private const string Ticket = """{"createdAt":"2026-01-05T09:00:00Z"}""";

    [Fact]
    public async Task Whole_store_passes_the_check()
    {
        await using var app = await KpiApp.StartAsync();
        await KeptDesk.FillAsync(app);
        await KeptDesk.KeepAsync(app);
        var (code, text) = await CheckAsync(app.Database);
        Assert.True(code == 0, text);
        Assert.Contains("Read: version ", text, StringComparison.Ordinal);
        Assert.Contains("29 tickets, 61 events, 3 surveys, ", text, StringComparison.Ordinal);
        Assert.EndsWith("the columns' file.\nNo damage was found.\n", text, StringComparison.Ordinal);
    }

    /// <summary>The head of each page, its table of cells, and its cells, in turn.</summary>
    [Fact]
    public async Task Damage_in_any_page_is_told_by_the_start_and_by_the_check_or_does_no_harm()
    {
        const int Seed = 12;
        var random = new Random(Seed);
        var whole = await FilledAsync();
        var pages = (int)(new FileInfo(Path.Combine(whole, "kpi.db")).Length / PageSize);
        var told = 0;
        for (var page = 0; page < pages; page++)
        {
            var place = (page % 3) switch { 0 => random.Next(8), 1 => 8 + random.Next(40), _ => PageSize - 1 - random.Next(400) };
            var copy = Copy(whole);
            Damage(Path.Combine(copy, "kpi.db"), page, place, 4);
            var (check, text) = await CheckAsync(TestDatabase.Sqlite(copy));
            var (start, log) = await StartAsync(copy);
            var where = $"page {page + 1} of {pages}, byte {place}: {start} {text}";
            Assert.True(start is null || start == Verdict(copy), where);
            Assert.True(start is null || check == 1, where);
            Assert.DoesNotContain(log, line => line.Contains("   at ", StringComparison.Ordinal) || line.Contains("Exception:", StringComparison.Ordinal));
            told += check;
            SqliteConnection.ClearAllPools();
            Directory.Delete(copy, recursive: true);
        }

        // The middle of a page that is not full is nothing that damage could hurt.
        Assert.InRange(told, pages / 2, pages);
    }

    [Fact]
    public async Task File_that_is_no_database_ends_the_start_with_one_sentence_and_exit_code_1()
    {
        var folder = await FilledAsync();
        Damage(Path.Combine(folder, "kpi.db"), 0, 0, 16);
        var database = TestDatabase.Sqlite(folder);
        Assert.Equal(Verdict(folder), await WrongServer.SentenceOfProcessAsync("Sqlite", database.ConnectionString));
        var (code, text) = await CheckAsync(database);
        Assert.Equal(1, code);
        Assert.EndsWith("\nThe database is damaged: restore a backup.\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damage_that_is_met_while_running_is_told_by_readiness_and_stops_all_writes_but_no_numbers()
    {
        await using var filled = await KpiApp.StartAsync();
        await KeptDesk.FillAsync(filled);
        var expected = await filled.KpiAsync("activities");
        var folder = await filled.StopAsync();
        // The columns' file spares the start from reading the events.
        Damage(Path.Combine(folder, "kpi.db"), RootOf(folder, "events") - 1, 0, 8);
        await using var app = await KpiApp.StartAsync(folder);
        Assert.NotNull(app.Service<FactFeed>().Restored);
        Assert.Equal(200, (await app.GetAsync("/health/ready")).Status);
        Assert.Equal(201, (await app.PutAsync("/v1/tickets/before", Ticket)).Status);

        var write = await app.PutAsync("/v1/events/E-1", """{"ticket":"T-1","type":"reply","at":"2026-01-05T10:00:00Z"}""");
        Assert.Equal((500, "/problems/store-damaged"), (write.Status, write["type"]));
        Assert.Equal("The database is damaged: restore a backup. Nothing of it was stored.", write["detail"]);
        using var ready = await app.Http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        Assert.Equal((503, null, true), ((int)ready.StatusCode, ready.Headers.RetryAfter, (await ready.Content.ReadAsStringAsync()).Contains("restore a backup", StringComparison.Ordinal)));
        Assert.Equal(500, (await app.PutAsync("/v1/tickets/after", Ticket)).Status);
        Assert.Equal(500, (await app.PostLinesAsync("/v1/tickets", """{"id":"after","createdAt":"2026-01-05T09:00:00Z"}""")).Status);
        Assert.Equal("/problems/store-damaged", (await app.GetAsync("/v1/tickets/T-1"))["type"]);
        Assert.Equal(expected, await app.KpiAsync("activities"));
    }

    [Theory]
    [InlineData("UPDATE tickets SET Status = 77 WHERE Id = 'T-1'", "1 rows of the table tickets have a Status that cannot be.")]
    [InlineData("UPDATE tickets SET CreatedAtMs = 9000000000000000 WHERE Id = 'T-1'", "1 rows of the table tickets have a CreatedAtMs that cannot be.")]
    [InlineData("UPDATE events SET Version = 999999 WHERE Id = 'R-1'", "1 rows of the table events have a version that was never given; the last is ")]
    [InlineData("DELETE FROM store_version", "The table store_version has 0 rows with a version; it should have one.")]
    [InlineData("UPDATE settings SET Body = '{}' WHERE Id = 'calendars/default'", "The setting calendars/default is not understood: ")]
    [InlineData("ALTER TABLE costs RENAME COLUMN Team TO Tame", "The table costs is not as it should be: ")]
    public async Task What_the_service_never_writes_is_told_by_the_check(string sql, string expected)
    {
        var folder = await FilledAsync();
        Change(folder, sql);
        var (code, text) = await CheckAsync(TestDatabase.Sqlite(folder));
        Assert.Equal(1, code);
        Assert.Contains(expected, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_without_a_column_that_a_caller_would_miss_ends_the_start_with_one_sentence()
    {
        var folder = await FilledAsync();
        Change(folder, "ALTER TABLE tickets RENAME COLUMN Channel TO Chanxel");
        var (sentence, log) = await StartAsync(folder);
        Assert.Equal(Verdict(folder), sentence);
        Assert.DoesNotContain(log, line => line.Contains("   at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Columns_file_that_is_damaged_is_told_by_the_check_though_the_next_start_makes_it_again()
    {
        var folder = await FilledAsync();
        Damage(Path.Combine(folder, "kpi.db.columns"), 0, 900, 8);
        var (code, text) = await CheckAsync(TestDatabase.Sqlite(folder));
        Assert.Equal(1, code);
        Assert.Contains("The columns' file, ", text, StringComparison.Ordinal);
        Assert.Equal((null, true), (await StartAsync(folder) is var (start, _) ? start : "", true));
    }

    [Fact]
    public async Task Failure_of_another_kind_is_not_taken_for_damage()
    {
        await using var app = await KpiApp.StartAsync();
        await KeptDesk.FillAsync(app);
        var damage = app.Service<StoreDamage>();
        Assert.False(damage.Explains(new SqliteException("There is no such table.", 1)));
        Assert.False(damage.Explains(new InvalidOperationException("A fault of the program.")));
        Assert.False(damage.IsSeenIn(new SqliteException("The database is locked.", 5)));
        Assert.Equal(StoreFailure.Unavailable, damage.Judge(new SqliteException("The disk is full.", 13)));
        Assert.False(damage.IsSeen);
        Assert.True(damage.IsSeenIn(new InvalidOperationException("Around it.", new SqliteException("A page is none.", 11))));
        Assert.True(damage.IsSeen);
    }

    [Fact]
    public async Task Check_of_no_database_makes_none()
    {
        var folder = Directory.CreateTempSubdirectory("kpi-test-").FullName;
        var (code, text) = await CheckAsync(TestDatabase.Sqlite(folder));
        Assert.Equal((1, $"There is no database at {Path.Combine(folder, "kpi.db")}.\n"), (code, text));
        Assert.Empty(Directory.GetFiles(folder));
    }

    private static void Change(string folder, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "kpi.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static string Verdict(string folder) =>
        $"The store, {Path.Combine(folder, "kpi.db")}, is damaged: restore a backup. What is damaged tells the same command with --check.";

    /// <summary>A small desk, stopped: every table has rows, and all is in the one file.</summary>
    private static async Task<string> FilledAsync()
    {
        var app = await KpiApp.StartAsync();
        await KeptDesk.FillAsync(app);
        await FillOutboxAsync(app);
        var folder = await app.StopAsync();
        var copy = Copy(folder);
        await app.DisposeAsync();
        return copy;
    }

    /// <summary>What hooks, alerts and webhooks leave behind; nothing of it is due. A key would be asked for.</summary>
    private static async Task FillOutboxAsync(KpiApp app)
    {
        const long At = 1_767_600_000_000;
        await using var store = app.OpenDatabase();
        for (var n = 1; n <= 20; n++)
        {
            store.HookRejections.Add(new HookRejection { Hook = $"desk-{n}", AtMs = At, Errors = "[]", Body = "{}" });
            store.AlertEvents.Add(new AlertEvent { Seq = n, Alert = "slow", OnceKey = $"once-{n}", Subject = $"T-{n}", Type = "ticket.waiting", AtMs = At, Body = "{}" });
            store.WebhookDeliveries.Add(new WebhookDelivery { Webhook = "ops", EventSeq = n, MessageId = $"msg-{n}", State = DeliveryState.Delivered, NextAttemptMs = At });
            store.WebhookConditions.Add(new WebhookCondition { Webhook = $"ops-{n}", Trouble = WebhookTrouble.Disabled, LastError = "It was gone.", SinceMs = At });
            store.Leases.Add(new Lease { Name = $"work-{n}", Holder = "", Renewals = n, Position = n });
        }

        await store.SaveChangesAsync();
    }

    private static string Copy(string folder)
    {
        var copy = Directory.CreateTempSubdirectory("kpi-test-").FullName;
        foreach (var file in Directory.GetFiles(folder)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }

    /// <summary>Turns every bit of some bytes.</summary>
    private static void Damage(string file, int page, int place, int bytes)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        var damaged = new byte[bytes];
        stream.Position = (long)page * PageSize + place;
        stream.ReadExactly(damaged);
        stream.Position -= bytes;
        stream.Write([.. damaged.Select(value => (byte)~value)]);
    }

    private static int RootOf(string folder, string table)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "kpi.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT rootpage FROM sqlite_master WHERE name = $name";
        command.Parameters.AddWithValue("$name", table);
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static async Task<(int Code, string Text)> CheckAsync(TestDatabase database)
    {
        await using var app = KpiApiHost.Build(database.Arguments, builder => builder.Logging.ClearProviders());
        using var output = new StringWriter { NewLine = "\n" };
        var code = await CheckRun.RunAsync(app.Services.GetRequiredService<DatabaseDialect>(), app.Services.GetRequiredService<ISettings>(), app.Services.GetRequiredService<ColumnsFileCache>(), output);
        return (code, output.ToString());
    }

    /// <summary>Why it did not start, or null when it did and answered as it should; and what it logged.</summary>
    private static async Task<(string? Sentence, IReadOnlyCollection<string> Log)> StartAsync(string folder)
    {
        var lines = new LogLines(LogLevel.Warning);
        var app = KpiApiHost.Build([.. TestDatabase.Sqlite(folder).Arguments, "--Keys:AllowLoopbackWithoutKey=true"], builder =>
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            builder.Logging.AddProvider(lines);
        });
        // A service that ends at once is disposed of before it can be asked for these.
        var readiness = app.Services.GetRequiredService<StoreReadiness>();
        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();
        var run = KpiApiHost.RunAsync(app);
        try
        {
            while (!run.IsCompleted && !readiness.IsReady) await Task.Delay(5);
            if (!run.IsCompleted)
            {
                using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(app.Urls.First()) };
                foreach (var path in (string[])["/v1/tickets/T-1", "/v1/kpis?metrics=tickets_created&period=all", "/v1/calendars"])
                {
                    using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
                    var text = await answer.Content.ReadAsStringAsync();
                    Assert.True((int)answer.StatusCode is 200 or 404 || text.Contains(StoreDamage.Sentence, StringComparison.Ordinal), $"{answer.StatusCode} {text}");
                }

                using var body = new StringContent(Ticket, null, "application/json");
                using var write = await http.PutAsync(new Uri("/v1/tickets/new", UriKind.Relative), body);
                Assert.True((int)write.StatusCode == 201 || (await write.Content.ReadAsStringAsync()).Contains(StoreDamage.Sentence, StringComparison.Ordinal), $"{write.StatusCode}");
                lifetime.StopApplication();
            }

            await run;
            return (null, lines.All);
        }
        catch (StoreNotOpenedException told)
        {
            return (told.Message, lines.All);
        }
    }
}

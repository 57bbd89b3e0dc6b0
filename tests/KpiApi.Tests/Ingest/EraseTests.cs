using KpiApi.Storage.Databases;
using KpiApi.Storage.Writing;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Tests.Ingest;

public sealed class EraseTests
{
    [Fact]
    public async Task Account_is_erased_with_all_that_belongs_to_it_and_nothing_else()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/accounts/A-1", """{"name":"Anna's Bakery","value":100}""");
        await app.PutAsync("/v1/accounts/A-2", """{"value":50}""");
        await app.PostLinesAsync("/v1/tickets",
            """{"id":"T-1","createdAt":"2026-01-05T08:00:00Z","account":"A-1"}""",
            """{"id":"T-2","createdAt":"2026-01-05T08:00:00Z","account":"A-1"}""",
            """{"id":"T-3","createdAt":"2026-01-05T08:00:00Z","account":"A-2"}""",
            """{"id":"T-4","createdAt":"2026-01-05T08:00:00Z"}""");
        await app.PostLinesAsync("/v1/events",
            """{"id":"E-1","ticket":"T-1","type":"reply","at":"2026-01-05T09:00:00Z"}""",
            """{"id":"E-2","ticket":"T-1","type":"note","at":"2026-01-05T09:00:00Z"}""",
            """{"id":"E-3","ticket":"T-3","type":"reply","at":"2026-01-05T09:00:00Z"}""");
        await app.PostLinesAsync("/v1/surveys",
            """{"id":"S-1","kind":"csat","respondedAt":"2026-01-05T09:00:00Z","score":5,"ticket":"T-2","comment":"Regards, the baker of Ahornweg"}""",
            """{"id":"S-2","kind":"csat","respondedAt":"2026-01-05T09:00:00Z","score":5,"account":"A-1"}""",
            """{"id":"S-3","kind":"csat","respondedAt":"2026-01-05T09:00:00Z","score":5,"account":"A-1","ticket":"T-4"}""",
            """{"id":"S-4","kind":"csat","respondedAt":"2026-01-05T09:00:00Z","score":1,"ticket":"T-3"}""");
        Assert.Equal("75", await app.KpiAsync("csat"));

        Assert.Equal("""{"tickets":2,"events":2,"surveys":3}""", (await app.DeleteAsync("/v1/accounts/A-1")).Json.ToJsonString());

        Assert.Equal("0", await app.KpiAsync("csat"));
        Assert.Equal("2", await app.KpiAsync("tickets_created"));
        Assert.Equal("1", await app.KpiAsync("activities"));
        Assert.Equal("50", await app.KpiAsync("account_value"));
        Assert.Equal("1", await app.KpiAsync("active_accounts", "from=2026-01-01&to=2026-02-01"));
        Assert.Equal(404, (await app.GetAsync("/v1/tickets/T-1")).Status);
        Assert.Equal("""{"tickets":0,"events":0,"surveys":0}""", (await app.DeleteAsync("/v1/accounts/A-1")).Json.ToJsonString());

        using var database = app.OpenDatabase();
        Assert.Equal(["T-3", "T-4"], database.Tickets.Select(row => row.Id).Order());
        Assert.Equal(["E-3"], database.Events.Select(row => row.Id));
        Assert.Equal(["S-4"], database.Surveys.Select(row => row.Id));
        Assert.Equal(["A-2"], database.Accounts.Select(row => row.Id));
        Assert.Equal(
            ["Account A-1   6", "Event E-1 T-1  6", "Event E-2 T-1  6", "Survey S-1 T-2  6", "Survey S-2  A-1 6", "Survey S-3 T-4 A-1 6", "Ticket T-1  A-1 6", "Ticket T-2  A-1 6"],
            Graveyard.Read(database, "A-1", "E-1", "E-2", "S-1", "S-2", "S-3", "T-1", "T-2", "T-4").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_changed_since_the_search_is_judged_as_it_is_now()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/tickets/leaves", """{"createdAt":"2026-01-05T08:00:00Z","account":"A-1"}""");
        await app.PutAsync("/v1/tickets/comes", """{"createdAt":"2026-01-05T08:00:00Z","account":"A-2"}""");
        using var database = app.OpenDatabase();
        var erase = await EraseWrite.PrepareAsync("A-1", app.Service<DatabaseDialect>(), database, CancellationToken.None);
        await app.PutAsync("/v1/tickets/leaves", """{"createdAt":"2026-01-05T08:00:00Z","account":"A-2"}""");
        await app.PutAsync("/v1/tickets/comes", """{"createdAt":"2026-01-05T08:00:00Z","account":"A-1"}""");

        await app.Service<GroupWriter>().WriteAsync(erase, CancellationToken.None);

        Assert.Equal(new ErasedAccount(1, 0, 0), erase.Erased);
        Assert.Equal((true, false), (app.Shows("leaves"), app.Shows("comes")));
    }

    [Fact]
    public async Task Nothing_of_it_stays_in_the_file()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/accounts/A-1", """{"name":"Ahornweg Bakery"}""");
        await app.DeleteAsync("/v1/accounts/A-1");
        using (var database = app.OpenDatabase())
            await database.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        var disk = app.CopyOfDisk();
        Assert.DoesNotContain("Ahornweg", string.Concat(Directory.GetFiles(disk).Select(file => File.ReadAllText(file, System.Text.Encoding.Latin1))), StringComparison.Ordinal);
        Directory.Delete(disk, recursive: true);
    }

    [Fact]
    public async Task What_somebody_still_reads_is_said_to_be_there_until_it_is_sent_again()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/accounts/A-1", """{"name":"Ahornweg Bakery"}""");
        using (var database = app.OpenDatabase())
        {
            await database.Database.OpenConnectionAsync();
            await database.Database.ExecuteSqlRawAsync("BEGIN");
            Assert.Equal(1, await database.Accounts.CountAsync());
            Assert.Equal((503, "store_unavailable"), await app.DeleteAsync("/v1/accounts/A-1") is var answer ? (answer.Status, (string)answer.Errors[0]!["code"]!) : default);
            await database.Database.ExecuteSqlRawAsync("ROLLBACK");
        }

        Assert.Equal(200, (await app.DeleteAsync("/v1/accounts/A-1")).Status);
    }

    [Fact]
    public async Task Another_process_that_moves_the_log_into_the_file_is_waited_for()
    {
        await using var app = await KpiApp.StartAsync();
        using var ended = new CancellationTokenSource();
        using var database = app.OpenDatabase();
        var moving = Task.Run(() =>
        {
            while (!ended.IsCancellationRequested)
                database.Database.ExecuteSqlRaw("PRAGMA wal_checkpoint(PASSIVE)");
        });
        for (var n = 0; n < 40; n++)
        {
            await app.PutAsync("/v1/accounts/A-1", """{"name":"Ahornweg Bakery"}""");
            Assert.Equal(200, (await app.DeleteAsync("/v1/accounts/A-1")).Status);
        }

        await ended.CancelAsync();
        await moving;
    }
}

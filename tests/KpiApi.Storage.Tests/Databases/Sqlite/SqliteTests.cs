using KpiApi.Storage.Databases;
using KpiApi.Storage.Reading;
using KpiApi.Storage.Tables;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage.Tests.Databases.Sqlite;

public sealed class SqliteTests : DatabaseTests
{
    protected override string RefuseBert => "CREATE TRIGGER no_bert BEFORE INSERT ON agents WHEN NEW.Id = 'bert' BEGIN SELECT RAISE(ABORT, 'no'); END";

    private protected override TestDatabase NewDatabase() => TestDatabase.Sqlite();

    [Theory]
    [InlineData("journal_mode", "wal")]
    [InlineData("synchronous", "2")]
    [InlineData("busy_timeout", "30000")]
    [InlineData("secure_delete", "1")]
    [InlineData("page_size", "8192")]
    public async Task Connections_are_set_up_for_durability(string pragma, string value)
    {
        await using var store = await StartAsync();
        using var database = store.OpenDatabase();
        database.Database.OpenConnection();
        using var command = database.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"PRAGMA {pragma}";
        Assert.Equal(value, command.ExecuteScalar()!.ToString());
        using var session = store.Service<DatabaseDialect>().OpenSession();
        Assert.Equal(value, session.Query(command.CommandText, row => row.Text(0)).Single());
    }

    [Fact]
    public async Task View_of_the_writers_own_connection_is_of_one_moment_and_over_when_it_is_disposed_of()
    {
        await using var store = await StartAsync();
        Assert.Equal(1, (await store.WriteAsync(StoreTables.Tickets, Rows.Ticket("T-1"))).Created);
        using var session = store.Service<DatabaseDialect>().OpenSession();
        using (var view = store.Service<StoreQueries>().OpenView(session))
        {
            Assert.Equal(1, (await store.WriteAsync(StoreTables.Tickets, Rows.Ticket("T-2"))).Created);
            Assert.Equal((1, 1), (view.Version, view.Reader.Rows(StoreTables.Tickets, null).Count));
        }

        session.Begin();
        session.RaiseVersion();
        Assert.Equal(3, session.Commit());
        using var later = store.Service<StoreQueries>().OpenView(session);
        Assert.Equal((3, 2), (later.Version, later.Reader.Rows(StoreTables.Tickets, null).Count));
    }

    [Fact]
    public async Task Numbers_of_rows_are_kept_in_no_table_of_their_own_but_where_one_is_told_to_callers()
    {
        await using var store = await StartAsync();
        using var session = store.Service<DatabaseDialect>().OpenSession();
        Assert.Equal(
            ["alert_events", "hook_rejections", "tombstones", "webhook_deliveries"],
            session.Query("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%' ORDER BY name", row => row.Text(0)!));
    }
}

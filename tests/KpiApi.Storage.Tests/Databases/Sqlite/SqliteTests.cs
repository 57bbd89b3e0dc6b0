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
    public async Task Connections_are_set_up_for_durability(string pragma, string value)
    {
        await using var store = await StartAsync();
        using var database = store.OpenDatabase();
        database.Database.OpenConnection();
        using var command = database.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"PRAGMA {pragma}";
        Assert.Equal(value, command.ExecuteScalar()!.ToString());
    }
}

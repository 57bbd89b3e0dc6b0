using Npgsql;

namespace KpiApi.Tests.Storage.Servers;

/// <summary>A PostgreSQL that is there and does not let the service in.</summary>
[Needs(TestDatabase.PostgresVariable)]
public sealed class PostgreSqlRefusalTests
{
    private readonly NpgsqlConnectionStringBuilder _server = new(TestDatabase.PostgreSql().ConnectionString);

    [StoreFact]
    public async Task User_who_is_not_known_is_told_in_one_sentence()
    {
        _server.Username = "nobody_at_all";
        Assert.Equal($"{Beginning} the server does not let the user 'nobody_at_all' in: role \"nobody_at_all\" does not exist.", await SentenceAsync());
    }

    [StoreFact]
    public async Task User_who_may_make_no_database_is_told_in_one_sentence()
    {
        var admin = new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Database = "postgres", Pooling = false };
        _server.Username = _server.Database;
        await ExecuteAsync(admin, $"CREATE ROLE \"{_server.Username}\" LOGIN");
        try
        {
            Assert.Equal($"{Beginning} the user '{_server.Username}' may not open the database, or not make it or its tables: permission denied to create database.", await SentenceAsync());
        }
        finally
        {
            await ExecuteAsync(admin, $"DROP ROLE \"{_server.Username}\"");
        }
    }

    [StoreFact]
    public async Task Certificate_that_is_wanted_and_not_there_is_told_in_one_sentence()
    {
        _server.SslMode = SslMode.VerifyFull;
        Assert.StartsWith(Beginning, await SentenceAsync(), StringComparison.Ordinal);
    }

    private string Beginning => $"The store, PostgreSQL {_server.Host}, {_server.Database}, cannot be opened:";

    private Task<string> SentenceAsync() => WrongServer.SentenceAsync("PostgreSql", _server.ConnectionString);

    private static async Task ExecuteAsync(NpgsqlConnectionStringBuilder server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}

using KpiApi.Storage.Databases;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage.Tests.Databases;

/// <summary>How long a statement and a connection may take: as the connection string says, else as Store:AnswerSeconds does.</summary>
public sealed class ServerTimesTests
{
    [Theory]
    [InlineData("SqlServer", "Server=nowhere", 7, 28, 300)]
    [InlineData("SqlServer", "Server=nowhere;Command Timeout=30", 30, 30, 30)]
    [InlineData("SqlServer", "Server=nowhere;command timeout=77", 77, 77, 77)]
    [InlineData("PostgreSql", "Host=nowhere", 7, 28, 300)]
    [InlineData("PostgreSql", "Host=nowhere;Command Timeout=30", 30, 30, 30)]
    [InlineData("PostgreSql", "Host=nowhere;CommandTimeout=77", 77, 77, 77)]
    public void Seconds_for_a_statement_are_those_of_the_connection_string_first(string provider, string connectionString, int question, int transaction, int load)
    {
        var store = Store(provider, connectionString);
        int? Of(StorePatience patience)
        {
            using var context = store.CreateContext(patience);
            return context.Database.GetCommandTimeout();
        }

        Assert.Equal((question, transaction, load), (Of(StorePatience.Question), Of(StorePatience.Transaction), Of(StorePatience.Load)));
    }

    [Theory]
    [InlineData("SqlServer", "Server=nowhere", 7)]
    [InlineData("SqlServer", "Server=nowhere;Connection Timeout=15", 15)]
    [InlineData("PostgreSql", "Host=nowhere", 7)]
    [InlineData("PostgreSql", "Host=nowhere;Timeout=15", 15)]
    public void Seconds_for_a_connection_are_those_of_the_connection_string_first(string provider, string connectionString, int seconds)
    {
        using var context = Store(provider, connectionString).CreateContext();
        Assert.Equal(seconds, context.Database.GetDbConnection().ConnectionTimeout);
    }

    private static DatabaseDialect Store(string provider, string connectionString) =>
        DatabaseDialects.Create(new() { Provider = provider, ConnectionString = connectionString, AnswerSeconds = 7 }, _ => { });
}

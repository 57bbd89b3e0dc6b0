using System.Collections.Concurrent;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Tests.Databases.SqlServer;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace KpiApi.Storage.Tests;

/// <summary>A database of a test's own, made by the service that starts on it.</summary>
/// <param name="Folder">Of an embedded one.</param>
internal sealed record TestDatabase(string Provider, string ConnectionString, string? Folder)
{
    public const string PostgresVariable = "KPI_TEST_POSTGRES";
    public const string SqlServerVariable = "KPI_TEST_SQLSERVER";

    /// <summary>Holds no connection string but the folder of a desk's tickets and events with figures to expect.</summary>
    public const string DeskVariable = "KPI_TEST_DESK";

    private static readonly ConcurrentDictionary<string, int> s_services = [];

    /// <summary>Of a service that uses it.</summary>
    public string[] Arguments => [$"--Store:Provider={Provider}", $"--Store:ConnectionString={ConnectionString}"];

    /// <param name="folder">There already; null for a new one.</param>
    public static TestDatabase Sqlite(string? folder = null)
    {
        folder ??= Directory.CreateTempSubdirectory("kpi-test-").FullName;
        return new("Sqlite", $"Data Source={Path.Combine(folder, "kpi.db")}", folder);
    }

    public static TestDatabase PostgreSql() => new(
        "PostgreSql", new NpgsqlConnectionStringBuilder(Environment.GetEnvironmentVariable(PostgresVariable)) { Database = NewName() }.ConnectionString, null);

    public static TestDatabase SqlServer() => new("SqlServer", SqlServerForTests.ConnectionString(NewName()), null);

    /// <summary>A service of this process runs on it from now on.</summary>
    public void Join() => s_services.AddOrUpdate(ConnectionString, 1, (_, count) => count + 1);

    public void Leave() => s_services.AddOrUpdate(ConnectionString, 0, (_, count) => count - 1);

    /// <summary>
    /// Not under a service: one that polls just then makes a file in the folder that is being deleted, or waits for a server that ended its connections. That
    /// happens once in a while; a wrong order is to fail always.
    /// </summary>
    public async Task DropAsync()
    {
        Assert.True(s_services.GetValueOrDefault(ConnectionString) == 0, "A service still runs on the database: the owner is the one to end last.");
        if (Folder is not null)
        {
            SqliteConnection.ClearAllPools();
            // Of two services one after the other on the same files, the first to end has dropped them.
            if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
            return;
        }

        await using var context = DatabaseDialects.Create(new() { Provider = Provider, ConnectionString = ConnectionString }, _ => { }).CreateContext();
        await context.Database.EnsureDeletedAsync();
    }

    private static string NewName() => "kpi_test_" + Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal);
}

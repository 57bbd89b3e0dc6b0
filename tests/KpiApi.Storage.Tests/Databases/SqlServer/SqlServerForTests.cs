using System.Net.Sockets;
using Microsoft.Data.SqlClient;
using Testcontainers.MsSql;

namespace KpiApi.Storage.Tests.Databases.SqlServer;

/// <summary>The SQL Server that tests run on: that of a connection string, else one in a container where a Docker engine answers.</summary>
internal static class SqlServerForTests
{
    public const string Image = "mcr.microsoft.com/mssql/server:2022-latest";

    private const string EngineSocket = "/var/run/docker.sock";

    /// <summary>"off" makes databases as they are made on premises; EF makes them with READ_COMMITTED_SNAPSHOT, and Azure SQL does.</summary>
    private const string RowVersionsVariable = "KPI_TEST_SQLSERVER_READ_COMMITTED_SNAPSHOT";

    private static readonly Lazy<string> s_connectionString = new(Start);

    public static bool HasDocker { get; } = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOCKER_HOST")) || Answers();

    /// <summary>What tests on SQL Server need; null when it is there.</summary>
    public static string? Missing { get; } =
        Given is null && !HasDocker ? $"needs a connection string in {TestDatabase.SqlServerVariable}, or a Docker engine" : null;

    /// <summary>Of the server, as one who may do everything.</summary>
    public static string Server => s_connectionString.Value;

    /// <param name="database">Made here only where it has to be other than the service makes it.</param>
    public static string ConnectionString(string database)
    {
        var server = new SqlConnectionStringBuilder(Server);
        if (Environment.GetEnvironmentVariable(RowVersionsVariable) == "off")
            Execute(server.ConnectionString, $"CREATE DATABASE [{database}]; ALTER DATABASE [{database}] SET READ_COMMITTED_SNAPSHOT OFF;");
        server.InitialCatalog = database;
        return server.ConnectionString;
    }

    public static void Execute(string connectionString, string sql)
    {
        using var connection = new SqlConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static string? Given => Environment.GetEnvironmentVariable(TestDatabase.SqlServerVariable) is { Length: > 0 } given ? given : null;

    /// <summary>It ends with the process of the tests.</summary>
    private static string Start()
    {
        if (Given is { } given) return given;
        var container = new MsSqlBuilder(Image).Build();
        container.StartAsync().GetAwaiter().GetResult();
        return container.GetConnectionString();
    }

    private static bool Answers()
    {
        if (!File.Exists(EngineSocket)) return false;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(EngineSocket));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

using System.Data.Common;
using KpiApi.Storage.Databases.PostgreSql;
using KpiApi.Storage.Databases.Sqlite;
using KpiApi.Storage.Databases.SqlServer;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace KpiApi.Storage.Databases;

/// <summary>The databases by the name that Store:Provider gives them.</summary>
internal static class DatabaseDialects
{
    public static readonly string[] Names = ["Sqlite", "SqlServer", "PostgreSql"];

    /// <param name="options">Checked.</param>
    public static DatabaseDialect Create(StoreOptions options, Action<DbContextOptionsBuilder> adjust) => options.Provider switch
    {
        "SqlServer" => new SqlServerDialect(options, adjust),
        "PostgreSql" => new PostgreSqlDialect(options, adjust),
        _ => new SqliteDialect(options.ConnectionString, adjust),
    };

    /// <summary>What is wrong with the connection string; null = nothing that can be seen without connecting.</summary>
    public static string? Problem(StoreOptions options)
    {
        var (name, example) = options.Provider switch
        {
            "SqlServer" => (options.Provider, "Server=db.example.com;Database=kpi;User Id=kpi;Password=…"),
            "PostgreSql" => (options.Provider, "Host=db.example.com;Database=kpi;Username=kpi;Password=…"),
            _ => ("Sqlite", StoreOptions.DefaultFile),
        };
        if (name != "Sqlite" && options.ConnectionString == StoreOptions.DefaultFile) return $"Store:ConnectionString is missing; for {name} it is like '{example}'.";
        if (!CanRead(name, options.ConnectionString)) return $"Store:ConnectionString cannot be read; for {name} it is like '{example}'.";
        return name == "SqlServer" && AsksForMoreThanIsHere(options.ConnectionString)
            ? "Store:ConnectionString asks for a login of Entra ID, which needs the package Microsoft.Data.SqlClient.Extensions.Azure beside the program; without it, give User Id and Password."
            : null;
    }

    /// <summary>Since its version 7 the client brings no logins of Entra ID; it finds them by itself where their package lies beside it.</summary>
    private static bool AsksForMoreThanIsHere(string connectionString) =>
        new SqlConnectionStringBuilder(connectionString).Authentication is var method
        && method is not (SqlAuthenticationMethod.NotSpecified or SqlAuthenticationMethod.SqlPassword)
        && SqlAuthenticationProvider.GetProvider(method) is null;

    private static bool CanRead(string dialect, string connectionString)
    {
        try
        {
            DbConnectionStringBuilder builder = dialect switch
            {
                "SqlServer" => new SqlConnectionStringBuilder(connectionString),
                "PostgreSql" => new NpgsqlConnectionStringBuilder(connectionString),
                _ => new SqliteConnectionStringBuilder(connectionString),
            };
            return builder.Count > 0;
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or KeyNotFoundException)
        {
            return false;
        }
    }
}

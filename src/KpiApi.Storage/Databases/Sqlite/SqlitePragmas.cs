using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace KpiApi.Storage.Databases.Sqlite;

/// <summary>
/// Sets each connection up. FULL, because in WAL mode NORMAL may lose the last commits when the power fails,
/// and an answer means that the data is on disk. What is deleted is overwritten: an account that is erased must not be found in the file.
/// A file that is not new keeps its size of pages.
/// </summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    private const string Sql = """
        PRAGMA page_size = 8192;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA secure_delete = ON;
        PRAGMA cache_size = -65536;
        PRAGMA wal_autocheckpoint = 4000;
        """;

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (OnlyReads(connection)) return;
        using var command = connection.CreateCommand();
        command.CommandText = Text(connection.ConnectionString);
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (OnlyReads(connection)) return;
        await using var command = connection.CreateCommand();
        command.CommandText = Text(connection.ConnectionString);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Of a connection with this connection string.</summary>
    public static string Text(string connectionString) => FormattableString.Invariant($"{Sql}\nPRAGMA busy_timeout = {BusyMilliseconds(connectionString)};");

    /// <summary>So long a writer waits for another: half a minute, unless the connection string has another Default Timeout, in which 0 is for ever.</summary>
    public static int BusyMilliseconds(string connectionString) =>
        new SqliteConnectionStringBuilder(connectionString).DefaultTimeout is > 0 and var seconds ? (int)Math.Min(1_000L * seconds, int.MaxValue) : int.MaxValue;

    /// <summary>EF asks so whether the file is there, which may be from before the journal was set, when the process that made it was killed.</summary>
    private static bool OnlyReads(DbConnection connection) =>
        new SqliteConnectionStringBuilder(connection.ConnectionString).Mode == SqliteOpenMode.ReadOnly;
}

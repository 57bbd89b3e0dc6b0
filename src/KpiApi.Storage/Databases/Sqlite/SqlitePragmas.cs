using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace KpiApi.Storage.Databases.Sqlite;

/// <summary>
/// Sets each connection up. FULL, because in WAL mode NORMAL may lose the last commits when the power fails,
/// and an answer means that the data is on disk. What is deleted is overwritten: an account that is erased must not be found in the file.
/// </summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    private const string Sql = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA secure_delete = ON;
        PRAGMA cache_size = -65536;
        PRAGMA wal_autocheckpoint = 8000;
        """;

    /// <summary>So long a writer waits for another: half a minute, unless the connection string has another Default Timeout, in which 0 is for ever.</summary>
    public static int BusyMilliseconds(DbConnection connection) => ((SqliteConnection)connection).DefaultTimeout is > 0 and var seconds ? (int)Math.Min(1_000L * seconds, int.MaxValue) : int.MaxValue;

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (OnlyReads(connection)) return;
        using var command = connection.CreateCommand();
        command.CommandText = Text(connection);
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (OnlyReads(connection)) return;
        await using var command = connection.CreateCommand();
        command.CommandText = Text(connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Text(DbConnection connection) => FormattableString.Invariant($"{Sql}\nPRAGMA busy_timeout = {BusyMilliseconds(connection)};");

    /// <summary>EF asks so whether the file is there, which may be from before the journal was set, when the process that made it was killed.</summary>
    private static bool OnlyReads(DbConnection connection) =>
        new SqliteConnectionStringBuilder(connection.ConnectionString).Mode == SqliteOpenMode.ReadOnly;
}

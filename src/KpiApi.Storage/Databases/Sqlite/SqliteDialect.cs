using System.Data.Common;
using KpiApi.Storage.Tables;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace KpiApi.Storage.Databases.Sqlite;

/// <summary>The embedded database: one file, and no server.</summary>
internal sealed class SqliteDialect(string connectionString, Action<DbContextOptionsBuilder> adjust) : DatabaseDialect
{
    private const int MostDamages = 20;

    private const int Busy = 5;
    private const int Locked = 6;
    private const int InputOutput = 10;
    private const int Full = 13;
    private const int Corrupt = 11;
    private const int CannotOpen = 14;
    private const int NoDatabase = 26;

    /// <summary>Of input and output: reading, less than was written, a checksum, a file system that is damaged itself.</summary>
    private static readonly int[] s_unreadable = [266, 522, 8202, 8458];

    private readonly DbContextOptions<SqliteContext> _options = Options(connectionString, adjust);

    public override string Place { get; } = Path.GetFullPath(new SqliteConnectionStringBuilder(connectionString).DataSource);

    /// <summary>So long a writer waits for another.</summary>
    public int BusyMilliseconds { get; } = SqlitePragmas.BusyMilliseconds(connectionString);

    public override bool IsShared => false;

    public override string VersionSql => "SELECT \"Version\" FROM \"store_version\"";

    public override KpiDbContext CreateContext() => new SqliteContext(_options);

    public override IWriteSession OpenSession() => new SqliteWriteSession(this);

    /// <summary>
    /// A connection without SQLite's locks, which each value that is bound would take. Neither it nor its statements may be used by two threads at
    /// once, and each statement has to be disposed of: one that the garbage collector closes meanwhile damages what SQLite has in memory.
    /// </summary>
    public sqlite3 OpenUnlocked()
    {
        var fileSystem = new SqliteConnectionStringBuilder(connectionString).Vfs is { Length: > 0 } vfs ? vfs : null;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_open_v2(Place, out var connection, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX, fileSystem), connection);
        SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(connection, SqlitePragmas.Text(connectionString)), connection);
        return connection;
    }

    public override void Prepare()
    {
        if (Path.GetDirectoryName(Place) is { } folder) Directory.CreateDirectory(folder);
    }

    /// <summary>
    /// EF's lock on this database is a row, for which a start would wait for ever once the process that wrote it was killed. The lock on
    /// a file ends with its process: who has it knows that a row is of no one. The file stays, since others may just be waiting for it.
    /// </summary>
    public override async Task MigrateAsync(KpiDbContext context, CancellationToken cancel)
    {
        await using var alone = Lock(Place + ".migrating");
        if (await context.Database.SqlQuery<int>($"SELECT COUNT(*) AS \"Value\" FROM sqlite_master WHERE name = '__EFMigrationsLock'").SingleAsync(cancel) > 0)
            await context.Database.ExecuteSqlAsync($"DELETE FROM \"__EFMigrationsLock\"", cancel);
        await base.MigrateAsync(context, cancel);
    }

    public override DbTransaction BeginView(KpiDbContext context)
    {
        context.Database.OpenConnection();
        // Not the provider's usual "immediate", which waits for the writer and keeps it out.
        var transaction = ((SqliteConnection)context.Database.GetDbConnection()).BeginTransaction(deferred: true);
        context.Database.UseTransaction(transaction);
        return transaction;
    }

    /// <summary>A cross join, because SQLite keeps its order: the list leads, and each text is looked up in the index.</summary>
    public override string FromAmong(string table, string column) =>
        $"FROM json_each(@p1) AS w CROSS JOIN \"{table}\" AS r ON r.\"{column}\" = w.value";

    /// <summary>A count for each text: SQLite would sort the rows before it groups them, those of a ticket with 64,000 events for 20 ms.</summary>
    public override string CountAmong(string table, string column) => $"""
        WITH c AS MATERIALIZED (SELECT w.value, (SELECT COUNT(*) FROM "{table}" AS r WHERE r."{column}" = w.value) AS "Rows" FROM json_each(@p1) AS w)
        SELECT c.value, c."Rows" FROM c WHERE c."Rows" > @p2
        """;

    public override List<T> Query<T>(KpiDbContext context, string sql, Func<StoreRow, T> read, params object[] values)
    {
        context.Database.OpenConnection();
        using var query = new SqliteStatement(((SqliteConnection)context.Database.GetDbConnection()).Handle!, sql);
        query.Bind(values);
        return query.ReadRows(read, ((SqliteContext)context).Words);
    }

    public override string? Missing() => File.Exists(Place) ? null : $"There is no database at {Place}.";

    public override IEnumerable<string> Damages(KpiDbContext context) =>
        Query(context, $"PRAGMA integrity_check({MostDamages})", row => row.Text(0)!).Where(line => line != "ok").Select(line => $"The file is damaged: {FailureCause.OnOneLine(line)}.");

    public override StoreFailure Classify(Exception exception) =>
        exception is SqliteException { SqliteErrorCode: Corrupt or NoDatabase } || (exception is SqliteException { SqliteExtendedErrorCode: var code } && s_unreadable.Contains(code)) ? StoreFailure.Damaged
        : exception is SqliteException { SqliteErrorCode: Busy or Locked or InputOutput or Full or CannotOpen } ? StoreFailure.Unavailable
        : exception.InnerException is { } inner ? Classify(inner)
        : StoreFailure.Permanent;

    private static FileStream Lock(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken)
        {
            throw new SqliteException(taken.Message, Busy);
        }
    }

    private static DbContextOptions<SqliteContext> Options(string connectionString, Action<DbContextOptionsBuilder> adjust)
    {
        var options = new DbContextOptionsBuilder<SqliteContext>();
        options.UseSqlite(connectionString, sqlite => sqlite.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter))
            .AddInterceptors(new SqlitePragmas());
        adjust(options);
        return options.Options;
    }
}

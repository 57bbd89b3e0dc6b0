using System.Diagnostics;
using KpiApi.Storage.Tables;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace KpiApi.Storage.Databases.Sqlite;

/// <summary>The one connection that writes. A row is a prepared statement run: there is no round trip to save.</summary>
internal sealed class SqliteWriteSession : IWriteSession
{
    /// <summary>Within a second or two. Of a larger file whoever runs it decides when.</summary>
    private const long MaxRewrittenBytes = 128 << 20;

    private const int CutMilliseconds = 5_000;

    private readonly SqliteDialect _dialect;
    private readonly sqlite3 _connection;
    private readonly Dictionary<RecordKind, object> _upserts = [];

    /// <summary>Prepared once; disposed of with the session, also those of a table of which another cannot be prepared.</summary>
    private readonly List<SqliteStatement> _kept = [];
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _beginView;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _rollback;
    private readonly SqliteStatement _readVersion;
    private readonly SqliteStatement _writeVersion;
    private readonly SqliteStatement _tombstone;
    private readonly IdHash _hash;
    private long _version;
    private bool _changed;

    public SqliteWriteSession(SqliteDialect dialect)
    {
        _dialect = dialect;
        using (var context = dialect.CreateContext()) _hash = IdHash.Load(context);
        _connection = dialect.OpenUnlocked();
        // What a process has deleted that was killed then; if somebody reads, it is done another time.
        TryCutLog();
        _begin = Keep("BEGIN IMMEDIATE");
        _beginView = Keep("BEGIN");
        _commit = Keep("COMMIT");
        _rollback = Keep("ROLLBACK");
        _readVersion = Keep("SELECT \"Version\" FROM \"store_version\"");
        _writeVersion = Keep("UPDATE \"store_version\" SET \"Version\" = ?1");
        _tombstone = Keep("INSERT INTO \"tombstones\" (\"Kind\", \"Hash\", \"TicketHash\", \"AccountHash\", \"Version\") VALUES (?1, ?2, ?3, ?4, ?5)");
    }

    public DatabaseDialect Dialect => _dialect;

    public void Begin()
    {
        _begin.Execute();
        _version = _readVersion.ReadInteger() + 1;
        _changed = false;
    }

    public void Upsert<T>(StoreTable<T> table, IReadOnlyList<T> rows, TouchedOwners touched, Action<UpsertCounts> done)
    {
        var upserts = Upserts(table);
        var counts = default(UpsertCounts);
        foreach (var row in rows) counts = Count(table, upserts.Upsert(row, _version), counts, touched);
        Finish(counts, done);
    }

    public List<int>? TryMerge<T>(StoreTable<T> table, MergedRows<T> rows, TouchedOwners touched, Action<UpsertCounts> done)
    {
        var upserts = Upserts(table);
        var (counts, refused) = (default(UpsertCounts), new List<int>());
        Func<string, bool> hasEvents = ((IWriteSession)this).HasEvents;
        for (var place = 0; place < rows.Rows.Length; place++)
        {
            if (rows.Left?.Contains(place) == true) continue;
            if (upserts.Merge(rows, place, _version, hasEvents) is { } change) counts = Count(table, change, counts, touched);
            else refused.Add(place);
        }

        Finish(counts, done);
        return refused;
    }

    public void Expect<T>(StoreTable<T> table, IEnumerable<string> ids)
    {
    }

    public T? Find<T>(StoreTable<T> table, string id) => Upserts(table).Find(id);

    public int Delete<T>(StoreTable<T> table, IReadOnlyList<string> ids, TouchedOwners touched)
    {
        var (upserts, deleted) = (Upserts(table), 0);
        foreach (var id in ids)
        {
            if (upserts.Delete(id) is not { } change) continue;
            Bury(table.Kind, id, change.PreviousOwner, change.PreviousAccount);
            table.Touch(touched, change);
            deleted++;
        }

        _changed |= deleted > 0;
        return deleted;
    }

    public List<T> Query<T>(string sql, Func<StoreRow, T> read, params object[] values)
    {
        using var query = Prepare(sql);
        query.Bind(values);
        return query.ReadRows(read);
    }

    public void RaiseVersion() => _changed = true;

    public long Commit()
    {
        if (!_changed)
        {
            Rollback();
            return _version - 1;
        }

        try
        {
            _writeVersion.Bind(1, _version);
            _writeVersion.Execute();
            _commit.Execute();
            return _version;
        }
        catch (SqliteException)
        {
            Rollback();
            throw;
        }
    }

    public void Rollback()
    {
        // A full disk, for one, makes SQLite roll back by itself.
        if (raw.sqlite3_get_autocommit(_connection) == 0) _rollback.Execute();
    }

    public IDisposable? BeginView()
    {
        _beginView.Execute();
        return new ReadTransaction(this);
    }

    /// <summary>
    /// Deleted rows are overwritten (secure_delete), but the log holds pages as they were before, and a page that was split keeps what moved
    /// to its neighbour. So the log is cut to nothing, and a file that is rewritten in a moment is rewritten.
    /// </summary>
    public void Purge()
    {
        if (Integer("PRAGMA page_count") * Integer("PRAGMA page_size") <= MaxRewrittenBytes)
        {
            using var rewrite = Prepare("VACUUM");
            rewrite.Execute();
        }

        if (!TryCutLog()) throw new TimeoutException("The log of the database is being read.");
    }

    /// <summary>False when somebody reads what is in the log. Waits for a moment, not as long as a writer waits for another.</summary>
    private bool TryCutLog()
    {
        Integer($"PRAGMA busy_timeout = {CutMilliseconds}");
        var (began, pause) = (Stopwatch.GetTimestamp(), new SpinWait());
        bool isCut;
        // While another process moves the log into the file SQLite does not wait, whatever it was told; for somebody who reads it has waited by itself.
        while (!(isCut = Integer("PRAGMA wal_checkpoint(TRUNCATE)") == 0) && Stopwatch.GetElapsedTime(began).TotalMilliseconds < CutMilliseconds / 2)
            pause.SpinOnce();
        Integer($"PRAGMA busy_timeout = {_dialect.BusyMilliseconds}");
        return isCut;
    }

    private long Integer(string sql)
    {
        using var query = Prepare(sql);
        return query.ReadInteger();
    }

    public void Dispose()
    {
        foreach (var statement in _kept) statement.Dispose();
        _connection.Dispose();
    }

    private UpsertCounts Count<T>(StoreTable<T> table, in Change<T> change, UpsertCounts counts, TouchedOwners touched)
    {
        if (change.Outcome == Outcome.Unchanged) return counts;
        var moved = change.PreviousOwner is { } owner && owner != table.TicketOf!(change.Row!);
        if (moved) Bury(table.Kind, change.Id, change.PreviousOwner, null);
        table.Touch(touched, change);
        return change.Outcome == Outcome.Created ? counts with { Created = counts.Created + 1 } : counts with { Updated = counts.Updated + 1 };
    }

    private void Finish(UpsertCounts counts, Action<UpsertCounts> done)
    {
        _changed |= counts.Created + counts.Updated > 0;
        done(counts);
    }

    private void Bury(RecordKind kind, string id, string? ticket, string? account)
    {
        var stone = Tombstone.Of(_hash, kind, id, ticket, account, _version);
        _tombstone.Bind(1, (long)stone.Kind);
        _tombstone.Bind(2, stone.Hash);
        _tombstone.Bind(3, stone.TicketHash);
        _tombstone.Bind(4, stone.AccountHash);
        _tombstone.Bind(5, stone.Version);
        _tombstone.Execute();
    }

    private SqliteUpserts<T> Upserts<T>(StoreTable<T> table)
    {
        if (_upserts.TryGetValue(table.Kind, out var known)) return (SqliteUpserts<T>)known;
        var made = new SqliteUpserts<T>(Keep, table);
        _upserts.Add(table.Kind, made);
        return made;
    }

    private SqliteStatement Keep(string sql)
    {
        var statement = Prepare(sql);
        _kept.Add(statement);
        return statement;
    }

    private SqliteStatement Prepare(string sql) => new(_connection, sql);

    private sealed class ReadTransaction(SqliteWriteSession session) : IDisposable
    {
        public void Dispose() => session.Rollback();
    }
}

using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace KpiApi.Storage.Sqlite;

/// <summary>The one connection that writes. A row is a prepared statement run: there is no round trip to save.</summary>
internal sealed class SqliteStore : IStore
{
    private readonly KpiDbContext _context;
    private readonly SqliteConnection _connection;
    private readonly Dictionary<RecordKind, IDisposable> _upserts = [];
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _rollback;
    private readonly SqliteStatement _readVersion;
    private readonly SqliteStatement _writeVersion;
    private readonly SqliteStatement _tombstone;
    private long _version;
    private bool _changed;

    public SqliteStore(SqliteProvider provider)
    {
        Provider = provider;
        _context = provider.CreateContext();
        _context.Database.OpenConnection();
        _connection = (SqliteConnection)_context.Database.GetDbConnection();
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
        _readVersion = Prepare("SELECT \"Version\" FROM \"store_version\"");
        _writeVersion = Prepare("UPDATE \"store_version\" SET \"Version\" = ?1");
        _tombstone = Prepare("INSERT INTO \"tombstones\" (\"Kind\", \"Id\", \"Ticket\", \"Version\") VALUES (?1, ?2, ?3, ?4)");
    }

    public StoreProvider Provider { get; }

    public void Begin()
    {
        _begin.Execute();
        _version = _readVersion.ReadInteger() + 1;
        _changed = false;
    }

    public void Upsert<T>(StoreTable<T> table, IReadOnlyList<T> rows, TouchedOwners touched, Action<UpsertCounts> done)
    {
        var upserts = Upserts(table);
        var (created, updated) = (0, 0);
        foreach (var row in rows)
        {
            var change = upserts.Upsert(row, _version);
            if (change.Outcome == Outcome.Unchanged) continue;
            if (change.Outcome == Outcome.Created) created++;
            else updated++;
            var moved = change.PreviousOwner is { } owner && owner != table.TicketOf!(row);
            if (moved) Bury(table.Kind, change.Id, change.PreviousOwner);
            table.Touch(touched, change);
        }

        _changed |= created + updated > 0;
        done(new(created, updated));
    }

    public int Delete<T>(StoreTable<T> table, IReadOnlyList<string> ids, TouchedOwners touched)
    {
        var (upserts, deleted) = (Upserts(table), 0);
        foreach (var id in ids)
        {
            if (upserts.Delete(id) is not { } change) continue;
            Bury(table.Kind, id, change.PreviousOwner);
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
        if (raw.sqlite3_get_autocommit(_connection.Handle) == 0) _rollback.Execute();
    }

    public void Dispose()
    {
        foreach (var statement in new[] { _begin, _commit, _rollback, _readVersion, _writeVersion, _tombstone }) statement.Dispose();
        foreach (var upserts in _upserts.Values) upserts.Dispose();
        _context.Dispose();
    }

    private void Bury(RecordKind kind, string id, string? ticket)
    {
        _tombstone.Bind(1, (long)kind);
        _tombstone.Bind(2, id);
        _tombstone.Bind(3, ticket);
        _tombstone.Bind(4, _version);
        _tombstone.Execute();
    }

    private SqliteUpserts<T> Upserts<T>(StoreTable<T> table)
    {
        if (_upserts.TryGetValue(table.Kind, out var known)) return (SqliteUpserts<T>)known;
        var made = new SqliteUpserts<T>(_connection.Handle!, table);
        _upserts.Add(table.Kind, made);
        return made;
    }

    private SqliteStatement Prepare(string sql) => new(_connection.Handle!, sql);
}

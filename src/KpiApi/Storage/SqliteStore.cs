using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace KpiApi.Storage;

/// <summary>
/// The one connection that writes: a transaction at a time, each with the next version. One thread at a time.
/// </summary>
internal sealed class SqliteStore : IDisposable
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
    private bool _changed;

    public SqliteStore(IDbContextFactory<KpiDbContext> contexts)
    {
        _context = contexts.CreateDbContext();
        _context.Database.OpenConnection();
        _connection = (SqliteConnection)_context.Database.GetDbConnection();
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
        _readVersion = Prepare("SELECT \"Version\" FROM \"store_version\"");
        _writeVersion = Prepare("UPDATE \"store_version\" SET \"Version\" = ?1");
        _tombstone = Prepare("INSERT INTO \"tombstones\" (\"Kind\", \"Id\", \"Ticket\", \"Version\") VALUES (?1, ?2, ?3, ?4)");
    }

    /// <summary>The version that the transaction's rows are stamped with.</summary>
    public long Version { get; private set; }

    public void Begin()
    {
        _begin.Execute();
        Version = _readVersion.ReadInteger() + 1;
        _changed = false;
    }

    public Change<T> Upsert<T>(StoreTable<T> table, T row)
    {
        var change = Upserts(table).Upsert(row, Version);
        if (change.Outcome == Outcome.Unchanged) return change;
        _changed = true;
        var moved = change.PreviousOwner is { } owner && owner != Owner(table, row);
        if (moved) Bury(table.Kind, change.Id, change.PreviousOwner);
        return change;
    }

    /// <summary>Null when there is no such row.</summary>
    public Change<T>? Delete<T>(StoreTable<T> table, string id)
    {
        var change = Upserts(table).Delete(id);
        if (change is null) return null;
        _changed = true;
        Bury(table.Kind, id, change.Value.PreviousOwner);
        return change;
    }

    /// <summary>The ids that a query finds, as the transaction sees them.</summary>
    public List<string> FindIds(string sql, Action<SqliteStatement> bind)
    {
        using var query = Prepare(sql);
        bind(query);
        return query.ReadRows(row => row.Text(0)!);
    }

    /// <summary>Makes the transaction count as a change though no row of it changes.</summary>
    public void RaiseVersion() => _changed = true;

    /// <summary>Durable when it returns: the version now current. A transaction that changed nothing raises none.</summary>
    public long Commit()
    {
        if (!_changed)
        {
            Rollback();
            return Version - 1;
        }

        try
        {
            _writeVersion.Bind(1, Version);
            _writeVersion.Execute();
            _commit.Execute();
            return Version;
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

    private static string? Owner<T>(StoreTable<T> table, T row) =>
        table.Columns.First(column => column.Name == table.Owner).Text!(row);

    private void Bury(RecordKind kind, string id, string? ticket)
    {
        _tombstone.Bind(1, (long)kind);
        _tombstone.Bind(2, id);
        _tombstone.Bind(3, ticket);
        _tombstone.Bind(4, Version);
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

using System.Data;
using KpiApi.Storage.Tables;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage.Databases.Servers;

/// <summary>
/// Writes to a database server. Upserts wait in a batch for each table until something has to see them, at the latest the commit: many small
/// requests that share a transaction share its round trips too.
/// </summary>
internal sealed class ServerWriteSession(ServerDialect dialect) : IWriteSession
{
    private readonly Dictionary<RecordKind, ServerBatch> _batches = [];
    private readonly TombstoneBatch _tombstones = new(dialect);
    private KpiDbContext? _context;
    private long _version;
    private bool _changed;

    public DatabaseDialect Dialect => dialect;

    public void Begin()
    {
        Rollback();
        _tombstones.Open();
        _context = dialect.CreateContext(StorePatience.Transaction);
        try
        {
            _context.Database.BeginTransaction(IsolationLevel.ReadCommitted);
            _version = dialect.Query(_context, dialect.RaiseVersionSql, row => row.Integer(0)!.Value).Single();
        }
        catch
        {
            Rollback();
            throw;
        }
    }

    public void Upsert<T>(StoreTable<T> table, IReadOnlyList<T> rows, TouchedOwners touched, Action<UpsertCounts> done) =>
        Batch(table).Add(rows, touched, done);

    public List<int>? TryMerge<T>(StoreTable<T> table, MergedRows<T> rows, TouchedOwners touched, Action<UpsertCounts> done) => null;

    public void Expect<T>(StoreTable<T> table, IEnumerable<string> ids) => Batch(table).Stored.Expect(ids);

    public T? Find<T>(StoreTable<T> table, string id)
    {
        var stored = Batch(table).Stored;
        if (stored.TryGet(id, out var row)) return row;
        // What waits may be what is looked for.
        Flush();
        return stored.Read(_context!, id);
    }

    public int Delete<T>(StoreTable<T> table, IReadOnlyList<string> ids, TouchedOwners touched)
    {
        Flush();
        var deleted = dialect.Query(
            _context!, Batch(table).DeleteSql, row => new Change<T>(row.Text(0)!, default, Outcome.Deleted, row.Text(1)) { PreviousAccount = row.Text(2) }, dialect.List(ids));
        foreach (var change in deleted)
        {
            Batch(table).Stored.Set(change.Id, default);
            _tombstones.Add(table.Kind, change.Id, change.PreviousOwner, change.PreviousAccount);
            table.Touch(touched, change);
        }

        _changed |= deleted.Count > 0;
        return deleted.Count;
    }

    public List<T> Query<T>(string sql, Func<StoreRow, T> read, params object[] values)
    {
        Flush();
        return dialect.Query(_context!, sql, read, values);
    }

    public void RaiseVersion() => _changed = true;

    public long Commit()
    {
        try
        {
            Flush();
            _tombstones.Flush(_context!, _version);
            if (!_changed) return _version - 1;
            Decide(_context!);
            return _version;
        }
        finally
        {
            Rollback();
        }
    }

    /// <summary>What is not committed is undone when its connection is given back.</summary>
    public void Rollback()
    {
        foreach (var batch in _batches.Values) batch.Clear();
        _tombstones.Clear();
        _context?.Dispose();
        (_context, _changed) = (null, false);
    }

    public void Dispose() => Rollback();

    private void Decide(KpiDbContext context)
    {
        try
        {
            context.Database.CommitTransaction();
        }
        catch (Exception failure) when (!dialect.CommitWasRejected(failure))
        {
            throw new CommitOutcomeUnknownException(failure);
        }
    }

    private void Flush()
    {
        foreach (var batch in _batches.Values) _changed |= batch.Flush(_context!, _version, _tombstones);
    }

    private ServerBatch<T> Batch<T>(StoreTable<T> table)
    {
        if (_batches.TryGetValue(table.Kind, out var known)) return (ServerBatch<T>)known;
        var made = new ServerBatch<T>(dialect, table, ServerTable.Of(table, _context!.Model));
        _batches.Add(table.Kind, made);
        return made;
    }
}

using System.Data.Common;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Databases.Sqlite;
using KpiApi.Storage.Tables;

namespace KpiApi.Tests.Storage.Outages;

/// <summary>The embedded database, with something that goes wrong when it is written to.</summary>
internal abstract class WrappedDialect(SqliteDialect real) : DatabaseDialect
{
    public override string Place => real.Place;

    public override string VersionSql => real.VersionSql;

    public override KpiDbContext CreateContext() => real.CreateContext();

    public override IWriteSession OpenSession() => Wrap(real.OpenSession());

    public override void Prepare() => real.Prepare();

    public override DbTransaction BeginView(KpiDbContext context) => real.BeginView(context);

    public override string FromAmong(string table, string column) => real.FromAmong(table, column);

    public override List<T> Query<T>(KpiDbContext context, string sql, Func<StoreRow, T> read, params object[] values) => real.Query(context, sql, read, values);

    public override StoreFailure Classify(Exception exception) => real.Classify(exception);

    protected abstract IWriteSession Wrap(IWriteSession session);
}

/// <summary>The session of a <see cref="WrappedDialect"/>, as it really is.</summary>
internal abstract class WrappedSession(DatabaseDialect dialect, IWriteSession real) : IWriteSession
{
    public DatabaseDialect Dialect => dialect;

    public virtual void Begin() => real.Begin();

    public void Upsert<T>(StoreTable<T> table, IReadOnlyList<T> rows, TouchedOwners touched, Action<UpsertCounts> done) => real.Upsert(table, rows, touched, done);

    public void Expect<T>(StoreTable<T> table, IEnumerable<string> ids) => real.Expect(table, ids);

    public T? Find<T>(StoreTable<T> table, string id) => real.Find(table, id);

    public List<int>? TryMerge<T>(StoreTable<T> table, MergedRows<T> rows, TouchedOwners touched, Action<UpsertCounts> done) => real.TryMerge(table, rows, touched, done);

    public int Delete<T>(StoreTable<T> table, IReadOnlyList<string> ids, TouchedOwners touched) => real.Delete(table, ids, touched);

    public List<T> Query<T>(string sql, Func<StoreRow, T> read, params object[] values) => real.Query(sql, read, values);

    public void RaiseVersion() => real.RaiseVersion();

    public virtual long Commit() => real.Commit();

    public void Rollback() => real.Rollback();

    public IDisposable? BeginView() => real.BeginView();

    public void Purge() => real.Purge();

    public void Dispose() => real.Dispose();
}

using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Databases;

/// <summary>
/// What the one writer needs of a database: a transaction at a time, each with the next version. Versions have no gap and are in the
/// order of commit, whoever else writes. One thread at a time.
/// </summary>
internal interface IWriteSession : IRowSource, IDisposable
{
    DatabaseDialect Dialect { get; }

    /// <summary>Waits until no other transaction of any process writes.</summary>
    void Begin();

    /// <summary>Announces ids that will be looked up, so that those of all writes of the transaction share a round trip.</summary>
    void Expect<T>(StoreTable<T> table, IEnumerable<string> ids);

    /// <summary>The row as the transaction has left it so far; null when there is none.</summary>
    T? Find<T>(StoreTable<T> table, string id);

    /// <param name="rows">In their order: the same id may come twice.</param>
    /// <param name="touched">Told every row that changed.</param>
    /// <param name="done">Told what was done, at the latest before the commit.</param>
    void Upsert<T>(StoreTable<T> table, IReadOnlyList<T> rows, TouchedOwners touched, Action<UpsertCounts> done);

    /// <summary>
    /// Merges each item when its turn comes and stores what can be stored. Null, and nothing is done, behind a network, where rows are better looked up
    /// all at once, beforehand.
    /// </summary>
    /// <returns>The places of those that were refused.</returns>
    List<int>? TryMerge<T>(StoreTable<T> table, MergedRows<T> rows, TouchedOwners touched, Action<UpsertCounts> done);

    /// <summary>Whether an event of a ticket is there, the ticket itself or not.</summary>
    bool HasEvents(string ticketId) => FindIds(RowSql.HasEvents(Dialect), Dialect.List([ticketId])).Count > 0;

    /// <summary>The number of rows that were there.</summary>
    int Delete<T>(StoreTable<T> table, IReadOnlyList<string> ids, TouchedOwners touched);

    /// <summary>The ids that a query finds, which are its first column.</summary>
    List<string> FindIds(string sql, params object[] values) => Query(sql, row => row.Text(0)!, values);

    /// <summary>Makes the transaction count as a change though no row of it changes.</summary>
    void RaiseVersion();

    /// <summary>Durable when it returns: the version now current. A transaction that changed nothing raises none.</summary>
    /// <exception cref="CommitOutcomeUnknownException">It may have been committed.</exception>
    long Commit();

    void Rollback();

    /// <summary>
    /// Between two transactions: what is read from now on is of one moment, and of the pages that the writer has in memory, until the result is
    /// disposed of. Null where another connection reads as well.
    /// </summary>
    IDisposable? BeginView() => null;

    /// <summary>After the commit of a deletion of which nothing may stay: no copy is left where the database keeps what it has deleted, as far as it lets that be done.</summary>
    /// <exception cref="TimeoutException">Somebody read for too long; it can be tried again.</exception>
    void Purge()
    {
    }
}

internal readonly record struct UpsertCounts(int Created, int Updated);

/// <summary>The connection was lost while committing. Sending the same again does no harm: what is stored stays as it is.</summary>
internal sealed class CommitOutcomeUnknownException(Exception inner) : Exception("It is not known whether the transaction was committed.", inner);

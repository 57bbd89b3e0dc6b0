using System.Data.Common;
using System.Text.Json;
using KpiApi.Storage.Tables;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage.Databases;

/// <summary>
/// What differs between the databases. Names are quoted and parameters named (@p1 and on) in a way that all of them understand.
/// </summary>
internal abstract class DatabaseDialect
{
    /// <summary>For the log: where the database is, without a secret.</summary>
    public abstract string Place { get; }

    /// <summary>Several processes may use the database at once.</summary>
    public virtual bool IsShared => true;

    /// <summary>For short questions.</summary>
    public abstract KpiDbContext CreateContext();

    /// <summary>For questions that may take longer; none waits for ever, because a network can swallow everything without a word.</summary>
    public virtual KpiDbContext CreateContext(StorePatience patience) => CreateContext();

    public abstract IWriteSession OpenSession();

    /// <summary>What has to be there before the database can be made.</summary>
    public virtual void Prepare() { }

    /// <summary>Brings the tables to this version's, of several processes one; a lock that a killed one held is gone with it.</summary>
    public virtual Task MigrateAsync(KpiDbContext context, CancellationToken cancel) => context.Database.MigrateAsync(cancel);

    /// <summary>Everything read through the context until the transaction ends is as of one moment.</summary>
    public abstract DbTransaction BeginView(KpiDbContext context);

    /// <summary>Reads the counter; inside a view, the version that the view sees whole.</summary>
    public abstract string VersionSql { get; }

    /// <summary>The rows of a table, as r, one of whose columns is among the texts of parameter @p1 (<see cref="List"/>).</summary>
    public abstract string FromAmong(string table, string column);

    /// <summary>Of the texts of parameter @p1 those that more than @p2 rows of a table have in a column, with the number of rows.</summary>
    public virtual string CountAmong(string table, string column) =>
        $"SELECT r.\"{column}\", COUNT(*) {FromAmong(table, column)} GROUP BY {Distinct($"r.\"{column}\"")} HAVING COUNT(*) > @p2";

    /// <summary>True for texts that are equal to the letter.</summary>
    public virtual string Same(string left, string right) => $"{left} = {right}";

    /// <summary>What to put after DISTINCT so that a text is told from all others.</summary>
    public virtual string Distinct(string column) => column;

    /// <summary>What ends an ordered query after so many rows.</summary>
    /// <param name="rows">The parameter that says how many.</param>
    public virtual string Limit(string rows) => $"LIMIT {rows}";

    /// <summary>Different texts as the one parameter that <see cref="FromAmong"/> takes.</summary>
    public virtual string List(IEnumerable<string> texts) => JsonSerializer.Serialize(texts);

    /// <summary>Every row of an answer.</summary>
    /// <param name="context">Its connection, and its transaction if it has one.</param>
    /// <param name="read">Makes something of a row.</param>
    /// <param name="values">Of the parameters @p1 and on, in the order of their first mention: texts and whole numbers.</param>
    public abstract List<T> Query<T>(KpiDbContext context, string sql, Func<StoreRow, T> read, params object[] values);

    /// <summary>Why the database cannot be opened, for whoever runs the service; null where the words of the failure say it best.</summary>
    public virtual string? Explain(Exception failure) => null;

    /// <summary>Why there is nothing to look through; null when there is, as far as can be told without opening it.</summary>
    public virtual string? Missing() => null;

    /// <summary>Damage that the database itself finds when it looks through all that it keeps, in sentences; none where only its own tools do that.</summary>
    public virtual IEnumerable<string> Damages(KpiDbContext context) => [];

    /// <summary>What a failure means for who would try again.</summary>
    public abstract StoreFailure Classify(Exception exception);
}

/// <summary>How long the database may take for a statement before it is taken to be away.</summary>
internal enum StorePatience : byte
{
    /// <summary>A few rows by their key.</summary>
    Question,

    /// <summary>A part of a transaction, which may wait for those of other processes; or all that has changed since a version.</summary>
    Transaction,

    /// <summary>Whole tables, or changes to them.</summary>
    Load,
}

internal enum StoreFailure : byte
{
    /// <summary>Trying again leads to the same.</summary>
    Permanent,

    /// <summary>Undone by the database because of what others did at the same time; at once again, it may well succeed.</summary>
    Conflict,

    /// <summary>The database is away or too busy; later, it may succeed.</summary>
    Unavailable,

    /// <summary>What the database kept is not what was written; only a backup helps.</summary>
    Damaged,
}

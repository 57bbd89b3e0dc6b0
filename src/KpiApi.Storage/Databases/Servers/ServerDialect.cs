using System.Data.Common;
using KpiApi.Storage.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace KpiApi.Storage.Databases.Servers;

/// <summary>
/// A database that is reached over a network, so that what counts is the number of round trips: a batch is one, and travels as one parameter
/// of JSON. Several processes may write; the lock on the counter's row lets one at a time.
/// </summary>
/// <param name="options">Whose times count where the connection string names none of its own.</param>
/// <param name="commandSeconds">That the connection string names for every statement; null where it names none.</param>
internal abstract class ServerDialect(StoreOptions options, int? commandSeconds) : DatabaseDialect
{
    private const int LoadSeconds = 300;

    protected int AnswerSeconds => options.AnswerSeconds;

    protected int QuestionSeconds => commandSeconds ?? AnswerSeconds;

    protected int TransactionSeconds => commandSeconds ?? 4 * AnswerSeconds;

    /// <summary>Raises the counter, locks its row until the transaction ends, and returns the new version as its last result.</summary>
    public abstract string RaiseVersionSql { get; }

    /// <summary>
    /// UPDATE where something differs, then INSERT what is not there. Parameters: the rows as JSON objects, each id once, with their Place;
    /// the version. Returns of each row that changed its id, whether it was created, and to which ticket it belonged before.
    /// </summary>
    public abstract string UpsertSql(ServerTable table);

    /// <summary>Parameters: tombstones as JSON objects, the version.</summary>
    public abstract string InsertTombstonesSql { get; }

    /// <summary>Parameter: the ids as a list. Returns of each row that was there its id, the ticket and the account it belonged to.</summary>
    public abstract string DeleteSql(ServerTable table);

    /// <summary>True when the server has said that it did not commit: the failure is no doubt.</summary>
    public abstract bool CommitWasRejected(Exception failure);

    /// <summary>Its type and size do not depend on the value, or the server would plan each length anew.</summary>
    protected abstract DbParameter Parameter(string name, object value);

    public override KpiDbContext CreateContext(StorePatience patience)
    {
        var context = CreateContext();
        if (patience != StorePatience.Question) context.Database.SetCommandTimeout(patience == StorePatience.Load ? commandSeconds ?? LoadSeconds : TransactionSeconds);
        return context;
    }

    public override IWriteSession OpenSession() => new ServerWriteSession(this);

    public override List<T> Query<T>(KpiDbContext context, string sql, Func<StoreRow, T> read, params object[] values)
    {
        context.Database.OpenConnection();
        using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = context.Database.GetCommandTimeout() ?? QuestionSeconds;
        command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
        for (var index = 0; index < values.Length; index++)
            command.Parameters.Add(Parameter($"p{index + 1}", values[index]));
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        var row = new ServerRow(reader);
        while (reader.Read()) rows.Add(read(row));
        // A failure after the rows is only told to who reads on.
        reader.NextResult();
        return rows;
    }
}

using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace KpiApi.Tests.Webhooks.Statements;

/// <summary>What EF would send to a database, taken down without one: every statement finds what lets the code go on to the next.</summary>
internal sealed class TakenStatements
{
    private readonly List<string> _statements = [];

    /// <summary>For a dialect.</summary>
    /// <param name="isEmbedded">Of a file, which may be opened: a name of memory needs no server.</param>
    public Action<DbContextOptionsBuilder> Take(bool isEmbedded) => options =>
    {
        options.AddInterceptors(new Commands(_statements), new NoTransactionOfItsOwn()).ReplaceService<IDbContextTransactionManager, NoTransactions>();
        if (!isEmbedded) options.AddInterceptors(new NoConnection());
    };

    /// <summary>Those of an action.</summary>
    public async Task<IReadOnlyList<string>> OfAsync(Func<Task> action)
    {
        _statements.Clear();
        await action();
        return [.. _statements.Distinct()];
    }

    private sealed class Commands(List<string> statements) : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            statements.Add(command.CommandText);
            return ValueTask.FromResult(InterceptionResult<DbDataReader>.SuppressWithResult(Found(command.CommandText)));
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            statements.Add(command.CommandText);
            return ValueTask.FromResult(InterceptionResult<int>.SuppressWithResult(1));
        }

        /// <summary>The number of a new row, the only row of a maximum, no to whether there is something, or no row.</summary>
        private static DataTableReader Found(string sql)
        {
            using var table = new DataTable { Locale = System.Globalization.CultureInfo.InvariantCulture };
            object? only = sql.Contains("INSERT", StringComparison.Ordinal) ? 1L : sql.StartsWith("SELECT MAX", StringComparison.OrdinalIgnoreCase) ? DBNull.Value : IsQuestion(sql) ? false : null;
            table.Columns.Add("Value", only is bool ? typeof(bool) : typeof(long));
            if (only is not null) table.Rows.Add(only);
            return table.CreateDataReader();
        }

        private static bool IsQuestion(string sql) => sql.StartsWith("SELECT EXISTS", StringComparison.Ordinal) || sql.StartsWith("SELECT CASE", StringComparison.Ordinal);
    }

    private sealed class NoConnection : DbConnectionInterceptor
    {
        public override InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) => InterceptionResult.Suppress();

        public override ValueTask<InterceptionResult> ConnectionOpeningAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(InterceptionResult.Suppress());
    }

    private sealed class NoTransactionOfItsOwn : SaveChangesInterceptor
    {
        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            eventData.Context!.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
            return ValueTask.FromResult(result);
        }
    }

#pragma warning disable CA1812 // EF makes it.
    private sealed class NoTransactions : IDbContextTransactionManager
#pragma warning restore CA1812
    {
        public IDbContextTransaction? CurrentTransaction => null;

        public IDbContextTransaction BeginTransaction() => new Transaction();

        public Task<IDbContextTransaction> BeginTransactionAsync(CancellationToken cancellationToken = default) => Task.FromResult(BeginTransaction());

        public void CommitTransaction()
        {
        }

        public Task CommitTransactionAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public void RollbackTransaction()
        {
        }

        public Task RollbackTransactionAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public void ResetState()
        {
        }

        public Task ResetStateAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
    }

    private sealed class Transaction : IDbContextTransaction
    {
        public Guid TransactionId => Guid.Empty;

        public void Commit()
        {
        }

        public Task CommitAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public void Rollback()
        {
        }

        public Task RollbackAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

using System.Data.Common;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Outbox;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace KpiApi.Storage.Tests.Databases;

[Needs(TestDatabase.PostgresVariable)]
public sealed class PostgreSqlTests : DatabaseTests
{
    [StoreFact]
    public async Task Account_erased_just_before_an_event_of_it_is_committed_leaves_no_event()
    {
        await using var store = await StartAsync();
        await store.WriteAsync(StoreTables.Tickets, Rows.Ticket("T-1", "A-1"));
        var lease = (await store.Service<LeaseStore>().TryTakeAsync("alerts", null, CancellationToken.None))!;
        var erasing = new BeforeCommit(async () =>
        {
            using var database = store.OpenDatabase();
            var erase = await EraseWrite.PrepareAsync("A-1", store.Service<DatabaseDialect>(), database, CancellationToken.None);
            await erase.ForgetAsync(database, CancellationToken.None);
            await store.WriteAsync(erase);
            await erase.ForgetAsync(database, CancellationToken.None);
        });
        var dialect = DatabaseDialects.Create(new() { Provider = store.Database.Provider, ConnectionString = store.Database.ConnectionString }, options => options.AddInterceptors(erasing));
        await new AlertOutbox(dialect, new OutboxSignal()).AppendAsync(lease, 1, [Told("any", "T-1") with { Ticket = "T-1" }], CancellationToken.None);
        using var after = store.OpenDatabase();
        Assert.Equal((0, 0, 0), (after.Tickets.Count(), after.AlertEvents.Count(), after.WebhookDeliveries.Count()));
    }

    private protected override TestDatabase NewDatabase() => TestDatabase.PostgreSql();

    /// <summary>Does something once, when all of a transaction is done but its commit.</summary>
    private sealed class BeforeCommit(Func<Task> action) : DbTransactionInterceptor
    {
        private bool _isDone;

        public override async ValueTask<InterceptionResult> TransactionCommittingAsync(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            if (!_isDone) await action();
            _isDone = true;
            return result;
        }
    }
}

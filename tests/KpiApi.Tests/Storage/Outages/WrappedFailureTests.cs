using KpiApi.Auth.Keys;
using KpiApi.Hooks;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Outbox;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KpiApi.Tests.Storage.Outages;

/// <summary>EF puts what fails in a save into an exception, and that, where it may pass, into another.</summary>
public sealed class WrappedFailureTests
{
    [Fact]
    public async Task Save_that_fails_and_may_not_the_next_time_is_a_store_that_is_away()
    {
        var saves = new FailingSaves();
        await using var app = await KpiApp.StartAsync(adjust: builder => builder.Services.AddSingleton(services =>
            DatabaseDialects.Create(services.GetRequiredService<IOptions<StoreOptions>>().Value, options => options.AddInterceptors(saves))));
        saves.Fail = true;
        var one = new OutboxEvent("a", "1", "ticket.waiting", 0, "{}") { Webhooks = [] };
        await Assert.ThrowsAsync<StoreUnavailableException>(() => app.Service<AlertOutbox>().AppendAsync(one, CancellationToken.None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => app.Service<RejectionStore>().AddAsync("hook", "{}", "[]"));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => app.Service<KeyStore>().AddAsync("name", Scopes.Admin, null, CancellationToken.None));

        saves.Fail = false;
        Assert.NotNull(await app.Service<AlertOutbox>().AppendAsync(one, CancellationToken.None));
    }

    [Fact]
    public void What_nobody_waits_for_any_more_did_not_go_wrong() =>
        Assert.Null(FailureCause.Of(new OperationCanceledException("cancelled", new SqliteException("interrupted", 9))));

    private sealed class FailingSaves : SaveChangesInterceptor
    {
        public bool Fail { get; set; }

        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) => Fail
            ? throw new InvalidOperationException("likely to pass", new DbUpdateException("a save", new SqliteException("disk I/O error", 10)))
            : base.SavingChangesAsync(eventData, result, cancellationToken);
    }
}

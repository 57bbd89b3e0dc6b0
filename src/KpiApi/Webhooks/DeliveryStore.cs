using KpiApi.Storage.Databases;
using KpiApi.Storage.Outbox;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Webhooks;

/// <summary>Deliveries in the store: what waits, what became of each attempt, and how webhooks fare.</summary>
internal sealed class DeliveryStore(IDbContextFactory<KpiDbContext> contexts, OutboxSignal signal, TimeProvider clock)
{
    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The webhooks whose first waiting delivery is due. One that waits for its next attempt holds back those behind it; one that is paused or disabled has none.</summary>
    public Task<List<string>> DueAsync(CancellationToken cancel) => InStoreAsync(async context =>
    {
        var (now, stopped) = (NowMs, context.WebhookConditions.Where(condition => condition.Trouble != WebhookTrouble.Failing));
        var first = await context.WebhookDeliveries.Where(row => row.State == DeliveryState.Pending && !stopped.Any(condition => condition.Webhook == row.Webhook))
            .GroupBy(row => row.Webhook).Select(waiting => waiting.Min(row => row.Seq)).ToListAsync(cancel);
        return first.Count == 0 ? [] : await context.WebhookDeliveries.Where(row => first.Contains(row.Seq) && row.NextAttemptMs <= now).Select(row => row.Webhook).ToListAsync(cancel);
    });

    /// <summary>The first that waits, if it is due. Read anew for each attempt: what was erased meanwhile is not sent.</summary>
    public Task<DueDelivery?> FirstDueAsync(string webhook, CancellationToken cancel) => InStoreAsync(async context =>
    {
        while (await context.WebhookDeliveries.AsNoTracking().Where(row => row.State == DeliveryState.Pending && row.Webhook == webhook).OrderBy(row => row.Seq).Take(1)
            .LeftJoin(context.AlertEvents, row => row.EventSeq, sent => sent.Seq, (row, sent) => new { Row = row, Event = sent }).SingleOrDefaultAsync(cancel) is { } first)
        {
            if (first.Event is { } sent) return first.Row.NextAttemptMs <= NowMs ? new DueDelivery(first.Row, sent) : null;
            // Its event was erased at the moment at which it was appended.
            await context.WebhookDeliveries.Where(row => row.Seq == first.Row.Seq).ExecuteDeleteAsync(cancel);
        }

        return null;
    });

    /// <summary>Ends the attempts of a delivery that the receiver has taken.</summary>
    /// <returns>True when the webhook had failed before; null when there was nothing to note any more.</returns>
    public Task<bool?> SaveDeliveredAsync(WebhookDelivery delivery, AttemptResult result) => TransactAsync<bool?>(async context =>
    {
        if (await SaveAttemptAsync(AsTried(context, delivery), result, DeliveryState.Delivered, 0) == 0) return null;
        return await context.WebhookConditions.Where(row => row.Webhook == delivery.Webhook).ExecuteDeleteAsync() > 0;
    });

    /// <summary>Notes an attempt that failed, and when the next one is due; null gives the delivery up, and pauses the webhook, or disables it where the receiver is gone.</summary>
    /// <returns>True when the webhook had not failed before; null when there was nothing to note any more.</returns>
    public Task<bool?> SaveFailedAsync(WebhookDelivery delivery, AttemptResult result, long? nextMs) => TransactAsync<bool?>(async context =>
    {
        var (webhook, trouble) = (delivery.Webhook, nextMs is not null ? WebhookTrouble.Failing : result.IsGone ? WebhookTrouble.Disabled : WebhookTrouble.Paused);
        if (await SaveAttemptAsync(AsTried(context, delivery), result, nextMs is null ? DeliveryState.Failed : DeliveryState.Pending, nextMs ?? 0) == 0) return null;
        var before = await context.WebhookConditions.AsNoTracking().SingleOrDefaultAsync(row => row.Webhook == webhook);
        await context.WebhookConditions.Where(row => row.Webhook == webhook).ExecuteDeleteAsync();
        context.WebhookConditions.Add(new() { Webhook = webhook, Trouble = trouble, LastError = result.Cause, SinceMs = nextMs is null ? result.AtMs : before?.SinceMs ?? result.AtMs });
        await context.SaveChangesAsync();
        return before is null;
    });

    /// <summary>Lets a webhook begin anew: what waits is due, and has a day again.</summary>
    public Task ResumeAsync(string webhook) => TransactAsync(async context =>
    {
        await context.WebhookConditions.Where(row => row.Webhook == webhook).ExecuteDeleteAsync();
        return await RestartAsync(context.WebhookDeliveries.Where(row => row.Webhook == webhook && row.State == DeliveryState.Pending && row.Attempts > 0));
    }, isMore: true);

    /// <summary>Delivers one again; null when there is no such delivery, false when it waits anyway.</summary>
    public Task<bool?> ReplayAsync(string webhook, long seq, bool isDryRun) => TransactAsync(async context =>
    {
        var one = context.WebhookDeliveries.Where(row => row.Webhook == webhook && row.Seq == seq);
        if (await one.Select(row => (DeliveryState?)row.State).SingleOrDefaultAsync() is not { } state) return default(bool?);
        if (state != DeliveryState.Pending && !isDryRun) await RestartAsync(one);
        return state != DeliveryState.Pending;
    }, isMore: !isDryRun);

    /// <summary>Of a webhook that is deleted.</summary>
    public Task<int> DeleteAllAsync(string webhook) => TransactAsync(async context =>
    {
        await context.WebhookConditions.Where(row => row.Webhook == webhook).ExecuteDeleteAsync();
        return await context.WebhookDeliveries.Where(row => row.Webhook == webhook).ExecuteDeleteAsync();
    });

    /// <summary>Deletes the deliveries of events before an instant, those that still wait for a webhook that is paused or disabled included.</summary>
    public Task<int> DeleteBeforeAsync(long ms, CancellationToken cancel) => InStoreAsync(context =>
        context.WebhookDeliveries.Where(row => context.AlertEvents.Any(sent => sent.Seq == row.EventSeq && sent.AtMs < ms)).ExecuteDeleteAsync(cancel));

    /// <summary>The newest first.</summary>
    /// <param name="before">The number of the last one that is known; null for none.</param>
    public Task<List<DueDelivery>> ListAsync(string webhook, DeliveryState? state, long? before, int limit) => InStoreAsync(context =>
        context.WebhookDeliveries.AsNoTracking().Where(row => row.Webhook == webhook && (before == null || row.Seq < before) && (state == null || row.State == state)).OrderByDescending(row => row.Seq)
            .Join(context.AlertEvents, row => row.EventSeq, sent => sent.Seq, (row, sent) => new DueDelivery(row, sent)).Take(limit).ToListAsync());

    /// <summary>How all webhooks fare that fail, wait or have delivered.</summary>
    public Task<IReadOnlyDictionary<string, WebhookHealth>> HealthAsync(CancellationToken cancel) => InStoreAsync(context => WebhookHealth.ReadAsync(context, cancel));

    private static Task<int> RestartAsync(IQueryable<WebhookDelivery> some) => some.ExecuteUpdateAsync(row => row
        .SetProperty(delivery => delivery.State, DeliveryState.Pending).SetProperty(delivery => delivery.Attempts, 0)
        .SetProperty(delivery => delivery.FirstAttemptMs, default(long?)).SetProperty(delivery => delivery.NextAttemptMs, 0));

    /// <summary>The delivery unless it was erased since it was read, or tried by another process.</summary>
    private static IQueryable<WebhookDelivery> AsTried(KpiDbContext context, WebhookDelivery read) =>
        context.WebhookDeliveries.Where(row => row.Seq == read.Seq && row.State == DeliveryState.Pending && row.LastAttemptMs == read.LastAttemptMs);

    private static Task<int> SaveAttemptAsync(IQueryable<WebhookDelivery> one, AttemptResult result, DeliveryState state, long nextMs) =>
        one.ExecuteUpdateAsync(row => row
            .SetProperty(kept => kept.State, state).SetProperty(kept => kept.Attempts, kept => kept.Attempts + 1)
            .SetProperty(kept => kept.FirstAttemptMs, kept => kept.FirstAttemptMs ?? result.AtMs).SetProperty(kept => kept.LastAttemptMs, result.AtMs).SetProperty(kept => kept.NextAttemptMs, nextMs)
            .SetProperty(kept => kept.LastStatus, result.Status).SetProperty(kept => kept.LastError, result.Error));

    /// <param name="isMore">Something may be due now.</param>
    private async Task<T> TransactAsync<T>(Func<KpiDbContext, Task<T>> work, bool isMore = false)
    {
        var done = await InStoreAsync(async context =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync();
            var result = await work(context);
            await transaction.CommitAsync();
            return result;
        });
        if (isMore) signal.Set();
        return done;
    }

    private async Task<T> InStoreAsync<T>(Func<KpiDbContext, Task<T>> work)
    {
        await using var context = await contexts.CreateDbContextAsync();
        try
        {
            return await work(context);
        }
        catch (Exception failure) when (FailureCause.Of(failure) is not null)
        {
            throw new StoreUnavailableException("The store did not answer about deliveries.", failure);
        }
    }
}

/// <summary>A delivery and its event.</summary>
internal sealed record DueDelivery(WebhookDelivery Delivery, AlertEvent Event);

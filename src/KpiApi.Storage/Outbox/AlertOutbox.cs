using System.Security.Cryptography;
using System.Text;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage.Outbox;

/// <summary>Keeps the events of alerts: each once, with its deliveries, in the transaction that notes how far the evaluation has come (a transactional outbox).</summary>
internal sealed class AlertOutbox(DatabaseDialect dialect, OutboxSignal signal)
{
    private const int MaxAttempts = 3;

    /// <summary>Stores events and their deliveries, and moves the position of the lease.</summary>
    /// <param name="lease">In whose name this is done.</param>
    /// <param name="position">How far the holder has evaluated with this.</param>
    /// <param name="events">In the order in which they are to be delivered. One whose key was used before is left out, with its deliveries, and one of what is no longer there.</param>
    /// <returns>Those that were new; null when the lease is lost, and nothing was stored.</returns>
    /// <exception cref="StoreUnavailableException">Nothing was stored, or it is not known; the same again is safe.</exception>
    public async Task<IReadOnlyList<AlertEvent>?> AppendAsync(HeldLease lease, long position, IReadOnlyList<OutboxEvent> events, CancellationToken cancel)
    {
        var stored = await TransactAsync(async context => await MoveAsync(context, lease, position, cancel) ? await AddAsync(context, events, cancel) : null, cancel);
        // An embedded database has one writer at a time. On a server an account may have been erased between the look at it and the commit.
        if (stored is not null && dialect.IsShared) await TransactAsync(context => ForgetGoneAsync(context, events, cancel), cancel);
        return stored;
    }

    /// <summary>Stores an event that nobody evaluates, such as a test.</summary>
    /// <returns>It as it is stored; null when its key was used before.</returns>
    /// <exception cref="StoreUnavailableException">Nothing was stored, or it is not known; the same again is safe.</exception>
    public async Task<AlertEvent?> AppendAsync(OutboxEvent one, CancellationToken cancel) =>
        (await TransactAsync(async context => await AddAsync(context, [one], cancel), cancel))!.SingleOrDefault();

    /// <summary>Forgets an alert that is deleted: its history, and what of it is still to be delivered.</summary>
    public Task DeleteAlertAsync(string alert, CancellationToken cancel) => TransactAsync(async context =>
    {
        var events = context.AlertEvents.Where(row => row.Alert == alert);
        await context.WebhookDeliveries.Where(delivery => events.Any(row => row.Seq == delivery.EventSeq)).ExecuteDeleteAsync(cancel);
        await events.ExecuteDeleteAsync(cancel);
        return [];
    }, cancel);

    private static async Task<bool> MoveAsync(KpiDbContext context, HeldLease lease, long position, CancellationToken cancel) =>
        await context.Leases.Where(row => row.Name == lease.Name && row.Holder == lease.Holder).ExecuteUpdateAsync(row => row.SetProperty(kept => kept.Position, position), cancel) > 0;

    private static async Task<IReadOnlyList<AlertEvent>?> AddAsync(KpiDbContext context, IReadOnlyList<OutboxEvent> events, CancellationToken cancel)
    {
        var (known, gone) = (new HashSet<(string Alert, string Key)>(), await GoneSubjects.FindAsync(context, events, cancel));
        foreach (var alert in events.GroupBy(one => one.Alert, one => Hash(one.OnceKey)))
        {
            var (id, keys) = (alert.Key, alert.ToList());
            known.UnionWith((await context.AlertEvents.Where(row => row.Alert == id && keys.Contains(row.OnceKey)).Select(row => row.OnceKey).ToListAsync(cancel)).Select(key => (id, key)));
        }

        var added = (from one in events
                     let key = Hash(one.OnceKey)
                     where !gone.Contains(one) && known.Add((one.Alert, key))
                     select (Row: new AlertEvent { Alert = one.Alert, OnceKey = key, Subject = one.Subject, Type = one.Type, AtMs = one.AtMs, Body = one.Body }, one.Webhooks)).ToList();
        context.AlertEvents.AddRange(added.Select(one => one.Row));
        await context.SaveChangesAsync(cancel);
        context.WebhookDeliveries.AddRange(added.SelectMany(one => Deliveries(one.Row, one.Webhooks)));
        await context.SaveChangesAsync(cancel);
        return [.. added.Select(one => one.Row)];
    }

    private static async Task<IReadOnlyList<AlertEvent>?> ForgetGoneAsync(KpiDbContext context, IReadOnlyList<OutboxEvent> events, CancellationToken cancel)
    {
        foreach (var one in await GoneSubjects.FindAsync(context, events, cancel))
        {
            var (alert, key) = (one.Alert, Hash(one.OnceKey));
            var rows = context.AlertEvents.Where(row => row.Alert == alert && row.OnceKey == key);
            await context.WebhookDeliveries.Where(delivery => rows.Any(row => row.Seq == delivery.EventSeq)).ExecuteDeleteAsync(cancel);
            await rows.ExecuteDeleteAsync(cancel);
        }

        return [];
    }

    private static IEnumerable<WebhookDelivery> Deliveries(AlertEvent row, IReadOnlyList<string> webhooks)
    {
        var message = $"msg_{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
        return webhooks.Distinct(StringComparer.Ordinal).Select(webhook => new WebhookDelivery { Webhook = webhook, EventSeq = row.Seq, MessageId = message, NextAttemptMs = 0 });
    }

    /// <summary>Of one length, and no text that a database compares in its own way: to some, 'a' is 'a '.</summary>
    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>On SQLite the transaction waits for the writer's, as that waits for this one.</summary>
    private async Task<IReadOnlyList<AlertEvent>?> TransactAsync(Func<KpiDbContext, Task<IReadOnlyList<AlertEvent>?>> work, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var context = dialect.CreateContext(StorePatience.Transaction);
                await using var transaction = await context.Database.BeginTransactionAsync(cancel);
                if (await work(context) is not { } done) return null;
                await transaction.CommitAsync(cancel);
                if (done.Count > 0) signal.Set();
                return done;
            }
            catch (Exception failure) when (attempt < MaxAttempts && dialect.Classify(failure) == StoreFailure.Conflict)
            {
                // Another process was there at the same time; what it stored is found now.
            }
            catch (Exception failure) when (FailureCause.Of(failure) is not null)
            {
                throw new StoreUnavailableException("The store did not take the events of alerts.", failure);
            }
        }
    }
}

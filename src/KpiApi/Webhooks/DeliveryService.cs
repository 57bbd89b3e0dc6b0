using System.Collections.Concurrent;
using KpiApi.Settings;
using KpiApi.Storage.ColumnsFile;
using KpiApi.Storage.Outbox;
using Microsoft.Extensions.Options;

namespace KpiApi.Webhooks;

/// <summary>
/// Delivers what waits, in one process at a time: each webhook in its order, webhooks side by side. A slow receiver keeps no other waiting,
/// because each attempt takes a slot of its own for a bounded time.
/// </summary>
internal sealed partial class DeliveryService(
    LeaseRunner leases, WebhookCourier courier, DeliveryStore store, OutboxSignal signal, CurrentSettings settings, WebhookOverview overview, StoreReadiness readiness, IOptions<WebhookOptions> options, TimeProvider clock, ILogger<DeliveryService> logger)
    : BackgroundService
{
    public const string Lease = "webhooks";

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_overview = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_cleaning = TimeSpan.FromHours(1);

    /// <summary>What cannot be done now, because the store does not answer or refuses what is written.</summary>
    private readonly ConcurrentDictionary<Work, bool> _failing = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Without a webhook there is nothing to hold a lease for; and while facts are loaded, changes of settings are not followed.
        while ((settings.Current.Webhooks.IsEmpty || !readiness.IsReady) && !stoppingToken.IsCancellationRequested) await PauseAsync(s_look, stoppingToken);
        await Task.WhenAll(leases.RunAsync(Lease, DeliverAsync, stoppingToken), WatchAsync(stoppingToken));
    }

    private async Task DeliverAsync(HeldLease lease, CancellationToken cancel)
    {
        var (running, tasks) = (new ConcurrentDictionary<string, bool>(StringComparer.Ordinal), new List<Task>());
        long? cleaned = null;
        while (!cancel.IsCancellationRequested)
        {
            var next = signal.Next;
            await AttemptAsync(Work.Look, async () =>
            {
                if (cleaned is null || clock.GetElapsedTime(cleaned.Value) > s_cleaning)
                {
                    await store.DeleteBeforeAsync(clock.GetUtcNow().AddDays(-options.Value.KeepDays).ToUnixTimeMilliseconds(), cancel);
                    cleaned = clock.GetTimestamp();
                }

                tasks.RemoveAll(task => task.IsCompleted);
                foreach (var webhook in await store.DueAsync(cancel))
                    if (settings.Current.Webhooks.ContainsKey(webhook) && running.TryAdd(webhook, true)) tasks.Add(Task.Run(() => DeliverAllAsync(webhook, running, cancel), CancellationToken.None));
            }, cancel);
            await next.WaitAsync(s_look, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(tasks);
    }

    private async Task DeliverAllAsync(string webhook, ConcurrentDictionary<string, bool> running, CancellationToken cancel)
    {
        var (isMore, isDone) = (true, false);
        while (isMore && !cancel.IsCancellationRequested)
        {
            isMore = false;
            await AttemptAsync(Work.Deliver, async () =>
            {
                isMore = await courier.DeliverNextAsync(webhook, cancel);
                isDone = !isMore;
            }, cancel);
        }

        // Taken out before the signal: what came in the meantime finds nobody running, and is begun at once. But after a failure of the store only at the next look, or a receiver would get the same all the time.
        running.TryRemove(webhook, out _);
        if (isDone) signal.Set();
    }

    private async Task WatchAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await AttemptAsync(Work.Watch, async () => overview.Update(settings.Current, await store.HealthAsync(stop)), stop);
            await PauseAsync(s_overview, stop);
        }
    }

    private Task PauseAsync(TimeSpan pause, CancellationToken cancel) => Task.Delay(pause, clock, cancel);

    /// <summary>A failure is logged when it begins and when it has ended, and what was to be done is done at a later look.</summary>
    private async Task AttemptAsync(Work work, Func<Task> action, CancellationToken cancel)
    {
        try
        {
            await action();
            if (_failing.TryRemove(work, out _) && _failing.IsEmpty) Log.Again(logger);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Stopping, or the lease is lost.
        }
#pragma warning disable CA1031 // Any failure: other webhooks and later attempts go on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            if (_failing.IsEmpty) Log.Failed(logger, failure);
            _failing.TryAdd(work, true);
        }
    }

    private enum Work : byte
    {
        Look,
        Deliver,
        Watch,
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "What waits for webhooks cannot be read or written; this is tried again and again")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Information, Message = "What waits for webhooks is read and written again")]
        public static partial void Again(ILogger logger);
    }
}

using KpiApi.Storage.Databases;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Outbox;

/// <summary>
/// Runs a task in one process at a time. The holder renews its lease; whoever sees a lease not renewed for <see cref="Lifetime"/>, by its own
/// stopwatch, takes it, so that differing clocks do no harm. A holder that cannot renew stops as soon as another may have taken over.
/// </summary>
internal sealed partial class LeaseRunner(LeaseStore leases, DatabaseDialect dialect, TimeProvider clock, ILogger<LeaseRunner> logger)
{
    /// <summary>Together with the looks of others less than the ten seconds within which a dead holder is replaced.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(7);

    private static readonly TimeSpan s_renewal = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    /// <summary>Returns when it is to stop, and the lease is given back.</summary>
    /// <param name="work">Begins with each taking of the lease; its token is cancelled when the lease may be lost. A failure of it is logged, and it begins again.</param>
    public async Task RunAsync(string name, Func<HeldLease, CancellationToken, Task> work, CancellationToken stop)
    {
        var watch = new Watch(dialect.IsShared, clock);
        var isAway = false;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var seen = await leases.FindAsync(name, stop);
                if (watch.IsFree(seen) && await leases.TryTakeAsync(name, seen, stop) is { } lease) await HoldAsync(lease, work, stop);
                isAway = false;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Any failure: a loop that ends would leave the task without a holder.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                if (!isAway) Log.Interrupted(logger, failure, name);
                isAway = true;
            }

            await Task.Delay(s_look, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task HoldAsync(HeldLease lease, Func<HeldLease, CancellationToken, Task> work, CancellationToken stop)
    {
        Log.Taken(logger, lease.Name);
        // Runs out by itself unless a renewal sets it anew: also while the store does not answer.
        using var lifetime = new CancellationTokenSource(Lifetime, clock);
        using var working = CancellationTokenSource.CreateLinkedTokenSource(stop, lifetime.Token);
        var task = Task.Run(() => work(lease, working.Token), CancellationToken.None);
        var renewing = RenewAsync(lease, lifetime, working.Token);
        await Task.WhenAny(task, renewing);
        await working.CancelAsync();
        await renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (lifetime.IsCancellationRequested) Log.Lost(logger, lease.Name);
        await leases.GiveBackAsync(lease, CancellationToken.None);
        if (task.IsFaulted) await task;
        if (renewing.IsFaulted) await renewing;
    }

    private async Task RenewAsync(HeldLease lease, CancellationTokenSource lifetime, CancellationToken cancel)
    {
        while (true)
        {
            await Task.Delay(s_renewal, clock, cancel);
            var began = clock.GetTimestamp();
            try
            {
                if (!await leases.RenewAsync(lease, cancel)) break;
                // Counted from before the renewal, as others may have seen it then.
                lifetime.CancelAfter(Lifetime - clock.GetElapsedTime(began) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero);
            }
            catch (Exception failure) when (failure is not OperationCanceledException && dialect.Classify(failure) is StoreFailure.Unavailable or StoreFailure.Conflict)
            {
                // Tried again until the lifetime ends.
            }
        }

        await lifetime.CancelAsync();
    }

    /// <summary>Finds out whether a lease has no holder any more.</summary>
    private sealed class Watch(bool isShared, TimeProvider clock)
    {
        private (string Holder, long Renewals) _last;
        private long _since;
        private bool _hasLooked;

        public bool IsFree(Lease? seen)
        {
            // The one process of an embedded database has just begun: the holder is one that ended.
            var isFirst = !_hasLooked;
            _hasLooked = true;
            if (seen is null or { Holder: "" } || (isFirst && !isShared)) return true;
            if (_last == (seen.Holder, seen.Renewals)) return clock.GetElapsedTime(_since) >= Lifetime;
            (_last, _since) = ((seen.Holder, seen.Renewals), clock.GetTimestamp());
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "This process has the lease {Name}")]
        public static partial void Taken(ILogger logger, string name);

        [LoggerMessage(Level = LogLevel.Warning, Message = "This process has lost the lease {Name}")]
        public static partial void Lost(ILogger logger, string name);

        [LoggerMessage(Level = LogLevel.Error, Message = "The work of the lease {Name} was interrupted; it is tried again")]
        public static partial void Interrupted(ILogger logger, Exception exception, string name);
    }
}

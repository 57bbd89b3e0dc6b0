using KpiApi.Storage.ColumnsFile;
using KpiApi.Storage.Databases;
using Microsoft.Extensions.Options;

namespace KpiApi.Storage.Feed;

/// <summary>
/// Writes the snapshot file in the background: after facts were derived from the store, now and then when enough has changed, and
/// when the service stops. Reads an immutable state, so nobody waits for it.
/// </summary>
internal sealed class ColumnsFileSchedule(FactFeed feed, ColumnsFileCache file, IOptions<StoreOptions> options, TimeProvider clock) : BackgroundService
{
    /// <summary>A start reads the changes of that share of the owners about as fast as the file.</summary>
    private const int OneIn = 100;

    private static readonly TimeSpan s_checkInterval = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _interval = TimeSpan.FromMinutes(options.Value.SnapshotMinutes);
    private FeedPoint? _written;
    private bool _failed;
    private int _forgotten;
    private long _last;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (file.FullName is not null && feed.State is { Snapshot.Version: > 0 } state && (state.Point != Last || IsForgotten)) Write(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (file.FullName is null) return;
        _last = clock.GetTimestamp();
        using var timer = new PeriodicTimer(s_checkInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                // A thread of its own, because the pool's few belong to the requests.
                if (IsDue()) await Task.Factory.StartNew(() => Write(stoppingToken), stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping: StopAsync writes once more.
        }
    }

    /// <summary>What the file holds; null when there is none.</summary>
    private FeedPoint? Last => _written ?? feed.Restored;

    private bool IsForgotten => file.Forgotten > _forgotten;

    private bool IsDue()
    {
        if (feed.State is not { Snapshot.Version: > 0 } state || feed.IsDeriving) return false;
        var hasTimeCome = clock.GetElapsedTime(_last) >= _interval;
        if (_failed && !hasTimeCome) return false;
        if (Last is not { } last || IsForgotten || last.Edition != state.Rules.Edition) return true;
        return hasTimeCome && ((state.Changed - last.Changed) * OneIn > state.Snapshot.OwnerCount || state.Removed > last.Removed);
    }

    private void Write(CancellationToken cancel)
    {
        _forgotten = file.Forgotten;
        var state = feed.State!;
        _failed = !file.TryWrite(state, _forgotten, cancel) && !IsForgotten;
        if (!_failed && !IsForgotten) _written = state.Point;
        _last = clock.GetTimestamp();
    }
}

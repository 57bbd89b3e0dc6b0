using KpiApi.Settings;
using KpiApi.Storage.ColumnsFile;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Outbox;

namespace KpiApi.Alerts.Evaluation;

/// <summary>
/// Evaluates all alerts, in one process at a time. A publish only signals: whoever writes never waits for alerts. Between signals it looks every
/// second, by the wall clock, so that a clock that jumps is noticed.
/// </summary>
internal sealed class AlertEvaluation : BackgroundService
{
    private const string LeaseName = "alerts";

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    private readonly LeaseRunner _leases;
    private readonly StoreReadiness _readiness;
    private readonly FeedStatus _status;
    private readonly CurrentSettings _settings;
    private readonly TimeProvider _clock;
    private readonly Func<HeldLease, AlertRounds> _begin;
    private TaskCompletionSource _published = NewSignal();
    private TaskCompletionSource _ended = NewSignal();

    public AlertEvaluation(LeaseRunner leases, StoreReadiness readiness, FeedStatus status, CurrentSettings settings, TimeProvider clock, IServiceProvider services)
    {
        (_leases, _readiness, _status, _settings, _clock) = (leases, readiness, status, settings, clock);
        _begin = lease => ActivatorUtilities.CreateInstance<AlertRounds>(services, lease);
        _status.Published += Signal;
    }

    /// <summary>Returns when a round that began after the call has ended.</summary>
    public async Task SettledAsync(CancellationToken cancel)
    {
        // The round that runs may have begun before.
        for (var rounds = 0; rounds < 2; rounds++)
        {
            var ended = Volatile.Read(ref _ended).Task;
            Signal();
            await ended.WaitAsync(cancel);
        }
    }

    public override void Dispose()
    {
        _status.Published -= Signal;
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A desk without alerts is not written to for them.
        while (!_readiness.IsReady || _settings.Current.Alerts.IsEmpty)
        {
            var published = Volatile.Read(ref _published).Task;
            await Task.WhenAny(published, Task.Delay(s_look, _clock, stoppingToken));
            if (stoppingToken.IsCancellationRequested) return;
        }

        await _leases.RunAsync(LeaseName, HoldAsync, stoppingToken);
    }

    private async Task HoldAsync(HeldLease lease, CancellationToken cancel)
    {
        var rounds = _begin(lease);
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            // The signal before the look: what is published meanwhile is not missed.
            var published = Volatile.Read(ref _published).Task;
            if (!await rounds.NextAsync(cancel)) continue;
            Interlocked.Exchange(ref _ended, NewSignal()).TrySetResult();
            await Task.WhenAny(published, Task.Delay(s_look, _clock, cancel));
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Signal() => Interlocked.Exchange(ref _published, NewSignal()).TrySetResult();
}

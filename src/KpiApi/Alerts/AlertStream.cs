using KpiApi.Changes;
using KpiApi.Settings;
using KpiApi.Storage.Writing;

namespace KpiApi.Alerts;

/// <summary>Publishes what alerts report to the listeners of the stream, whichever process evaluated them: while there are alerts it looks for new events in the store every second, and at once after those of this process.</summary>
internal sealed class AlertStream(AlertHistory history, StreamMessages messages, CurrentSettings settings, TimeProvider clock) : BackgroundService
{
    private const string EventName = "alert";
    private const int PageSize = 100;

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    private TaskCompletionSource _stored = NewSignal();

    /// <summary>This process has stored events.</summary>
    public void Signal() => Interlocked.Exchange(ref _stored, NewSignal()).TrySetResult();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long? last = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            var stored = Volatile.Read(ref _stored).Task;
            try
            {
                // What was reported before the start is in the history. Without alerts nothing is reported.
                if (last is null) last = await history.LastAsync();
                else if (!settings.Current.Alerts.IsEmpty) last = await SendAsync(last.Value);
            }
            catch (StoreUnavailableException)
            {
                // Looked for again in a second; that the store is away is logged elsewhere.
            }

            await Task.WhenAny(stored, Task.Delay(s_look, clock, stoppingToken));
        }
    }

    private async Task<long> SendAsync(long seq)
    {
        while (await history.ReadAfterAsync(seq, PageSize) is { Count: > 0 } events)
            foreach (var row in events)
            {
                seq = row.Seq;
                // Of an alert that is gone it is not known whom it named.
                if (settings.Current.Alerts.TryGetValue(row.Alert, out var alert)) messages.Send(new(EventName, row.Body, alert.NamesAgent));
            }

        return seq;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

using KpiApi.Changes;
using KpiApi.Settings;
using KpiApi.Storage.Writing;

namespace KpiApi.Alerts;

/// <summary>Tells the listeners of the stream what alerts tell, whichever process evaluated them: while there are alerts it looks for new events in the store every second, and at once after those of this process.</summary>
internal sealed class AlertStream(AlertHistory history, StreamMessages messages, CurrentSettings settings, TimeProvider clock) : BackgroundService
{
    private const string EventName = "alert";
    private const int PageSize = 100;

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    private TaskCompletionSource _told = NewSignal();

    /// <summary>This process has stored events.</summary>
    public void Signal() => Interlocked.Exchange(ref _told, NewSignal()).TrySetResult();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long? last = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            var told = Volatile.Read(ref _told).Task;
            try
            {
                // What was told before the start is in the history. Without alerts nothing is told.
                if (last is null) last = await history.LastAsync();
                else if (!settings.Current.Alerts.IsEmpty) last = await SendAsync(last.Value);
            }
            catch (StoreUnavailableException)
            {
                // Looked for again in a second; that the store is away is told elsewhere.
            }

            await Task.WhenAny(told, Task.Delay(s_look, clock, stoppingToken));
        }
    }

    private async Task<long> SendAsync(long seq)
    {
        while (await history.ReadAfterAsync(seq, PageSize) is { Count: > 0 } told)
            foreach (var row in told)
            {
                seq = row.Seq;
                // Of an alert that is gone it is not known whom it named.
                if (settings.Current.Alerts.TryGetValue(row.Alert, out var alert)) messages.Send(new(EventName, row.Body, alert.NamesAgent));
            }

        return seq;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

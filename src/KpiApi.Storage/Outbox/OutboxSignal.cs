namespace KpiApi.Storage.Outbox;

/// <summary>Wakes who delivers in this process, so that only what other processes append waits for the next look.</summary>
internal sealed class OutboxSignal
{
    private TaskCompletionSource _next = NewSignal();

    /// <summary>Completes when there is more to deliver. To be taken before the look, so that nothing falls between.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Set() => Interlocked.Exchange(ref _next, NewSignal()).TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

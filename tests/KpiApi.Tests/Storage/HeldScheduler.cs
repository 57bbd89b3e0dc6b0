using System.Collections.Concurrent;

namespace KpiApi.Tests.Storage;

/// <summary>Lets tasks wait until the test lets them run.</summary>
internal sealed class HeldScheduler : TaskScheduler
{
    private readonly ConcurrentQueue<Task> _held = new();
    private volatile bool _isReleased;

    public bool HoldsAny => !_held.IsEmpty;

    public void Release()
    {
        _isReleased = true;
        while (_held.TryDequeue(out var task)) Run(task);
    }

    protected override void QueueTask(Task task)
    {
        if (_isReleased) Run(task);
        else _held.Enqueue(task);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _held;

    private void Run(Task task) => ThreadPool.QueueUserWorkItem(_ => TryExecuteTask(task));
}

using System.Collections.Concurrent;

namespace KpiApi.Tests.Kpis.Admission;

/// <summary>Waits of at least <paramref name="shortest"/> end when a test says so; all others run as ever.</summary>
internal sealed class HeldClock(TimeSpan shortest) : TimeProvider
{
    private readonly ConcurrentQueue<HeldTimer> _held = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < shortest)
            return base.CreateTimer(callback, state, dueTime, period);
        var timer = new HeldTimer(callback, state);
        _held.Enqueue(timer);
        return timer;
    }

    public void EndWaits()
    {
        while (_held.TryDequeue(out var timer)) timer.End();
    }

    private sealed class HeldTimer(TimerCallback callback, object? state) : ITimer
    {
        private volatile bool _isDisposed;

        public bool Change(TimeSpan dueTime, TimeSpan period) => !_isDisposed;

        public void End()
        {
            if (!_isDisposed) callback(state);
        }

        public void Dispose() => _isDisposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

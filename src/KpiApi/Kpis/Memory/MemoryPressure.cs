using KpiApi.Engine.Execution;
using KpiApi.Kpis.Caching;

namespace KpiApi.Kpis.Memory;

/// <summary>
/// Looks after each full collection how much memory is left, and gives up what can be made again (counted parts, kept answers) before it runs out:
/// without them the service is slower, without memory it is gone.
/// </summary>
internal sealed class MemoryPressure(QueryExecutor executor, AnswerCache answers) : IHostedService
{
    /// <summary>Of the memory that the collector may take, in percent.</summary>
    private const int HighPercent = 75;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = new AfterFullCollection(new WeakReference<MemoryPressure>(this));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What the collector itself calls much, or what is much of what it has: its hard limit need not be that of the machine.</summary>
    public static bool IsHigh(in GCMemoryInfo memory) =>
        memory.MemoryLoadBytes >= memory.HighMemoryLoadThresholdBytes || memory.HeapSizeBytes >= memory.TotalAvailableMemoryBytes / 100 * HighPercent;

    public void GiveUp()
    {
        executor.ClearCache();
        answers.Clear();
    }

    private void Check()
    {
        if (IsHigh(GC.GetGCMemoryInfo(GCKind.Any)))
            GiveUp();
    }

    /// <summary>
    /// Nobody holds it, so each collection that reaches its generation, soon the oldest, finds it dead and runs its finalizer, which sets it up again.
    /// Registering for the collector's own notification works only without a second thread for collecting.
    /// </summary>
    private sealed class AfterFullCollection(WeakReference<MemoryPressure> owner)
    {
        ~AfterFullCollection()
        {
            if (!owner.TryGetTarget(out var pressure) || Environment.HasShutdownStarted)
                return;
            pressure.Check();
            GC.ReRegisterForFinalize(this);
        }
    }
}

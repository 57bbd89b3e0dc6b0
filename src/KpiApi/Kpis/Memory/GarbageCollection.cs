namespace KpiApi.Kpis.Memory;

/// <summary>
/// Gives memory back that nothing uses. The runtime does so by itself when the machine's memory runs short, and knows nothing of a smaller budget: on a
/// processor with a large cache it lets hundreds of megabytes of garbage gather.
/// </summary>
internal sealed class GarbageCollection(long budget, TimeProvider clock)
{
    /// <summary>Everything stands still meanwhile, a second for some gigabytes, so it is done rarely: at most a twentieth of the time.</summary>
    private static readonly TimeSpan s_least = TimeSpan.FromSeconds(5);

    private const int PausesBetween = 20;

    private long _endedAt = clock.GetTimestamp();
    private TimeSpan _pause = s_least;

    /// <summary>True when it collected: the process takes three quarters of what it may, and it has been a while since the last time.</summary>
    /// <param name="workingSet">Bytes that the process takes.</param>
    public bool CollectIfMuch(long workingSet)
    {
        if (workingSet < budget / 4 * 3 || clock.GetElapsedTime(_endedAt) < _pause)
            return false;
        var started = clock.GetTimestamp();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _endedAt = clock.GetTimestamp();
        _pause = TimeSpan.FromTicks(Math.Max(s_least.Ticks, clock.GetElapsedTime(started, _endedAt).Ticks * PausesBetween));
        return true;
    }
}

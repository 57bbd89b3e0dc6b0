namespace KpiApi.Kpis.Memory;

/// <summary>
/// Gives memory back that nothing uses. The runtime does so by itself when the machine's memory runs short, and knows nothing of a smaller budget.
/// </summary>
internal sealed class GarbageCollection(long budget, TimeProvider clock)
{
    /// <summary>Everything stands still meanwhile, a second for some gigabytes, so it is done rarely: at most a twentieth of the time.</summary>
    private static readonly TimeSpan s_least = TimeSpan.FromSeconds(5);

    private const int PausesBetween = 20;

    /// <summary>Of the budget: so much more than the last collection left has to be taken again. What is in use is not collected, however much it is.</summary>
    private const int GrownPart = 8;

    /// <summary>Where next to nothing of the budget is left it is done up to five times as often, and for less.</summary>
    private const int Urgency = 5;
    private const int UrgentGrownPart = 32;

    private long _endedAt = clock.GetTimestamp();
    private TimeSpan _pause = s_least;
    private long _left;

    /// <summary>Everything is collected when the process takes seven eighths of what it may, has grown since the last time, and that has been a while.</summary>
    /// <param name="workingSet">Tells the bytes that the process takes.</param>
    /// <returns>Whether it was.</returns>
    public bool CollectIfMuch(Func<long> workingSet)
    {
        var taken = workingSet();
        var isUrgent = taken >= budget / 16 * 15;
        if (taken < Math.Max(budget / 8 * 7, _left + budget / (isUrgent ? UrgentGrownPart : GrownPart)) || clock.GetElapsedTime(_endedAt) < (isUrgent ? _pause / Urgency : _pause))
            return false;
        var started = clock.GetTimestamp();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        (_endedAt, _left) = (clock.GetTimestamp(), workingSet());
        _pause = TimeSpan.FromTicks(Math.Max(s_least.Ticks, clock.GetElapsedTime(started, _endedAt).Ticks * PausesBetween));
        return true;
    }
}

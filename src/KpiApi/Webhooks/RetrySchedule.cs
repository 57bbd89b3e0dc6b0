namespace KpiApi.Webhooks;

/// <summary>When a delivery that failed is tried again: after 5 s, then with pauses that double to an hour, for a day.</summary>
/// <remarks>A resilience library keeps its pauses in memory; these are instants in the store, which a restart does not lose.</remarks>
internal static class RetrySchedule
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromDays(1);

    /// <summary>The instant of the next attempt, in milliseconds since 1970; null when there is none. The last is a day after the first.</summary>
    /// <param name="attempts">So far, the one that just failed included.</param>
    /// <param name="firstMs">Of the first attempt.</param>
    /// <param name="retryAfter">For which the receiver asks; at most an hour.</param>
    public static long? Next(int attempts, long firstMs, long nowMs, TimeSpan? retryAfter)
    {
        var lastMs = firstMs + (long)s_patience.TotalMilliseconds;
        if (nowMs >= lastMs) return null;
        // Twelve doublings are more than an hour, and no shift overflows.
        var pause = Math.Min(s_first.TotalMilliseconds * (1 << Math.Min(attempts - 1, 12)), s_longest.TotalMilliseconds);
        var asked = Math.Min(retryAfter?.TotalMilliseconds ?? 0, s_longest.TotalMilliseconds);
        return Math.Min(nowMs + (long)Math.Max(pause, asked), lastMs);
    }
}

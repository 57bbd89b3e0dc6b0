namespace KpiApi.Engine.Derivation;

/// <summary>Binary search by time: a ticket may have 100,000 events, so nothing may take quadratic time.</summary>
internal static class Instants
{
    /// <summary>Index of the first item later than an instant; the item count when there is none.</summary>
    public static int FirstAfter<T>(long atMs, ReadOnlySpan<T> ordered, Func<T, long> instantOf)
    {
        var (low, high) = (0, ordered.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (instantOf(ordered[middle]) <= atMs)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}

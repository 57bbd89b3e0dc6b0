namespace KpiApi.Engine.Derivation;

/// <summary>Searches in what is ordered by time: a ticket may have a hundred thousand events, and nothing may cost their square.</summary>
internal static class Instants
{
    /// <summary>The place of the first item later than an instant; the number of items when none is.</summary>
    public static int FirstAfter<T>(long atMs, IReadOnlyList<T> ordered, Func<T, long> instantOf)
    {
        var (low, high) = (0, ordered.Count);
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

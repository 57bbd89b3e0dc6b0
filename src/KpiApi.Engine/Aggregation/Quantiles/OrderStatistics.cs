namespace KpiApi.Engine.Aggregation.Quantiles;

/// <summary>Selection without sorting: linear time on average.</summary>
internal static class OrderStatistics
{
    private const int SmallEnoughToSort = 32;

    /// <summary>Orders the values so far that the one at <paramref name="rank"/> is where a sort would put it, with none larger before and none smaller after.</summary>
    public static void Select(Span<long> values, int rank)
    {
        // Bad pivots again and again would make this quadratic; then a sort is the bound.
        var budget = 4 * (32 - int.LeadingZeroCount(values.Length));
        while (values.Length > SmallEnoughToSort && budget-- > 0)
        {
            var (below, above) = Partition(values, MedianOfThree(values));
            if (rank < below)
                values = values[..below];
            else if (rank >= above)
            {
                values = values[above..];
                rank -= above;
            }
            else
                return;
        }
        values.Sort();
    }

    public static long Min(ReadOnlySpan<long> values)
    {
        var min = values[0];
        foreach (var value in values)
            min = Math.Min(min, value);
        return min;
    }

    /// <summary>Three ways, because durations repeat: smaller before the first result, equal up to the second, larger after.</summary>
    private static (int Below, int Above) Partition(Span<long> values, long pivot)
    {
        int below = 0, at = 0, above = values.Length;
        while (at < above)
        {
            var value = values[at];
            if (value < pivot)
            {
                values[at++] = values[below];
                values[below++] = value;
            }
            else if (value > pivot)
                (values[at], values[--above]) = (values[above], value);
            else
                at++;
        }
        return (below, above);
    }

    private static long MedianOfThree(ReadOnlySpan<long> values)
    {
        var (a, b, c) = (values[0], values[values.Length / 2], values[^1]);
        return Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
    }
}

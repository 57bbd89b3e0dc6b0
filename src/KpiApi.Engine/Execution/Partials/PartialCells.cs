using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Calendars;

namespace KpiApi.Engine.Execution.Partials;

/// <summary>Finds the cells of a query that the cells of a partial belong to.</summary>
internal static class PartialCells
{
    private const int Dropped = -1;

    /// <summary>True when each cell of the partial is the same of the query, so that nothing needs to be found.</summary>
    public static bool AreThose(Partial partial, BucketedPeriod time, GroupedAggregation aggregation) =>
        partial.AreKeys && aggregation.Groups.AreKeys && aggregation.Layout.Buckets == 1 && aggregation.CellIds is null or { AreInOrder: true }
            && partial.Strides.AsSpan().SequenceEqual(aggregation.Layout.Keys.Strides) && Buckets(partial, time)[0] == 0;

    /// <summary>Numbers the groups that are new. A cell of a time after the period is −1: only levels have such.</summary>
    /// <param name="cells">For each cell of the partial that of the query.</param>
    public static void Map(Partial partial, BucketedPeriod time, GroupedAggregation aggregation, Span<int> cells)
    {
        if (partial.AreKeys)
            partial = Spelled(partial);
        if (partial.Count == 0)
            return;
        var (groups, layout) = (aggregation.Groups, aggregation.Layout);
        var (keys, buckets) = (partial.Keys, Buckets(partial, time));
        var areAlike = partial.Strides.AsSpan().SequenceEqual(layout.Keys.Strides);
        if (areAlike && groups.AreKeys)
        {
            for (var cell = 0; cell < cells.Length; cell++)
                cells[cell] = buckets[partial.Buckets[cell]] is not Dropped and var bucket ? (int)keys[cell] * layout.Buckets + bucket : Dropped;
            return;
        }
        for (int start = 0, end; start < cells.Length; start = end)
        {
            end = start + 1;
            while (end < cells.Length && keys[end] == keys[start])
                end++;
            var isEmpty = !groups.AreShared && IsEmpty(partial, start, end, buckets);
            var first = isEmpty ? Dropped : groups.Number(areAlike ? keys[start] : Translate(keys[start], partial.Strides, layout.Keys.Strides)) * layout.Buckets;
            for (var cell = start; cell < end; cell++)
                cells[cell] = isEmpty || buckets[partial.Buckets[cell]] == Dropped ? Dropped : first + buckets[partial.Buckets[cell]];
        }
    }

    /// <summary>Intervals of a group that all ended before the first bucket ends: the group is not in the answer, so it gets no number.</summary>
    private static bool IsEmpty(Partial partial, int start, int end, int[] buckets)
    {
        if (partial.Accumulators is not [LevelAccumulator levels])
            return false;
        var change = 0L;
        for (var cell = start; cell < end; cell++)
        {
            var bucket = buckets[partial.Buckets[cell]];
            if (bucket > 0)
                return false;
            change += bucket == Dropped ? 0 : levels.Change(cell);
        }
        return change == 0;
    }

    /// <summary>For each bucket of the partial that of the query. What began before the query's first one counts in it.</summary>
    private static int[] Buckets(Partial partial, BucketedPeriod time)
    {
        if (partial.Starts.Length == 0)
            return [.. Enumerable.Range(0, time.Buckets.Count)];
        var running = time.Running;
        return Array.ConvertAll(partial.Starts, start =>
            start < running.StartMs(0) ? 0 : start >= running.EndMs(running.Count - 1) ? Dropped : running.Containing(start));
    }

    /// <summary>With the key and the bucket of each cell. One without data, which adds nothing, has the key of one with data, so that no group is numbered for it.</summary>
    private static Partial Spelled(Partial partial)
    {
        var (keys, hasData) = (new ulong[partial.Count], new bool[partial.Count]);
        foreach (var accumulator in partial.Accumulators)
            accumulator.MarkData(hasData);
        var key = (ulong)Math.Max(0, Array.IndexOf(hasData, true));
        for (var cell = 0; cell < keys.Length; cell++)
            keys[cell] = key = hasData[cell] ? (ulong)cell : key;
        return partial with { Keys = keys, Buckets = new int[keys.Length] };
    }

    private static ulong Translate(ulong key, ulong[] from, ulong[] to)
    {
        var translated = 0UL;
        for (var i = 0; i < from.Length; i++)
        {
            translated += key / from[i] * to[i];
            key %= from[i];
        }
        return translated;
    }
}

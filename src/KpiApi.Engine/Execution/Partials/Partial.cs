using System.Buffers;
using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Planning;

namespace KpiApi.Engine.Execution.Partials;

/// <summary>
/// What one step of a plan counts in chunks that lie wholly in the period, whichever the period is: it is counted as if all of history were the period.
/// Only cells with data are kept, but where most groups have some and there is one bucket: then cells are numbered as their groups' keys are.
/// Immutable once made.
/// </summary>
/// <param name="Count">How many cells there are.</param>
/// <param name="Strides">Of the keys.</param>
/// <param name="Keys">For each cell the key of its group; where levels are counted, cells of a group are adjacent. Empty where each cell's number is the key.</param>
/// <param name="Buckets">For each cell its bucket, as a place in <paramref name="Starts"/> or, where buckets fold, as it is. Empty where keys are.</param>
/// <param name="Starts">Natural start of each bucket that has a cell; empty where buckets fold.</param>
/// <param name="Accumulators">One for each slot of the step.</param>
internal sealed record Partial(int Count, ulong[] Strides, ulong[] Keys, int[] Buckets, long[] Starts, Accumulator[] Accumulators)
{
    private const int ObjectBytes = 96;

    /// <summary>All that it holds, headers of arrays included: most partials of a flood of questions are next to empty.</summary>
    public long SizeBytes { get; } = ObjectBytes + ArrayBytes(Strides.Length, sizeof(ulong)) + ArrayBytes(Keys.Length, sizeof(ulong)) + ArrayBytes(Buckets.Length, sizeof(int))
        + ArrayBytes(Starts.Length, sizeof(long)) + ArrayBytes(Accumulators.Length, nint.Size) + Accumulators.Sum(a => a.SizeBytes);

    /// <summary>True where each cell's number is its group's key.</summary>
    public bool AreKeys => Count > 0 && Keys.Length == 0;

    public static long ArrayBytes(int length, int itemBytes) => 24 + (long)length * itemBytes;

    /// <summary>Of the open chunk; null when its cells are too many.</summary>
    /// <param name="step">Over all of history.</param>
    /// <param name="of">The aggregation that it is for.</param>
    public static Partial? OfChunk(PlanStep step, ScanBuffers buffers, GroupedAggregation of) => Of(step, of, Rows(step, buffers.Reader.Chunk), into => step.Run(buffers, into));

    /// <summary>Of several chunks, read one after the other.</summary>
    /// <param name="first">Place of the first of them.</param>
    public static Partial? OfChunks(PlanStep step, int first, FactChunk[] chunks, ScanBuffers buffers, GroupedAggregation of) => Of(step, of, chunks.Sum(chunk => Rows(step, chunk)), into =>
    {
        for (var i = 0; i < chunks.Length; i++)
        {
            buffers.Reader.Open(chunks[i], first + i);
            step.Run(buffers, into);
        }
    });

    /// <summary>Of the rows of the open chunk that are no stragglers.</summary>
    public static Partial? WithoutStragglers(ScanStep scan, ScanBuffers buffers, Stragglers stragglers, GroupedAggregation of) =>
        Of(scan, of, Rows(scan, buffers.Reader.Chunk), into => scan.RunOthers(buffers, into, stragglers));

    /// <summary>Of several chunks together, from the partials of each.</summary>
    public static Partial? Merged(PlanStep step, IReadOnlyList<Partial> parts, GroupedAggregation of) => Of(step, of, parts.Sum(part => (long)part.Count), into =>
    {
        foreach (var part in parts)
            part.MergeInto(into, step);
    });

    /// <summary>Numbers the groups that are new there.</summary>
    public void MergeInto(GroupedAggregation aggregation, PlanStep step)
    {
        if (PartialCells.AreThose(this, step.Time, aggregation))
        {
            if (aggregation.TryReserve())
                MergeInto(aggregation, step, new CellMap(null, aggregation.Layout.Buckets));
            return;
        }
        var pooled = ArrayPool<int>.Shared.Rent(Count);
        var cells = pooled.AsSpan(0, Count);
        PartialCells.Map(this, step.Time, aggregation, cells);
        if (aggregation.TryReserve())
        {
            aggregation.Place(cells);
            MergeInto(aggregation, step, new CellMap(null, aggregation.Layout.Buckets, pooled));
        }
        ArrayPool<int>.Shared.Return(pooled);
    }

    private void MergeInto(GroupedAggregation aggregation, PlanStep step, CellMap map)
    {
        aggregation.Cancel.ThrowIfCancellationRequested();
        for (var i = 0; i < Accumulators.Length; i++)
            aggregation[step.Slots[i]].Merge(Accumulators[i], map);
    }

    /// <summary>That may count; of a value that few have none, whose chunks have next to nothing.</summary>
    private static long Rows(PlanStep step, FactChunk chunk) => step is ScanStep { IsRare: true } ? 0 : chunk.RowCount(step.Source.Table);

    private static Partial? Of(PlanStep step, GroupedAggregation of, long rows, Action<GroupedAggregation> count)
    {
        using var aggregation = GroupedAggregation.OfFewRows(of.Layout with { Buckets = step.Time.Buckets.Count }, step.Slots, rows, of.Cancel);
        count(aggregation);
        return aggregation.HasTooManyCells ? null : Of(step, aggregation);
    }

    private static Partial Of(PlanStep step, GroupedAggregation aggregation)
    {
        var (layout, groups) = (aggregation.Layout, aggregation.Groups);
        var filled = FilledCells(aggregation, inOrder: step is LevelStep);
        if (aggregation.CellIds!.AreInOrder && groups.AreKeys && layout.Buckets == 1 && step is not LevelStep && 2 * filled.Length >= groups.Count)
            return new Partial(groups.Count, layout.Keys.Strides, [], [], StartsOf([0], step.Time), Kept(step, aggregation, groups.Count, new CellMap(null, 1)));
        var places = new int[aggregation.CellIds!.Count];
        for (var place = 0; place < filled.Length; place++)
            places[filled[place].Number] = place;
        var buckets = Array.ConvertAll(filled, cell => cell.Cell % layout.Buckets);
        return new Partial(
            filled.Length, layout.Keys.Strides, Array.ConvertAll(filled, cell => groups.Key(cell.Cell / layout.Buckets)), buckets, StartsOf(buckets, step.Time),
            Kept(step, aggregation, filled.Length, new CellMap(null, layout.Buckets, places)));
    }

    private static Accumulator[] Kept(PlanStep step, GroupedAggregation aggregation, int cells, CellMap map)
    {
        var accumulators = step.Slots.Select(slot => slot.Create()).ToArray();
        for (var i = 0; i < accumulators.Length; i++)
        {
            accumulators[i].Reserve(cells);
            accumulators[i].Merge(aggregation.Accumulators[i], map);
            accumulators[i].Compact();
        }
        return accumulators;
    }

    /// <summary>The cells that hold anything, and their numbers.</summary>
    /// <param name="inOrder">Ordered by group and bucket.</param>
    private static (int Cell, int Number)[] FilledCells(GroupedAggregation aggregation, bool inOrder)
    {
        var ids = aggregation.CellIds!;
        var hasData = new bool[ids.Count];
        foreach (var accumulator in aggregation.Accumulators)
            accumulator.MarkData(hasData);
        var (filled, count) = (new (int Cell, int Number)[hasData.AsSpan().Count(true)], 0);
        for (var number = 0; number < hasData.Length; number++)
        {
            if (hasData[number])
                filled[count++] = (ids.Cell(number), number);
        }
        if (inOrder && !ids.AreInOrder)
            Array.Sort(filled);
        return filled;
    }

    /// <summary>Puts in the place of each bucket that of its start among those that there are.</summary>
    private static long[] StartsOf(int[] buckets, BucketedPeriod time)
    {
        if (time.Buckets is not RunningBuckets running || buckets.Length == 0)
            return [];
        // By bucket, counted from 1.
        var (places, starts) = (new int[running.Count], new List<long>());
        foreach (ref var bucket in buckets.AsSpan())
        {
            ref var place = ref places[bucket];
            if (place == 0)
            {
                starts.Add(time.Interval == BucketInterval.None ? long.MinValue : running.StartMs(bucket));
                place = starts.Count;
            }
            bucket = place - 1;
        }
        return [.. starts];
    }
}

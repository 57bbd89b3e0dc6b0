using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Planning;

namespace KpiApi.Engine.Execution.Partials;

/// <summary>
/// What one step of a plan counts in chunks that lie wholly in the period, whichever the period is: it is counted as if the chunks' own span were
/// the period. Only cells with data are kept. Immutable once made.
/// </summary>
/// <param name="Span">Of the instants of its rows.</param>
/// <param name="Strides">Of the keys.</param>
/// <param name="Keys">For each cell the key of its group; cells of a group are adjacent.</param>
/// <param name="Buckets">For each cell its bucket.</param>
/// <param name="Starts">Natural start of each bucket; empty where buckets fold.</param>
/// <param name="Accumulators">One for each slot of the step.</param>
internal sealed record Partial(TimeRange Span, ulong[] Strides, ulong[] Keys, int[] Buckets, long[] Starts, Accumulator[] Accumulators)
{
    private const int ObjectBytes = 96;

    /// <summary>A chunk has few buckets unless single rows lie far away; then it is read each time instead.</summary>
    private const int MaxBuckets = 4096;

    /// <summary>
    /// Cells of an array over all keys for each row that is counted; with more, keys are looked up. Without it as many accounts as tickets cost
    /// their number for each chunk, which is its square.
    /// </summary>
    private const int DenseCellsPerRow = 4;
    private const int FewCells = 4096;

    /// <summary>All that it holds, headers of arrays included: most partials of a flood of questions are next to empty.</summary>
    public long SizeBytes { get; } = ObjectBytes + ArrayBytes(Strides.Length, sizeof(ulong)) + ArrayBytes(Keys.Length, sizeof(ulong)) + ArrayBytes(Buckets.Length, sizeof(int))
        + ArrayBytes(Starts.Length, sizeof(long)) + ArrayBytes(Accumulators.Length, nint.Size) + Accumulators.Sum(a => a.SizeBytes);

    public static long ArrayBytes(int length, int itemBytes) => 24 + (long)length * itemBytes;

    /// <summary>Of the open chunk; null when its cells are too many to be worth keeping.</summary>
    /// <param name="of">The aggregation that it is for.</param>
    public static Partial? OfChunk(PlanStep step, ScanBuffers buffers, GroupedAggregation of)
    {
        var chunk = buffers.Reader.Chunk;
        return Of(step, step.Span(chunk), chunk.RowCount(step.Source.Table), of, (local, into) => local.Run(buffers, into));
    }

    /// <summary>Of the rows of the open chunk that are no stragglers.</summary>
    public static Partial? WithoutStragglers(ScanStep scan, ScanBuffers buffers, Stragglers stragglers, GroupedAggregation of) => Of(
        scan, new TimeRange(stragglers.RestMinMs, stragglers.RestMaxMs + 1), buffers.Reader.Chunk.RowCount(scan.Source.Table), of,
        (local, into) => local.RunOthers(buffers, into, stragglers));

    /// <summary>Of several chunks together, from the partials of each.</summary>
    public static Partial? Merged(PlanStep step, IReadOnlyList<Partial> parts, GroupedAggregation of)
    {
        var span = new TimeRange(parts.Min(p => p.Span.FromMs), parts.Max(p => p.Span.ToMs));
        return Of(step, span, parts.Sum(p => (long)p.Keys.Length), of, (local, into) =>
        {
            foreach (var part in parts)
                part.MergeInto(into, local);
        });
    }

    /// <summary>The cells of a step over a span of its own.</summary>
    /// <param name="rows">How many are counted at most.</param>
    public static CellLayout Layout(CellLayout of, int buckets, long rows) =>
        of with { Buckets = buckets, MaxDenseCells = Math.Max(FewCells, DenseCellsPerRow * rows) };

    /// <summary>Numbers the groups that are new there.</summary>
    public void MergeInto(GroupedAggregation aggregation, PlanStep step)
    {
        var map = new CellMap(null, aggregation.Layout.Buckets, PartialCells.Map(this, step.Time, aggregation));
        if (!aggregation.TryReserve())
            return;
        aggregation.Cancel.ThrowIfCancellationRequested();
        for (var i = 0; i < Accumulators.Length; i++)
            aggregation[step.Slots[i]].Merge(Accumulators[i], map);
    }

    private static Partial? Of<T>(T step, TimeRange span, long rows, GroupedAggregation of, Action<T, GroupedAggregation> count)
        where T : PlanStep
    {
        if (step.Time.Over(span, MaxBuckets) is not { } time)
            return null;
        var aggregation = new GroupedAggregation(Layout(of.Layout, time.Buckets.Count, rows), step.Slots, null, of.Cancel);
        count(step with { Time = time }, aggregation);
        return aggregation.HasTooManyCells ? null : Of(step, aggregation, time);
    }

    private static Partial Of(PlanStep step, GroupedAggregation aggregation, BucketedPeriod time)
    {
        var (filled, map) = FilledCells(aggregation);
        var accumulators = step.Slots.Select(slot => slot.Create()).ToArray();
        for (var i = 0; i < accumulators.Length; i++)
        {
            accumulators[i].Reserve(filled.Count);
            accumulators[i].Merge(aggregation.Accumulators[i], map);
            accumulators[i].Compact();
        }
        var (groups, buckets) = (aggregation.Groups, aggregation.Layout.Buckets);
        return new Partial(
            time.Period, aggregation.Layout.Keys.Strides, [.. filled.Select(cell => groups.Key(cell / buckets))], [.. filled.Select(cell => cell % buckets)],
            filled.Count == 0 ? [] : StartsOf(time), accumulators);
    }

    /// <summary>The cells that hold anything, and where they go.</summary>
    private static (List<int> Filled, CellMap Map) FilledCells(GroupedAggregation aggregation)
    {
        var (filled, cells) = (new List<int>(), new int[aggregation.Groups.Count * aggregation.Layout.Buckets]);
        for (var cell = 0; cell < cells.Length; cell++)
        {
            cells[cell] = filled.Count;
            if (Array.Exists(aggregation.Accumulators, a => a.HasData(cell)))
                filled.Add(cell);
        }
        return (filled, new CellMap(null, aggregation.Layout.Buckets, cells));
    }

    private static long[] StartsOf(BucketedPeriod time) => time.Buckets is not RunningBuckets running ? []
        : time.Interval == BucketInterval.None ? [long.MinValue]
        : [.. Enumerable.Range(0, running.Count).Select(running.StartMs)];
}

using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Execution.Partials;

/// <summary>Makes partials: runs one step of a plan over a chunk as if its own span were the period.</summary>
internal static class PartialBuilder
{
    /// <summary>A chunk has few buckets unless single rows lie far away; then it is read each time instead.</summary>
    private const int MaxBuckets = 4096;

    /// <summary>
    /// Cells of an array over all keys for each row that is counted; with more, keys are looked up. Without it as many accounts as tickets cost
    /// their number for each chunk, which is its square.
    /// </summary>
    private const int DenseCellsPerRow = 4;
    private const int FewCells = 4096;

    /// <summary>Of the open chunk; null when its cells are too many to be worth keeping.</summary>
    public static Partial? OfChunk(WorkArrays arrays, QueryPlan plan, int step, CancellationToken cancel)
    {
        if (Local(plan, step, PlanSteps.Span(plan, step, arrays.Reader.Chunk), Rows(arrays, plan, step)) is not { } local)
            return null;
        var tally = new Tally(local, null, cancel);
        if (local.Scans.Count > 0)
            tally.Read(arrays, local.Scans[0]);
        else
            tally.Read(arrays, local.Intervals[0]);
        return Of(local, tally);
    }

    /// <summary>Of the rows of the open chunk that are not late.</summary>
    public static Partial? OfRest(WorkArrays arrays, QueryPlan plan, int step, LateRows late, CancellationToken cancel)
    {
        if (Local(plan, step, new TimeRange(late.RestMinMs, late.RestMaxMs + 1), Rows(arrays, plan, step)) is not { } local)
            return null;
        var tally = new Tally(local, null, cancel);
        tally.ReadRest(arrays, local.Scans[0], late);
        return Of(local, tally);
    }

    /// <summary>Of several chunks together, from what there is of each.</summary>
    public static Partial? OfAll(QueryPlan plan, int step, IReadOnlyList<Partial> parts, CancellationToken cancel)
    {
        var span = new TimeRange(parts.Min(p => p.Span.FromMs), parts.Max(p => p.Span.ToMs));
        if (Local(plan, step, span, parts.Sum(p => (long)p.Keys.Length)) is not { } local)
            return null;
        var tally = new Tally(local, null, cancel);
        int[] slots = [.. Enumerable.Range(0, local.Aggregates.Count)];
        foreach (var part in parts)
            tally.Merge(part, slots);
        return Of(local, tally);
    }

    private static long Rows(WorkArrays arrays, QueryPlan plan, int step) =>
        arrays.Reader.Chunk.RowCount((step < plan.Scans.Count ? plan.Scans[step].Source : plan.Intervals[step - plan.Scans.Count].Source).Table);

    /// <summary>The plan of one step over a period of its own.</summary>
    /// <param name="rows">How many it will count at most.</param>
    internal static QueryPlan? Local(QueryPlan plan, int step, TimeRange span, long rows)
    {
        var query = plan.Query;
        if (TimeBuckets.Create(span, query.Interval, query.Zone, query.WeekStart, MaxBuckets) is not { } buckets)
            return null;
        return plan with
        {
            Query = query with { Period = span, Buckets = buckets },
            Buckets = buckets.Count,
            MostDenseCells = Math.Max(FewCells, DenseCellsPerRow * rows),
            Aggregates = [.. plan.Slots(step).Select(slot => plan.Aggregates[slot])],
            Scans = step < plan.Scans.Count ? [Alone(plan.Scans[step], span)] : [],
            Intervals = step < plan.Scans.Count ? [] : [plan.Intervals[step - plan.Scans.Count] with { Slot = 0 }],
        };
    }

    private static ScanPlan Alone(ScanPlan scan, TimeRange span) =>
        scan with { Period = span, Branches = [.. scan.Branches.Select((branch, i) => branch with { Slot = i })] };

    private static Partial? Of(QueryPlan plan, Tally tally)
    {
        if (tally.HasTooManyCells)
            return null;
        var (kept, map) = Kept(plan, tally);
        var aggregates = plan.Aggregates.Select(slot => slot.Create()).ToArray();
        for (var i = 0; i < aggregates.Length; i++)
        {
            aggregates[i].Reserve(kept.Count);
            aggregates[i].Merge(tally.Aggregates[i], map);
            aggregates[i].Compact();
        }
        ulong[] keys = [.. kept.Select(cell => tally.Groups.Key(cell / plan.Buckets))];
        return new Partial(plan.Query.Period, plan.Keys.Strides, keys, [.. kept.Select(cell => cell % plan.Buckets)], kept.Count == 0 ? [] : Starts(plan.Query), aggregates);
    }

    /// <summary>The cells that hold anything.</summary>
    private static (List<int> Kept, CellMap Map) Kept(QueryPlan plan, Tally tally)
    {
        var (kept, cells) = (new List<int>(), new int[tally.Groups.Count * plan.Buckets]);
        for (var cell = 0; cell < cells.Length; cell++)
        {
            cells[cell] = kept.Count;
            if (Array.Exists(tally.Aggregates, a => a.IsTouched(cell)))
                kept.Add(cell);
        }
        return (kept, new CellMap(null, plan.Buckets, cells));
    }

    private static long[] Starts(KpiQuery query) => query.Buckets is not RunningBuckets running ? []
        : query.Interval == BucketInterval.None ? [long.MinValue]
        : [.. Enumerable.Range(0, running.Count).Select(running.StartMs)];
}

using System.Numerics;
using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Aggregation.Quantiles;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution.Partials;
using KpiApi.Engine.Planning;

namespace KpiApi.Engine.Execution;

/// <summary>A plan with all that has to be done for it on one snapshot, and what that will take.</summary>
internal sealed class QueryWork
{
    /// <summary>About what a state takes in a cell, grown arrays included.</summary>
    private const int StateBytes = 36;

    /// <summary>About what a row takes until it is answered, and what it takes more when it is sorted by a metric.</summary>
    private const int RowBytes = 64;
    private const int SortBytes = 64;

    /// <summary>A sorted number, twice.</summary>
    private const int NumberBytes = 8;

    /// <summary>So many operations a value that is finished and written.</summary>
    private const int OperationsOfValue = 64;

    /// <summary>Rows of one value of many are looked up.</summary>
    private const int RarePart = 64;

    /// <summary>Beyond it a query is counted on one core: each has all the cells.</summary>
    private const long ManyBytes = 32 << 20;

    /// <param name="plan">What to do.</param>
    /// <param name="kept">Groups that are not folded into one; null when none are. Partials know groups unfolded, where a ticket of two groups counts twice.</param>
    /// <param name="snapshot">Whose facts are counted.</param>
    public QueryWork(QueryPlan plan, IReadOnlyList<ulong>? kept, FactSnapshot snapshot)
    {
        (Plan, Kept, Snapshot) = (plan, kept, snapshot);
        Shapes = plan.IsFast && kept is null
            ? [.. Enumerable.Range(0, plan.StepCount).Select(step => snapshot.Partials.Shape(ShapeKey.Of(plan, step)))]
            : [];
        Items = WorkItem.List(plan, snapshot, Shapes);
        (Cost, StatesBytes) = Estimate();
    }

    public QueryPlan Plan { get; }

    public IReadOnlyList<ulong>? Kept { get; }

    public FactSnapshot Snapshot { get; }

    /// <summary>For each step where its partials are kept; empty when none are used.</summary>
    public PartialShape[] Shapes { get; }

    public List<WorkItem> Items { get; }

    public QueryCost Cost { get; }

    /// <summary>True when the states of one worker are so many that a second one's would be too many.</summary>
    public bool IsForOneWorker => StatesBytes > ManyBytes;

    private long StatesBytes { get; }

    private (QueryCost Cost, long StatesBytes) Estimate()
    {
        long operations = 0, rows = 0, numbers = 0;
        foreach (var item in Items)
        {
            for (var steps = item.Steps; steps != 0; steps &= steps - 1)
            {
                var step = BitOperations.TrailingZeroCount(steps);
                var (read, merged, sorted) = Of(item, step);
                rows += read + merged;
                numbers += sorted;
                operations += read * Weight(step) + merged * Plan.Slots(step).Count;
            }
        }
        var (query, cells) = (Plan.Query, Cells(rows));
        var values = Math.Min(cells, (long)query.Offset + query.Limit) * query.Metrics.Count;
        var sorts = query.OrderBy.Count > 0 ? SortBytes : 0;
        var states = cells * Plan.Aggregates.Count * StateBytes;
        var workers = states > ManyBytes ? 1 : Environment.ProcessorCount;
        return (
            new QueryCost(
                operations + cells * Plan.Aggregates.Count + values * OperationsOfValue,
                QueryCost.LeastBytes + states * workers + cells * (RowBytes + sorts) + numbers * NumberBytes),
            states);
    }

    /// <summary>Cells that all groups can have: no more groups than there are keys, and than there are rows to have them.</summary>
    private long Cells(long rows)
    {
        var groups = Plan.Query.GroupBy.Count == 0 ? 1 : (long)Math.Min(Plan.Keys.Count, (ulong)Math.Max(1, rows));
        return Math.Min(Plan.MaxCells, groups * Plan.Buckets);
    }

    /// <summary>Rows that are read, cells that are merged instead, and numbers that are sorted.</summary>
    private (long Read, long Merged, long Sorted) Of(WorkItem item, int step)
    {
        var chunks = Snapshot.Chunks;
        if (item.IsBlock)
            return (0, Shapes[step].OfBlock(item.First, chunks.AsSpan(item.First, Shapes[step].BlockChunks)).Partial?.Keys.Length ?? Shapes[step].BlockChunks, 0);
        if (Shapes.Length > 0 && PlanSteps.IsWithin(Plan, step, Snapshot.Spans, item.First) && Shapes[step].OfChunk(item.First, chunks[item.First]).Partial is { } partial)
            return (0, partial.Keys.Length, 0);
        if (step >= Plan.Scans.Count)
            return (chunks[item.First].RowCount(Plan.Intervals[step - Plan.Scans.Count].Source.Table), 0, 0);
        var scan = Plan.Scans[step];
        var rows = chunks[item.First].RowCount(scan.Source.Table) / (scan.Filters.Any(f => f.IsRare) ? RarePart : 1);
        return (rows, 0, scan.Branches.Any(b => Plan.Aggregates[b.Slot].Type == typeof(SortedQuantileAggregate) || Plan.Aggregates[b.Slot].Type == typeof(QuantileAggregate)) ? rows : 0);
    }

    /// <summary>Operations a row: one an aggregate; where an interval is looked at once a bucket, as many as there are.</summary>
    private long Weight(int step)
    {
        if (step < Plan.Scans.Count)
            return 1 + Plan.Scans[step].Branches.Count;
        var interval = Plan.Intervals[step - Plan.Scans.Count];
        return interval.Moving.Count > 0 || Plan.Aggregates[interval.Slot].Type != typeof(LevelAggregate) ? 2L * Plan.Buckets : 4;
    }
}

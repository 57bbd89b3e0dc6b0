using System.Numerics;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution.Partials;
using KpiApi.Engine.Model;
using KpiApi.Engine.Planning;

namespace KpiApi.Engine.Execution;

/// <summary>A plan with all that has to be done for it on one snapshot, and what that will cost.</summary>
internal sealed class QueryWork
{
    /// <summary>About what an accumulator takes in a cell, grown arrays included.</summary>
    private const int CellBytes = 36;

    /// <summary>About what a row takes until it is answered, and what it takes more for each column that it is sorted by.</summary>
    private const int RowBytes = 64;
    private const int SortBytes = 16;

    /// <summary>A sorted number, twice.</summary>
    private const int SortedBytes = 8;

    /// <summary>A number with its cell, in arrays that grow, and once more beside the others of its cell.</summary>
    private const int SelectedBytes = 32;

    /// <summary>Operations of a value that is evaluated and written.</summary>
    private const int OperationsOfValue = 64;

    /// <summary>Rows of one value of many are looked up.</summary>
    private const int RarePart = 64;

    /// <summary>Beyond it a query is counted on one core: each has all the cells.</summary>
    private const long ManyBytes = 32 << 20;

    /// <summary>About how many tags a ticket has that has some: its rows are counted in the group of each.</summary>
    private const int TagsOfRow = 4;

    private readonly CachedAggregation? _cached;

    /// <param name="topGroups">All other groups are folded into one; null when none are. Partials know groups unfolded, where a ticket of two groups counts twice.</param>
    /// <param name="optimizations">Whether the fast variants and cached partials are used.</param>
    /// <param name="cache">Partials of earlier queries.</param>
    public QueryWork(QueryPlan plan, IReadOnlyList<ulong>? topGroups, FactSnapshot snapshot, Optimizations optimizations, PartialCache cache)
    {
        (Plan, TopGroups, Snapshot, IsFast) = (plan, topGroups, snapshot, optimizations.AreOn);
        var direct = new DirectAggregation(snapshot);
        _cached = IsFast && topGroups is null ? new CachedAggregation(direct, cache, snapshot, plan) : null;
        Aggregation = _cached ?? (ChunkAggregation)direct;
        Items = WorkItem.List(plan, snapshot, _cached, optimizations.BlockChunks);
        (Cost, IsForOneWorker) = Estimate();
    }

    public QueryPlan Plan { get; }

    public IReadOnlyList<ulong>? TopGroups { get; }

    public FactSnapshot Snapshot { get; }

    public bool IsFast { get; }

    /// <summary>How each item is done.</summary>
    public ChunkAggregation Aggregation { get; }

    public List<WorkItem> Items { get; }

    public QueryCost Cost { get; }

    /// <summary>True when one worker has so many cells that those of a second one would be too many.</summary>
    public bool IsForOneWorker { get; }

    private (QueryCost Cost, bool IsForOneWorker) Estimate()
    {
        long operations = 0, rows = 0, numberBytes = 0;
        foreach (var item in Items)
        {
            for (var steps = item.Steps; steps != 0; steps &= steps - 1)
            {
                var step = Plan.Steps[BitOperations.TrailingZeroCount(steps)];
                var (read, merged) = _cached?.CachedCells(step, item.Chunks) is { } cells ? (0, cells) : (RowsRead(step, item.Chunks), 0);
                rows += read + merged;
                numberBytes += (long)read * (step switch
                {
                    ScanStep { SelectsNumbers: true } => SelectedBytes,
                    ScanStep { SortsNumbers: true } => SortedBytes,
                    _ => 0,
                });
                operations += read * step.OperationsPerRow * (Plan.Query.HasOverlappingGroups ? TagsOfRow : 1) + (long)merged * step.Slots.Count;
            }
        }
        var (query, allCells) = (Plan.Query, Cells(rows));
        var values = Math.Min(allCells, (long)query.Offset + query.Limit) * query.Metrics.Count;
        var sorts = query.OrderBy.Count * SortBytes;
        var bytes = allCells * Plan.Slots.Count * CellBytes;
        var workers = bytes > ManyBytes ? 1 : Environment.ProcessorCount;
        return (
            new QueryCost(
                operations + allCells * Plan.Slots.Count + values * OperationsOfValue,
                QueryCost.LeastBytes + bytes * workers + allCells * (RowBytes + sorts) + numberBytes),
            bytes > ManyBytes);
    }

    /// <summary>Cells that all groups can have: no more groups than there are keys, and than there are rows to have them.</summary>
    private long Cells(long rows)
    {
        var groups = Plan.Query.GroupBy.Count == 0 ? 1 : (long)Math.Min(Plan.Layout.Keys.Count, (ulong)Math.Max(1, rows * (Plan.Query.HasOverlappingGroups ? TagText.MaxTags : 1)));
        return Math.Min(Plan.Layout.MaxCells, groups * Plan.Layout.Buckets);
    }

    private int RowsRead(PlanStep step, ChunkRange chunks)
    {
        var rows = 0;
        for (var chunk = chunks.First; chunk < chunks.End; chunk++)
            rows += Snapshot.Chunks[chunk].RowCount(step.Source.Table);
        return rows / (step is ScanStep { IsRare: true } ? RarePart : 1);
    }
}

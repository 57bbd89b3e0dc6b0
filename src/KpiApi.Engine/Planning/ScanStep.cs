using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Aggregation.Quantiles;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Planning;

/// <summary>Counts rows at an instant. Metrics that read the same rows share one scan, each with a branch of its own.</summary>
internal sealed record ScanStep(
    Source Source, BucketedPeriod Time, IReadOnlyList<CodeFilter> Filters, IReadOnlyList<GroupColumn> Groups, IReadOnlyList<ScanBranch> Branches)
    : PlanStep(Source, Time, Filters, Groups)
{
    public override IReadOnlyList<AccumulatorSlot> Slots { get; } = [.. Branches.Select(branch => branch.Slot)];

    public override long OperationsPerRow => 1 + Branches.Count;

    /// <summary>A filter leaves so few rows that they are looked up.</summary>
    public bool IsRare => Filters.Any(filter => filter.IsRare);

    /// <summary>For percentiles: a block of chunks has few numbers for each cell that it may have, so that partials would only hold each number once more.</summary>
    public bool HasFewNumbersACell { get; init; }

    /// <summary>Numbers are held and sorted, not only added.</summary>
    public bool SortsNumbers => Slots.Any(slot => slot.Type == typeof(SortedQuantileAccumulator));

    /// <summary>Numbers are held until all are there, and then selected from.</summary>
    public bool SelectsNumbers => Slots.Any(slot => slot.Type == typeof(QuantileAccumulator));

    protected override string Counted => $"scan {Text(Source)}: {string.Join(", ", Branches)}";

    /// <summary>The test of all branches where they have the same: asked first, so that only rows that count are grouped.</summary>
    private RowTest? SharedTest { get; } = Branches.All(branch => Equals(branch.Where, Branches[0].Where)) ? Branches[0].Where : null;

    private RowScope Scope => new(Source, Time.Period, Filters, SharedTest);

    public override bool Touches(ZoneMaps zones, int chunk) => zones[Source.At, chunk].MayHave(Time.Period.FromMs, Time.Period.ToMs);

    public override bool IsCacheable(ZoneMaps zones, int chunk) =>
        zones[Source.At, chunk] is var at && at.Min >= Time.Period.FromMs && at.Max < Time.Period.ToMs;

    public override TimeRange Span(FactChunk chunk) => chunk.Long(Source.At) is var at ? new(at.Min, at.Max + 1) : default;

    public override void Run(ScanBuffers buffers, GroupedAggregation into) => Update(buffers, into, RowSelection.Select(buffers.Reader, Scope, buffers.Rows));

    /// <summary>Adds the stragglers of the open chunk.</summary>
    public void RunStragglers(ScanBuffers buffers, GroupedAggregation into, Stragglers stragglers) =>
        Update(buffers, into, RowSelection.SelectStragglers(buffers.Reader, Scope, stragglers, buffers.Rows));

    /// <summary>Adds all other rows of the open chunk.</summary>
    public void RunOthers(ScanBuffers buffers, GroupedAggregation into, Stragglers stragglers) =>
        Update(buffers, into, RowSelection.SelectOthers(buffers.Reader, Scope, stragglers, buffers.Rows));

    /// <summary>Writes the rows of the open chunk that the branches choose from, and returns how many they are.</summary>
    public int Select(ChunkReader reader, int[] rows) => RowSelection.Select(reader, Scope with { Test = null }, rows);

    private void Update(ScanBuffers buffers, GroupedAggregation into, int count)
    {
        if (count == 0 || !into.TryAssignGroups(buffers, Source.Table, Groups, ref count))
            return;
        var rows = buffers.Rows.AsSpan(0, count);
        // Rows of a chunk are mostly of a few days.
        var column = buffers.Reader.Chunk.Long(Source.At);
        var bucket = Time.Buckets.Count == 1 ? 0 : Time.Buckets.Only(Math.Max(column.Min, Time.Period.FromMs), Math.Min(column.Max, Time.Period.ToMs - 1));
        if (bucket is { } only)
            Cells.FromGroups(buffers.Cells.AsSpan(0, count), Time.Buckets.Count, only);
        else
            FromGroupsToCells(buffers, rows);
        into.Place(buffers.Cells.AsSpan(0, count));
        int? cell = bucket is not null && Groups.Count == 0 ? buffers.Cells[0] : null;
        foreach (var branch in Branches)
        {
            into.Cancel.ThrowIfCancellationRequested();
            branch.Update(buffers, Source.Table, rows, into[branch.Slot], isTested: SharedTest is not null, cell);
        }
    }

    private void FromGroupsToCells(ScanBuffers buffers, ReadOnlySpan<int> rows)
    {
        var cells = buffers.Cells.AsSpan(0, rows.Length);
        var buckets = buffers.Buckets.AsSpan(0, rows.Length);
        var at = buffers.Reader.Longs(Source.At, Source.Table, rows);
        if (!GroupIds.AreExpanded(Groups) && RowSelection.AreFirst(rows))
        {
            Time.Buckets.Assign(at[..rows.Length], buckets);
        }
        else
        {
            var instants = buffers.Instants;
            for (var i = 0; i < rows.Length; i++)
                instants[i] = at[rows[i]];
            Time.Buckets.Assign(instants.AsSpan(0, rows.Length), buckets);
        }
        Cells.FromGroups(cells, Time.Buckets.Count, buckets);
    }
}

/// <summary>The rows of a scan that one accumulator counts.</summary>
/// <param name="Where">Which rows count; null for all.</param>
/// <param name="Weight">−1 where rows are taken away.</param>
internal sealed record ScanBranch(RowTest? Where, AccumulatorSlot Slot, int Weight = 1)
{
    /// <param name="isTested">All rows are known to count.</param>
    /// <param name="cell">That of all rows; null where they may have several.</param>
    public void Update(ScanBuffers buffers, FactTable table, ReadOnlySpan<int> rows, Accumulator accumulator, bool isTested, int? cell)
    {
        if (Where is null || isTested)
        {
            accumulator.Update(new RowBatch(buffers.Reader, table, rows, buffers.Cells.AsSpan(0, rows.Length), Weight) { OnlyCell = cell });
            return;
        }
        var test = new RowTestReader(buffers.Reader, table, rows, Where);
        var count = RowSelection.CopyWhere(test, rows, buffers.Cells, buffers.BranchRows, buffers.BranchCells);
        if (count > 0)
            accumulator.Update(new RowBatch(buffers.Reader, table, buffers.BranchRows.AsSpan(0, count), buffers.BranchCells.AsSpan(0, count), Weight) { OnlyCell = cell });
    }

    public override string ToString() => (Where is null ? "all" : $"where {Where}") + (Weight < 0 ? ", minus" : "") + $" -> {Slot}";
}

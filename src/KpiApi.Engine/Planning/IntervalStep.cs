using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Planning;

/// <summary>
/// Counts rows that are intervals in the buckets that they overlap: retention, and amounts that are prorated over time. What an interval adds
/// depends on where the period cuts it, so nothing of it is cached.
/// </summary>
/// <param name="Where">Which rows count; null for all.</param>
internal record IntervalStep(
    Source Source, BucketedPeriod Time, IReadOnlyList<CodeFilter> Filters, IReadOnlyList<GroupColumn> Groups, RowTest? Where, AccumulatorSlot Slot)
    : PlanStep(Source, Time, Filters, Groups)
{
    public override IReadOnlyList<AccumulatorSlot> Slots { get; } = [Slot];

    /// <summary>Each interval is compared with each bucket.</summary>
    public override long OperationsPerRow => 2L * Time.Buckets.Count;

    protected override string Counted => $"intervals {Text(Source)}: {(Where is null ? "all" : $"where {Where}")} -> {Slot}";

    public sealed override bool Touches(ZoneMaps zones, int chunk)
    {
        var (from, to, buckets) = (zones[Source.At, chunk], zones[Source.Until!, chunk], Time.Running);
        return from.Min <= from.Max && from.Min < buckets.LevelAtMs(buckets.Count - 1) && (to.HasNulls || to.Max >= buckets.BeginsAtMs(0));
    }

    public override bool IsCacheable(ZoneMaps zones, int chunk) => false;

    public sealed override TimeRange Span(FactChunk chunk) => new(chunk.Long(Source.At).Min, LastChangeMs(field => chunk.Long(field).Max) + 1);

    public sealed override void Run(ScanBuffers buffers, GroupedAggregation into)
    {
        var count = Select(buffers.Reader, buffers.Rows);
        if (count == 0 || into.HasTooManyCells)
            return;
        into.Cancel.ThrowIfCancellationRequested();
        Update(buffers, into, count);
    }

    /// <summary>Writes the rows of the open chunk that may count, and returns how many they are.</summary>
    public int Select(ChunkReader reader, int[] rows)
    {
        var count = RowSelection.SelectOverlapping(reader, Source, Time.Running, rows);
        if (Where is not null)
            count = RowSelection.KeepWhere(reader, Source.Table, Where, rows.AsSpan(0, count));
        return RowSelection.KeepPassing(reader, Source.Table, Filters, rows.AsSpan(0, count));
    }

    protected virtual void Update(ScanBuffers buffers, GroupedAggregation into, int count)
    {
        if (into.TryAssignGroups(buffers, Source.Table, Groups, ref count))
            ((IntervalAccumulator)into[Slot]).Update(Batch(buffers, count, into.Cancel));
    }

    protected IntervalBatch Batch(ScanBuffers buffers, int count, CancellationToken cancel) => new(
        buffers.Reader, Source.Table, Time.Running, buffers.Rows.AsSpan(0, count), buffers.Cells.AsSpan(0, count),
        buffers.Reader.Longs(Source.At, Source.Table, buffers.Rows.AsSpan(0, count)), Ends(buffers, buffers.Rows.AsSpan(0, count)), cancel);

    /// <summary>The end of each interval, by row; of those named.</summary>
    protected virtual ReadOnlySpan<long> Ends(ScanBuffers buffers, ReadOnlySpan<int> rows) => buffers.Reader.Longs(Source.Until!, Source.Table, rows);

    /// <summary>After it nothing in the chunk changes any more.</summary>
    /// <param name="max">The largest value of a column.</param>
    protected virtual long LastChangeMs(Func<LongField, long> max) => Math.Max(max(Source.At), max(Source.Until!));
}

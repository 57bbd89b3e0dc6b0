using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Planning;

/// <summary>Counts the intervals that reach over the end of each bucket.</summary>
/// <param name="EndsWhenAnswered">A ticket waits for its first response until it has one or is no longer open.</param>
internal record LevelStep(
    Source Source, BucketedPeriod Time, IReadOnlyList<CodeFilter> Filters, IReadOnlyList<GroupColumn> Groups, AccumulatorSlot Slot, bool EndsWhenAnswered)
    : IntervalStep(Source, Time, Filters, Groups, null, Slot)
{
    /// <summary>An interval is two additions, however many buckets it spans.</summary>
    public override long OperationsPerRow => 4;

    /// <summary>One of so many rows.</summary>
    private const int FewOf = 8;

    protected override string Counted => $"levels {Text(Source)}{(EndsWhenAnswered ? " until answered" : "")} -> {Slot}";

    public override bool IsCacheable(ZoneMaps zones, int chunk)
    {
        var buckets = Time.Running;
        var levelAtMs = buckets.LevelAtMs(buckets.Count - 1);
        var endsNaturally = Time.Interval != BucketInterval.None && levelAtMs == buckets.EndMs(buckets.Count - 1);
        return endsNaturally || LastChangeMs(field => zones[field, chunk].Max) < levelAtMs;
    }

    /// <summary>The end of each interval that counts, at an instant or at the end of buckets; of the rows named.</summary>
    public ReadOnlySpan<long> Ends(ChunkReader reader, ReadOnlySpan<int> rows, Span<long> instants)
    {
        var to = reader.Longs(Source.Until!, Source.Table, rows);
        if (!EndsWhenAnswered)
            return to;
        var answered = reader.Longs(FactSchema.Ticket.FirstResponseAt, Source.Table, rows);
        foreach (var row in rows)
            instants[row] = Math.Min(to[row], answered[row]);
        return instants;
    }

    /// <summary>
    /// Counts the open chunk if few of its intervals reach into the period, as of most chunks: counting these is sooner done than all of them for later.
    /// </summary>
    public bool TryRunFew(ScanBuffers buffers, GroupedAggregation into)
    {
        var count = Select(buffers.Reader, buffers.Rows);
        if (count > buffers.Reader.Chunk.RowCount(Source.Table) / FewOf)
            return false;
        if (count > 0 && !into.HasTooManyCells)
            Update(buffers, into, count);
        return true;
    }

    protected override void Update(ScanBuffers buffers, GroupedAggregation into, int count)
    {
        if (!into.TryAssignGroups(buffers, Source.Table, Groups, ref count))
            return;
        var batch = Batch(buffers, count, into.Cancel);
        var levels = (LevelAccumulator)into[Slot];
        if (into.CellIds is null)
        {
            levels.Update(batch);
            return;
        }
        var (begins, ends) = LevelAccumulator.Changes(batch, buffers.BranchRows, buffers.BranchCells);
        var begun = buffers.BranchRows.AsSpan(0, begins);
        var ended = buffers.BranchCells.AsSpan(0, ends);
        into.Place(begun);
        into.Place(ended);
        levels.Add(begun, ended);
    }

    protected override ReadOnlySpan<long> Ends(ScanBuffers buffers, ReadOnlySpan<int> rows) => Ends(buffers.Reader, rows, buffers.Instants);

    protected override long LastChangeMs(Func<LongField, long> max) =>
        EndsWhenAnswered ? Math.Max(base.LastChangeMs(max), max(FactSchema.Ticket.FirstResponseAt)) : base.LastChangeMs(max);
}

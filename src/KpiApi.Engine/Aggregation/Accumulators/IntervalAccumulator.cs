using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>Counts intervals, which may touch many buckets, where other aggregates count rows at one instant.</summary>
internal abstract class IntervalAccumulator : Accumulator
{
    public sealed override void Update(in RowBatch batch) => throw new InvalidOperationException("Intervals have no single cell.");

    public abstract void Update(in IntervalBatch batch);
}

/// <summary>Intervals of one chunk that pass the filters.</summary>
/// <param name="rows">Their rows.</param>
/// <param name="groups">For each of them its group.</param>
/// <param name="from">By row of the table.</param>
/// <param name="to">By row; <see cref="LongColumn.Null"/> while they last.</param>
/// <param name="cancel">To be seen before each row where a row may touch all buckets.</param>
internal readonly ref struct IntervalBatch(
    ChunkReader reader, FactTable table, RunningBuckets buckets, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups,
    ReadOnlySpan<long> from, ReadOnlySpan<long> to, CancellationToken cancel)
{
    public RunningBuckets Buckets { get; } = buckets;
    public ReadOnlySpan<int> Rows { get; } = rows;
    public ReadOnlySpan<int> Groups { get; } = groups;
    public ReadOnlySpan<long> From { get; } = from;
    public ReadOnlySpan<long> To { get; } = to;
    public CancellationToken Cancel { get; } = cancel;

    public ReadOnlySpan<long> Longs(LongField field) => reader.Longs(field, table);
}

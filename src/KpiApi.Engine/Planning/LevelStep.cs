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

    protected override string Counted => $"levels {Text(Source)}{(EndsWhenAnswered ? " until answered" : "")} -> {Slot}";

    public override bool IsCacheable(ZoneMaps zones, int chunk)
    {
        var buckets = Time.Running;
        var levelAtMs = buckets.LevelAtMs(buckets.Count - 1);
        var endsNaturally = Time.Interval != BucketInterval.None && levelAtMs == buckets.EndMs(buckets.Count - 1);
        return endsNaturally || LastChangeMs(field => zones[field, chunk].Max) < levelAtMs;
    }

    /// <summary>The end of each interval that counts, at an instant or at the end of buckets.</summary>
    public ReadOnlySpan<long> Ends(ChunkReader reader, Span<long> instants)
    {
        var to = reader.Longs(Source.Until!, Source.Table);
        if (!EndsWhenAnswered)
            return to;
        var answered = reader.Longs(FactSchema.Ticket.FirstResponseAt, Source.Table);
        for (var row = 0; row < to.Length; row++)
            instants[row] = Math.Min(to[row], answered[row]);
        return instants[..to.Length];
    }

    protected override ReadOnlySpan<long> Ends(ScanBuffers buffers) => Ends(buffers.Reader, buffers.Instants);

    protected override long LastChangeMs(Func<LongField, long> max) =>
        EndsWhenAnswered ? Math.Max(base.LastChangeMs(max), max(FactSchema.Ticket.FirstResponseAt)) : base.LastChangeMs(max);
}

using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Planning;

/// <summary>
/// Levels by age or idle time: an open ticket moves from group to group as it waits, so each is looked at once a bucket. Time grows with
/// open tickets × buckets, where other levels cost two additions a ticket.
/// </summary>
/// <param name="Moving">The dimensions that depend on when a ticket is looked at.</param>
/// <param name="AsOfMs">Now: in a bucket that still runs tickets are as old as they are now, not as they will be at its end.</param>
internal sealed record MovingLevelStep(
    Source Source, BucketedPeriod Time, IReadOnlyList<CodeFilter> Filters, IReadOnlyList<GroupColumn> Groups, AccumulatorSlot Slot, bool EndsWhenAnswered,
    IReadOnlyList<MovingDimension> Moving, long AsOfMs)
    : LevelStep(Source, Time, Filters, Groups, Slot, EndsWhenAnswered)
{
    public override long OperationsPerRow => 2L * Time.Buckets.Count;

    protected override string Counted => $"{base.Counted} by {string.Join(", ", Moving)}";

    public override bool IsCacheable(ZoneMaps zones, int chunk) => false;

    /// <summary>What the dimension idle needs of the open chunk; null where it is not asked for.</summary>
    /// <param name="rows">Of how many it will be asked.</param>
    public AnswerTimes? Answers(ChunkReader reader, int rows) => Moving.Any(m => m.Dimension == Dimension.Idle) ? new AnswerTimes(reader, rows) : null;

    /// <summary>True when a row passes the filters of its moving dimensions at an instant.</summary>
    public bool Passes(ChunkReader reader, int row, AnswerTimes? answers, long atMs) => Key(
        0, [0, 0, 0], reader.Longs(FactSchema.Ticket.CreatedAt, Source.Table, [row])[row], answers, reader.Owners(Source.Table, [row])[row], Math.Min(atMs, AsOfMs)) is not null;

    protected override void Update(ScanBuffers buffers, GroupedAggregation into, int count)
    {
        var (reader, strides, levels) = (buffers.Reader, into.Layout.Keys.Strides, (LevelAccumulator)into[Slot]);
        var isExpanded = GroupIds.AreExpanded(Groups);
        var keys = isExpanded ? into.Groups.ExpandedKeys(buffers, Source.Table, Groups, count) : into.Groups.Keys(reader, Source.Table, Groups, buffers.Rows.AsSpan(0, count));
        var batch = Batch(buffers, keys.Length, into.Cancel);
        var created = reader.Longs(FactSchema.Ticket.CreatedAt, Source.Table, batch.Rows);
        var owners = reader.Owners(Source.Table, batch.Rows);
        var (answers, buckets) = (Answers(reader, batch.Rows.Length), batch.Buckets);
        var lastFolded = new int[isExpanded ? buckets.Count : 0];
        Array.Fill(lastFolded, -1);
        for (var i = 0; i < batch.Rows.Length; i++)
        {
            into.Cancel.ThrowIfCancellationRequested();
            var row = batch.Rows[i];
            var end = buckets.LevelsUntil(batch.To[row]);
            for (var bucket = buckets.LevelsUntil(batch.From[row]); bucket < end; bucket++)
            {
                var atMs = Math.Min(buckets.LevelAtMs(bucket), AsOfMs);
                if (Key(keys[i], strides, created[row], answers, owners[row], atMs) is not { } key)
                    continue;
                var group = into.Groups.Number(key);
                if (!into.TryReserve())
                    return;
                if (isExpanded && into.Groups.IsFolded(group))
                {
                    // Another of its tags was folded too.
                    if (lastFolded[bucket] == row)
                        continue;
                    lastFolded[bucket] = row;
                }
                levels.Add(group, bucket, bucket + 1, buckets.Count);
            }
        }
    }

    /// <summary>The row's key at an instant, or null when a filter does not let it pass.</summary>
    private ulong? Key(ulong key, ulong[] strides, long createdMs, AnswerTimes? answers, int owner, long atMs)
    {
        foreach (var moving in Moving)
        {
            // Just before the instant, as levels are: a ticket created at the start of a day is not yet a day old at its end.
            var code = moving.Dimension == Dimension.Age ? AgeBands.Code(atMs - 1 - createdMs)
                : answers!.LastBefore(owner, atMs) is { } last ? AgeBands.Code(atMs - 1 - last)
                : AgeBands.NeverCode;
            if (moving.Passes is { } passes && !passes[code])
                return null;
            if (moving.Group >= 0)
                key += (ulong)code * strides[moving.Group];
        }
        return key;
    }
}

/// <param name="Dimension">Age or idle: the two that depend on when a ticket is looked at.</param>
/// <param name="Group">Its place among the groups, or −1.</param>
/// <param name="Passes">By code; null without a filter.</param>
internal sealed record MovingDimension(Dimension Dimension, int Group, bool[]? Passes)
{
    public override string ToString() => DimensionNames.Name(Dimension);
}

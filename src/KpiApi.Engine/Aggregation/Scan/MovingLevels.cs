using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Planning;

namespace KpiApi.Engine.Aggregation.Scan;

/// <summary>
/// Levels by age or idle time: an open ticket moves from group to group as it waits, so it is looked at once a bucket. Time grows with
/// open tickets × buckets, where other levels cost two additions a ticket.
/// </summary>
internal static class MovingLevels
{
    /// <param name="keys">Of the rows, without their moving dimensions.</param>
    /// <param name="asOfMs">In a bucket that still runs tickets are as old as they are now, not as they will be at its end.</param>
    /// <param name="reserve">Makes room for groups met here for the first time; false when there are too many.</param>
    public static void Add(
        ChunkReader reader, IntervalPlan plan, in IntervalBatch batch, ReadOnlySpan<ulong> keys, ulong[] strides, GroupIds groups,
        LevelAggregate levels, long asOfMs, Func<bool> reserve)
    {
        var created = reader.Longs(FactSchema.Ticket.CreatedAt, plan.Source.Table);
        var owners = reader.Owners(plan.Source.Table);
        var answers = Answers(reader, plan);
        var buckets = batch.Buckets;
        for (var i = 0; i < batch.Rows.Length; i++)
        {
            batch.Cancel.ThrowIfCancellationRequested();
            var row = batch.Rows[i];
            var end = buckets.LevelsUntil(batch.To[row]);
            for (var bucket = buckets.LevelsUntil(batch.From[row]); bucket < end; bucket++)
            {
                var atMs = Math.Min(buckets.LevelAtMs(bucket), asOfMs);
                if (Key(plan, keys[i], strides, created[row], answers, owners[row], atMs) is not { } key)
                    continue;
                var group = groups.Number(key);
                if (!reserve())
                    return;
                levels.Add(group, bucket, bucket + 1, buckets.Count);
            }
        }
    }

    /// <summary>What the dimension idle needs of the open chunk; null when the plan does not ask for it.</summary>
    public static AnswerTimes? Answers(ChunkReader reader, IntervalPlan plan) =>
        plan.Moving.Any(m => m.Dimension == Dimension.Idle) ? new AnswerTimes(reader) : null;

    /// <summary>True when a row passes the filters of its moving dimensions at an instant.</summary>
    public static bool Passes(ChunkReader reader, IntervalPlan plan, int row, AnswerTimes? answers, long atMs)
    {
        if (plan.Moving.Count == 0)
            return true;
        var table = plan.Source.Table;
        return Key(plan, 0, [0, 0, 0], reader.Longs(FactSchema.Ticket.CreatedAt, table)[row], answers, reader.Owners(table)[row], atMs) is not null;
    }

    /// <summary>The row's key at an instant, or null when a filter does not let it pass.</summary>
    private static ulong? Key(IntervalPlan plan, ulong key, ulong[] strides, long createdMs, AnswerTimes? answers, int owner, long atMs)
    {
        foreach (var moving in plan.Moving)
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

using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Planning;

/// <summary>How the steps of a plan (its scans, then its intervals) and the chunks lie to each other. Told from the chunks' spans alone.</summary>
internal static class PlanSteps
{
    /// <summary>False when no row of the chunk can count.</summary>
    public static bool Touches(QueryPlan plan, int step, ChunkSpans spans, int chunk)
    {
        if (step < plan.Scans.Count)
        {
            var scan = plan.Scans[step];
            return spans[scan.Source.At, chunk].MayHave(scan.Period.FromMs, scan.Period.ToMs);
        }
        var (source, buckets) = (plan.Intervals[step - plan.Scans.Count].Source, (RunningBuckets)plan.Query.Buckets);
        var (from, to) = (spans[source.At, chunk], spans[source.Until!, chunk]);
        return from.Min <= from.Max && from.Min < buckets.LevelAtMs(buckets.Count - 1) && (to.HasNulls || to.Max >= buckets.BeginsAtMs(0));
    }

    /// <summary>True when what the chunk adds does not depend on where exactly the period begins and ends.</summary>
    public static bool IsWithin(QueryPlan plan, int step, ChunkSpans spans, int chunk)
    {
        if (step < plan.Scans.Count)
        {
            var scan = plan.Scans[step];
            var at = spans[scan.Source.At, chunk];
            return at.Min >= scan.Period.FromMs && at.Max < scan.Period.ToMs;
        }
        var interval = plan.Intervals[step - plan.Scans.Count];
        if (interval.Moving.Count > 0 || plan.Aggregates[interval.Slot].Type != typeof(LevelAggregate))
            return false;
        var buckets = (RunningBuckets)plan.Query.Buckets;
        var levelAtMs = buckets.LevelAtMs(buckets.Count - 1);
        var endsNaturally = plan.Query.Interval != BucketInterval.None && levelAtMs == buckets.EndMs(buckets.Count - 1);
        return endsNaturally || LastChangeMs(interval, field => spans[field, chunk].Max) < levelAtMs;
    }

    /// <summary>From the first instant that a step looks at to after the last.</summary>
    public static TimeRange Span(QueryPlan plan, int step, FactChunk chunk)
    {
        if (step >= plan.Scans.Count)
        {
            var interval = plan.Intervals[step - plan.Scans.Count];
            return new TimeRange(chunk.Long(interval.Source.At).Min, LastChangeMs(interval, field => chunk.Long(field).Max) + 1);
        }
        var at = chunk.Long(plan.Scans[step].Source.At);
        return new TimeRange(at.Min, at.Max + 1);
    }

    private static long LastChangeMs(IntervalPlan interval, Func<LongField, long> max)
    {
        var last = Math.Max(max(interval.Source.At), max(interval.Source.Until!));
        return interval.Test == LevelTest.AwaitingFirstResponse ? Math.Max(last, max(FactSchema.Ticket.FirstResponseAt)) : last;
    }
}

using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution.Aggregates;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Execution;

/// <summary>What a reader of the numbers should know besides.</summary>
internal static class ResultWarnings
{
    public static List<KpiWarning> Of(Counted counted, FactSnapshot snapshot)
    {
        var query = counted.Plan.Query;
        var warnings = new List<KpiWarning>();
        if (query.Buckets is RunningBuckets { IsCut: true })
            warnings.Add(new("partial_bucket", "The period begins or ends inside a bucket: the first or the last row covers only a part of its time."));
        if (counted.Aggregates.OfType<ProvisionalGuard>().Any(g => g.IsProvisional))
            warnings.Add(new("provisional", "Some first contact resolutions are so young that a reopen can still undo them."));
        if (query.Metrics.Any(m => m.Metric.Measure.Sources.Contains(Source.Cost)) && LeavesOutSharedCosts(query, snapshot))
            warnings.Add(new("shared_costs_left_out", "The filter leaves out costs that are shared by all channels or teams."));
        return warnings;
    }

    private static bool LeavesOutSharedCosts(KpiQuery query, FactSnapshot snapshot)
    {
        var filters = query.Filters.Where(f => f.Dimension is Dimension.Channel or Dimension.Team && f.Excluded == f.Values.Contains(null)).ToList();
        return filters.Count > 0 && snapshot.Chunks.Index().Any(c => HasSharedCost(c.Item, c.Index, query.Period, filters));
    }

    private static bool HasSharedCost(FactChunk chunk, int index, TimeRange period, List<Filter> filters)
    {
        if (chunk.RowCount(FactTable.Costs) == 0)
            return false;
        using var reader = new ChunkReader();
        reader.Open(chunk, index);
        var from = reader.Longs(FactSchema.Cost.From, FactTable.Costs);
        var to = reader.Longs(FactSchema.Cost.To, FactTable.Costs);
        for (var row = 0; row < from.Length; row++)
        {
            if (from[row] >= period.ToMs || to[row] <= period.FromMs)
                continue;
            foreach (var filter in filters)
            {
                if (reader.Codes(Source.Cost.Column(filter.Dimension)!, FactTable.Costs)[row] == 0)
                    return true;
            }
        }
        return false;
    }
}

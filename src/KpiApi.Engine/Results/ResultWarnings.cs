using System.Globalization;
using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using NodaTime;
using NodaTime.Text;

namespace KpiApi.Engine.Results;

/// <summary>What a reader of the numbers should know besides.</summary>
internal static class ResultWarnings
{
    private const int MaxNamed = 5;

    private static readonly OffsetDateTimePattern s_hour = OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mmo<m>");

    public static List<KpiWarning> Of(AggregatedQuery counted, FactSnapshot snapshot)
    {
        var (query, guards) = (counted.Plan.Query, (counted.Ungrouped ?? counted).Accumulators);
        var warnings = new List<KpiWarning>();
        if (query.Buckets is RunningBuckets { IsCut: true })
            warnings.Add(new("partial_bucket", "The period begins or ends inside a bucket: the first or the last row covers only a part of its time."));
        if (query is { Pairs.Unpaired: [_, ..] unpaired, Previous.Buckets: RunningBuckets compared })
            warnings.Add(Unpaired(unpaired, compared, query));
        if (guards.OfType<ProvisionalGuard>().Any(g => g.IsProvisional))
            warnings.Add(new("provisional", "Some first contact resolutions are so young that a reopen can still undo them."));
        if (guards.OfType<BusinessTimeGuard>().Where(g => g.LeftOut > 0).ToList() is { Count: > 0 } withoutCalendar)
            warnings.Add(WithoutCalendar(withoutCalendar));
        if (query.Metrics.Any(m => m.Metric.Measure.Sources.Contains(Source.Cost)) && LeavesOutSharedCosts(query, snapshot))
            warnings.Add(new("shared_costs_left_out", "The filter leaves out costs that are shared by all channels or teams."));
        return warnings;
    }

    /// <param name="next">The offset of the rows behind the page.</param>
    public static KpiWarning Truncated(long shown, long all, long next) =>
        new("truncated", FormattableString.Invariant($"'limit' cuts the answer: these are {shown} of {all} rows. Ask with offset={next} for those behind them."));

    private static KpiWarning WithoutCalendar(List<BusinessTimeGuard> guards)
    {
        var counts = string.Join(", ", guards.Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.LeftOut} of {g.LeftOut + g.Counted} values of '{g.Metric}'")));
        return new("no_calendar", $"Business hours leave out {counts}: of tickets whose policy names no calendar, while none is called 'default'. PUT /v1/calendars/default.");
    }

    private static KpiWarning Unpaired(IReadOnlyList<int> unpaired, RunningBuckets compared, KpiQuery query)
    {
        var named = string.Join(", ", unpaired.Take(MaxNamed).Select(b => Name(compared.StartMs(b), query)));
        var more = unpaired.Count > MaxNamed ? $" and {unpaired.Count - MaxNamed} more" : "";
        return new("unpaired_buckets", $"The period asked for has no counterpart of {named}{more}: the totals compare with it, but no row does.");
    }

    private static string Name(long startMs, KpiQuery query)
    {
        var start = Instant.FromUnixTimeMilliseconds(startMs).InZone(query.Zone);
        return query.Interval switch
        {
            BucketInterval.Hour => s_hour.Format(start.ToOffsetDateTime()),
            BucketInterval.Month => FormattableString.Invariant($"{start.Year:0000}-{start.Month:00}"),
            BucketInterval.Quarter => FormattableString.Invariant($"{start.Year:0000}-Q{(start.Month + 2) / 3}"),
            BucketInterval.Year => FormattableString.Invariant($"{start.Year:0000}"),
            BucketInterval.Week => $"the week of {LocalDatePattern.Iso.Format(start.Date)}",
            _ => LocalDatePattern.Iso.Format(start.Date),
        };
    }

    private static bool LeavesOutSharedCosts(KpiQuery query, FactSnapshot snapshot)
    {
        var filters = query.Filters.Where(f => f.Dimension.Kind is DimensionKind.Channel or DimensionKind.Team && f.Excluded == f.Values.Contains(null)).ToList();
        return filters.Count > 0 && snapshot.Chunks.Index().Any(c => HasSharedCost(snapshot, c.Index, query.Period, filters));
    }

    private static bool HasSharedCost(FactSnapshot snapshot, int index, TimeRange period, List<Filter> filters)
    {
        var chunk = snapshot.Chunks[index];
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
                if (reader.Codes(Source.Cost.Column(filter.Dimension, snapshot.Attributes)!, FactTable.Costs)[row] == 0)
                    return true;
            }
        }
        return false;
    }
}

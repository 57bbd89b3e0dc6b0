using KpiApi.Engine.Calendars;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;
using KpiApi.Http;
using KpiApi.Http.Tables;

namespace KpiApi.Kpis.Responses;

/// <summary>A result as a flat table: one column a value, <c>csat</c>, <c>csat_count</c>, <c>csat_previous</c>, …</summary>
internal static class KpiCsv
{
    public static CsvTable Of(KpiResult result)
    {
        var times = Times(result.Query);
        var columns = result.Query.Metrics.Select(m => (m.Name, Columns: Columns(result.Query, m).ToArray())).ToArray();
        return new CsvTable(
            [
                .. times.Select(t => t.Name),
                .. result.Query.GroupBy.Select(DimensionNames.Name),
                .. columns.SelectMany(m => m.Columns.Select(c => m.Name + c.Suffix)),
            ],
            result.Rows.Select(row => (object?[])
            [
                .. times.Select(t => t.Value(row.Bucket)),
                .. row.Keys,
                .. columns.SelectMany((m, i) => m.Columns.Select(c => c.Value(row.Values[i]))),
            ]));
    }

    private static (string Name, Func<int, object?> Value)[] Times(KpiQuery query) => query switch
    {
        { Interval: BucketInterval.None } => [],
        { Buckets: RunningBuckets running } => [("time", b => InstantText.InZone(running.StartMs(b), query.Zone))],
        { Interval: BucketInterval.HourOfDay, Buckets: FoldedBuckets folded } => [("hourOfDay", b => folded.HourOfDay(b))],
        { Interval: BucketInterval.DayOfWeek, Buckets: FoldedBuckets folded } => [("dayOfWeek", b => folded.DayOfWeek(b))],
        { Buckets: FoldedBuckets folded } => [("dayOfWeek", b => folded.DayOfWeek(b)), ("hourOfDay", b => folded.HourOfDay(b))],
        _ => [],
    };

    private static IEnumerable<(string Suffix, Func<KpiValue, object?> Value)> Columns(KpiQuery query, MetricChoice metric)
    {
        yield return ("", v => v.Value);
        yield return ("_count", v => v.Count);
        if (metric.Metric.Kind == MetricKind.Ratio)
        {
            yield return ("_numerator", v => v.Ratio?.Numerator);
            yield return ("_denominator", v => v.Ratio?.Denominator);
        }
        if (metric.Metric.Kind == MetricKind.Score)
        {
            yield return ("_promoters", v => v.Nps?.Promoters);
            yield return ("_passives", v => v.Nps?.Passives);
            yield return ("_detractors", v => v.Nps?.Detractors);
        }
        if (query.Previous is not null)
        {
            yield return ("_previous", v => v.Comparison?.Previous);
            yield return ("_change", v => v.Comparison?.Change);
            yield return ("_changePercent", v => v.Comparison?.ChangePercent);
        }
        if (query.WithConfidence)
        {
            yield return ("_low", v => v.Confidence?.Low);
            yield return ("_high", v => v.Confidence?.High);
        }
        if (query.Targets.Count > 0)
        {
            yield return ("_target", v => v.Target?.Value);
            yield return ("_status", v => v.Target?.Status.ToString().ToLowerInvariant());
        }
    }
}

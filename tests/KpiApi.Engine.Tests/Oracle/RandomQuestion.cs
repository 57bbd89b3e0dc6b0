using NodaTime;
using static KpiApi.Engine.Tests.Oracle.RandomDesk;

namespace KpiApi.Engine.Tests.Oracle;

/// <summary>Random questions that the API allows, about the time around an instant.</summary>
internal static class RandomQuestion
{
    private static readonly string[] s_intervals =
        ["none", "none", "hour", "day", "day", "week", "month", "quarter", "year", "hour_of_day", "day_of_week", "day_of_week_hour"];

    private static readonly string[] s_statistics = ["avg", "median", "min", "max", "sum", "p1", "p25", "p90", "p99"];

    public static OracleQuestion Next(Random random, DateTimeZone zone, long aroundMs)
    {
        var interval = Pick(random, s_intervals);
        var days = interval switch { "hour" => 2, "day" => 20, "week" => 60, _ => 200 };
        var spanMs = random.Next(1, days * 24) * 3_600_000L + (random.Next(3) == 0 ? random.Next(3_600_000) : 0);
        var fromMs = aroundMs - random.NextInt64(spanMs);
        var metrics = Metrics(random, interval);
        var dimensions = Common(metrics);
        var groupBy = random.GetItems(dimensions, random.Next(4)).Distinct().ToList();
        var others = groupBy.Count > 0 && random.Next(6) == 0 && !metrics.Exists(m => m.Metric.Kind == OracleKind.Level);
        return new OracleQuestion
        {
            Metrics = metrics,
            FromMs = random.Next(2) == 0 ? fromMs : fromMs / 3_600_000 * 3_600_000,
            ToMs = fromMs + spanMs,
            Zone = zone,
            Interval = interval,
            WeekStart = Pick(random, IsoDayOfWeek.Monday, IsoDayOfWeek.Sunday),
            GroupBy = groupBy,
            Filters = Filters(random, dimensions),
            OrderBy = Orders(random, interval, metrics, groupBy),
            Limit = others ? random.Next(1, 4) : random.Next(3) == 0 ? random.Next(1, 30) : 10_000,
            Offset = others ? 0 : random.Next(4) == 0 ? random.Next(5) : 0,
            Others = others,
            AsOfMs = aroundMs + random.NextInt64(-spanMs, spanMs),
        };
    }

    private static List<OracleChoice> Metrics(Random random, string interval)
    {
        var isFolded = interval is "hour_of_day" or "day_of_week" or "day_of_week_hour";
        var possible = OracleMetric.All.Where(m => m.Kind != OracleKind.Level || !isFolded).ToArray();
        var choices = random.GetItems(possible, random.Next(1, 5))
            .Select(m => new OracleChoice(m, m.Kind == OracleKind.Mean && random.Next(2) == 0 ? Pick(random, s_statistics) : null));
        return [.. choices.DistinctBy(c => c.Name)];
    }

    private static string[] Common(List<OracleChoice> metrics) =>
        [.. metrics.Select(m => m.Metric.Dimensions.Split(',').AsEnumerable()).Aggregate((a, b) => a.Intersect(b))];

    private static List<OracleFilter> Filters(Random random, string[] dimensions) =>
        [.. random.GetItems(dimensions, random.Next(3)).Distinct().Select(d => new OracleFilter(d, Values(random, d), random.Next(3) == 0))];

    private static List<string?> Values(Random random, string dimension)
    {
        var known = dimension switch
        {
            "agent" => Agents,
            "channel" => Channels,
            "activityType" => ["reply", "note", "visit", "nothing"],
            "surveyKind" => ["csat", "nps", "ces"],
            _ => Words,
        };
        return [.. random.GetItems(known, random.Next(1, 4)).Distinct()];
    }

    private static List<OracleOrder> Orders(Random random, string interval, List<OracleChoice> metrics, List<string> groupBy)
    {
        var columns = metrics.Select(m => m.Name).Concat(groupBy).ToList();
        if (interval != "none")
            columns.Add("time");
        var chosen = random.GetItems(columns.ToArray(), random.Next(3)).Distinct();
        return [.. chosen.Select(c => new OracleOrder(c, random.Next(2) == 0))];
    }
}

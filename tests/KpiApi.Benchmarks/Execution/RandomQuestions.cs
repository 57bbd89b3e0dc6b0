using KpiApi.Engine.Columns;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using NodaTime;

namespace KpiApi.Benchmarks.Execution;

/// <summary>What analysts may ask: one to four metrics with their statistics, up to two groups and two filters, every interval, four zones.</summary>
internal static class RandomQuestions
{
    private static readonly string[] s_statistics = ["", "", "", ":median", ":p90", ":p95", ":avg", ":max"];
    private static readonly string[] s_zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"];
    private static readonly string[] s_intervals = ["none", "none", "hour", "day", "day", "week", "month", "month", "quarter", "year", "hour_of_day", "day_of_week", "day_of_week_hour"];
    private static readonly string[] s_periods =
        ["last_7_days", "last_30_days", "last_90_days", "last_month", "last_quarter", "last_12_months", "last_year", "all", "from=2024-03-05&to=2025-02-11", "from=2025-09-17T13:00:00Z&to=2025-11-02T07:00:00Z"];
    private static readonly Dimension[] s_dimensions =
        [Dimension.Agent, Dimension.Team, Dimension.Channel, Dimension.Reason, Dimension.Priority, Dimension.Account];

    /// <summary>Only those that can be asked.</summary>
    public static IEnumerable<string> Of(FactSnapshot snapshot, int count, int seed)
    {
        var random = new Random(seed);
        while (count > 0)
        {
            var question = One(snapshot, random);
            var request = new KpiRequest();
            foreach (var parameter in question.Split('&').Select(part => part.Split('=', 2)))
                request.Add(parameter[0], parameter[1]);
            var (query, _) = QueryParser.Parse(request, snapshot, new QueryDefaults(DateTimeZone.Utc, Instant.FromUnixTimeMilliseconds(SyntheticDesk.EndMs)));
            if (query is null)
                continue;
            count--;
            yield return question;
        }
    }

    private static string One(FactSnapshot snapshot, Random random)
    {
        var metrics = Enumerable.Range(0, random.Next(1, 5)).Select(_ => Pick(MetricCatalogue.All, random).Name + Pick(s_statistics, random)).Distinct();
        var period = Pick(s_periods, random);
        var question = $"metrics={string.Join(',', metrics)}&{(period.StartsWith("from", StringComparison.Ordinal) ? period : $"period={period}")}&interval={Pick(s_intervals, random)}&timeZone={Pick(s_zones, random)}";
        var groups = Enumerable.Range(0, random.Next(3)).Select(_ => DimensionNames.Name(Pick(s_dimensions, random))).Distinct().ToList();
        if (groups.Count > 0)
            question += $"&groupBy={string.Join(',', groups)}";
        foreach (var dimension in Enumerable.Range(0, random.Next(3)).Select(_ => Pick(s_dimensions, random)).Distinct())
            question += Filter(snapshot, dimension, random);
        return question;
    }

    private static string Filter(FactSnapshot snapshot, Dimension dimension, Random random)
    {
        var names = snapshot.Names.Of(dimension).Names.ToList();
        var not = random.Next(3) == 0 ? ".not" : "";
        return names.Count == 0 ? "" : string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"&{DimensionNames.Name(dimension)}{not}={names[random.Next(names.Count)]}").Distinct());
    }

    private static T Pick<T>(IReadOnlyList<T> values, Random random) => values[random.Next(values.Count)];
}

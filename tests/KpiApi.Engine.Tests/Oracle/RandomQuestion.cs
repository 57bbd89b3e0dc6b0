using NodaTime;
using static KpiApi.Engine.Tests.Oracle.RandomDesk;

namespace KpiApi.Engine.Tests.Oracle;

/// <summary>Random questions that the API allows, about the time around an instant.</summary>
internal static class RandomQuestion
{
    private static readonly string[] s_intervals =
        ["none", "none", "hour", "day", "day", "week", "month", "quarter", "year", "hour_of_day", "day_of_week", "day_of_week_hour"];

    private static readonly string[] s_statistics = ["avg", "median", "min", "max", "sum", "p1", "p25", "p90", "p99"];
    private static readonly string[] s_times = [.. s_statistics, "within_1s", "within_30m", "within_4h", "within_1d", "within_9d"];

    public static OracleQuestion Next(Random random, DateTimeZone zone, long aroundMs, bool hasCalendar)
    {
        var interval = Pick(random, s_intervals);
        var days = interval switch { "hour" => 2, "day" => 20, "week" => 60, _ => 200 };
        var spanMs = random.Next(1, days * 24) * 3_600_000L + (random.Next(3) == 0 ? random.Next(3_600_000) : 0);
        var fromMs = aroundMs - random.NextInt64(spanMs);
        var metrics = Metrics(random, interval);
        var dimensions = Common(metrics);
        var groupBy = dimensions.Length == 0 ? [] : random.GetItems(dimensions, random.Next(4)).Distinct().ToList();
        var others = groupBy.Count > 0 && random.Next(6) == 0;
        var question = new OracleQuestion
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
            Business = hasCalendar && random.Next(2) == 0,
            Confidence = random.Next(4) == 0,
        };
        if (random.Next(4) == 0)
            question = WholeDays(question);
        else if (random.Next(6) == 0)
            question = WholeMonths(random, question);
        return random.Next(4) == 0 ? question with { Compare = Compare(random, question) } : question;
    }

    private static OracleQuestion WholeDays(OracleQuestion question)
    {
        var from = Instant.FromUnixTimeMilliseconds(question.FromMs).InZone(question.Zone).Date;
        var to = Instant.FromUnixTimeMilliseconds(question.ToMs).InZone(question.Zone).Date;
        return question with { FromMs = question.Start(from), ToMs = question.Start(to.PlusDays(question.Start(from) < question.Start(to) ? 0 : 2)) };
    }

    private static OracleQuestion WholeMonths(Random random, OracleQuestion question)
    {
        var first = Instant.FromUnixTimeMilliseconds(question.FromMs).InZone(question.Zone).Date.With(DateAdjusters.StartOfMonth);
        var months = question.Interval is "hour" ? 0 : question.Interval is "day" ? random.Next(3) : random.Next(8);
        return question with { FromMs = question.Start(first), ToMs = question.Start(first.PlusMonths(months + 1)) };
    }

    private static string Compare(Random random, OracleQuestion question)
    {
        var span = question.ToMs - question.FromMs;
        var from = question.FromMs + random.NextInt64(-span, span);
        return Pick(random, "previous_period", "previous_period", "previous_year",
            $"{OracleQuestion.Text(from)}/{OracleQuestion.Text(from + 1 + random.NextInt64(span))}");
    }

    private static List<OracleChoice> Metrics(Random random, string interval)
    {
        var isFolded = interval is "hour_of_day" or "day_of_week" or "day_of_week_hour";
        var possible = OracleMetric.All.Where(m => m.CanFold || !isFolded).ToArray();
        var choices = random.GetItems(possible, random.Next(1, 5))
            .Select(m => new OracleChoice(m, m.Kind == OracleKind.Mean && random.Next(2) == 0 ? Pick(random, m.IsTime ? s_times : s_statistics) : null));
        return [.. choices.DistinctBy(c => c.Name)];
    }

    private static string[] Common(List<OracleChoice> metrics) =>
        [.. metrics.Select(m => m.Metric.Dimensions.Split(',').AsEnumerable()).Aggregate((a, b) => a.Intersect(b)).Where(d => d.Length > 0)];

    private static List<OracleFilter> Filters(Random random, string[] dimensions) =>
        dimensions.Length == 0 ? [] : [.. random.GetItems(dimensions, random.Next(3)).Distinct().Select(d => new OracleFilter(d, Values(random, d), random.Next(3) == 0))];

    private static List<string?> Values(Random random, string dimension)
    {
        var known = dimension switch
        {
            "agent" => Agents,
            "account.tier" => Tiers,
            "ticket.product" => Products,
            "tag" => RandomDesk.Tags,
            "channel" => Channels,
            "activityType" => ["reply", "note", "visit", "nothing"],
            "surveyKind" => ["csat", "nps", "ces"],
            "stage" => ["(start)", "a", "b", "new", "open", "pending"],
            "status" => ["new", "open", "pending", "on_hold"],
            "age" => ["0-24h", "24-48h", "48h-7d", "7d-30d", "30d+"],
            "idle" => ["0-24h", "24-48h", "48h-7d", "30d+", "never"],
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

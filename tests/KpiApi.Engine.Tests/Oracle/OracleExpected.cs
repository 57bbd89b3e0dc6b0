using NodaTime;

namespace KpiApi.Engine.Tests.Oracle;

/// <summary>What earlier buckets let expect, each found on the calendar and asked for by itself: metrics.md, section 4b.</summary>
/// <param name="firstMs">From here on a count of nothing is data.</param>
internal sealed class OracleExpected(OracleQuestion question, OracleDesk desk, Func<OracleChoice, long?> firstMs)
{
    private readonly Dictionary<(long, long), OracleAnswers> _answers = [];
    private readonly OracleTime _time = new(question);

    /// <summary>All null with fewer than four.</summary>
    public (decimal? Value, decimal? Low, decimal? High, string Unusual) Of(OracleChoice choice, IReadOnlyList<string?> keys, int bucket, OracleValue value)
    {
        var own = Natural(_time.Start(bucket));
        var earlier = new List<decimal>();
        foreach (var (from, to) in Likes(own.From).Where(like => like.To <= question.AsOfMs))
        {
            var isSum = OracleDrivers.IsSum(choice);
            if ((!isSum || to > firstMs(choice)) && Answers(from, to).Value(choice, [.. keys], null).Precise is { } number)
                earlier.Add(number);
        }
        if (earlier.Count < 4)
            return (null, null, null, "");
        var median = Median(earlier);
        var half = 3 * 1.4826m * Median(earlier.Select(x => Math.Abs(x - median)));
        if (choice.Statistic is null && choice.Metric.Kind is OracleKind.Count or OracleKind.Distinct or OracleKind.Level)
            half = Math.Max(half, 3 * (decimal)Math.Sqrt((double)median));
        var (least, most) = Bounds(choice);
        var (low, high) = (Math.Max(median - half, least), Math.Min(median + half, most));
        var isOver = own.To <= question.AsOfMs && own.From >= question.FromMs && own.To <= question.ToMs;
        var unusual = value.Precise > high ? "High" : value.Precise < low && isOver ? "Low" : "";
        return (Round(median), Round(low), Round(high), unusual);
    }

    private static decimal Round(decimal number) => Math.Round(number, 4, MidpointRounding.AwayFromZero);

    private static decimal Median(IEnumerable<decimal> numbers)
    {
        var ordered = numbers.Order().ToList();
        return (ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2;
    }

    private static (decimal Least, decimal Most) Bounds(OracleChoice choice) => (choice.Metric.Name, choice.Statistic) switch
    {
        (_, ['w', 'i', 't', 'h', ..]) => (0, 100),
        ("backlog_change", _) => (decimal.MinValue, decimal.MaxValue),
        ("nps", _) => (-100, 100),
        (_, "sum") => (0, decimal.MaxValue),
        ("csat_score", _) => (0, 100),
        ("ces", _) => (1, 7),
        _ when choice.Metric.Kind is OracleKind.Ratio or OracleKind.Retention or OracleKind.Churn => (0, 100),
        _ => (0, decimal.MaxValue),
    };

    private OracleAnswers Answers(long from, long to) => _answers.TryGetValue((from, to), out var known) ? known
        : _answers[(from, to)] = new OracleAnswers(question with { FromMs = from, ToMs = to, Interval = "none", Compare = null }, desk);

    private IEnumerable<(long From, long To)> Likes(long start)
    {
        var local = Local(start);
        return question.Interval switch
        {
            "hour" => Enumerable.Range(1, 8).Select(n => Hour(local.Date.PlusWeeks(-n), local.Hour)).OfType<(long, long)>(),
            "day" => Enumerable.Range(1, 8).Select(n => Whole(local.Date.PlusWeeks(-n), Period.FromDays(1))).Where(day => day.From < day.To),
            "week" => Enumerable.Range(1, 8).Select(n => Whole(local.Date.PlusWeeks(-n), Period.FromWeeks(1))),
            _ => Enumerable.Range(1, 12).Select(n => Whole(local.Date.PlusMonths(-n), Period.FromMonths(1))),
        };
    }

    /// <summary>The whole hour, day, week or month that an instant lies in.</summary>
    private (long From, long To) Natural(long at)
    {
        var date = Local(at).Date;
        return question.Interval switch
        {
            "hour" => Hours(date).First(hour => hour.From <= at && at < hour.To).Bounds,
            "day" => Whole(date, Period.FromDays(1)),
            "week" => Whole(date.With(DateAdjusters.PreviousOrSame(question.WeekStart)), Period.FromWeeks(1)),
            _ => Whole(date.With(DateAdjusters.StartOfMonth), Period.FromMonths(1)),
        };
    }

    private (long From, long To) Whole(LocalDate first, Period length) => (question.Start(first), question.Start(first + length));

    /// <summary>The first of its name; null where the clocks leave it out.</summary>
    private (long, long)? Hour(LocalDate date, int hour) => Hours(date).Where(h => h.Hour == hour).Select(h => ((long, long)?)h.Bounds).FirstOrDefault();

    /// <summary>By looking at the clock every quarter of an hour.</summary>
    private IEnumerable<(int Hour, long From, long To, (long From, long To) Bounds)> Hours(LocalDate date)
    {
        const long quarter = 15 * 60_000;
        var (from, end) = Whole(date, Period.FromDays(1));
        for (var at = from; at < end;)
        {
            var (start, label) = (at, (Local(at).Hour, Local(at).Offset));
            while (at < end && (Local(at).Hour, Local(at).Offset) == label)
                at += quarter;
            yield return (label.Hour, start, at, (start, at));
        }
    }

    private ZonedDateTime Local(long ms) => Instant.FromUnixTimeMilliseconds(ms).InZone(question.Zone);
}

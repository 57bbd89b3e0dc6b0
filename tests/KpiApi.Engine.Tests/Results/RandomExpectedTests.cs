using KpiApi.Engine.Calendars;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Tests.Oracle;
using NodaTime;

namespace KpiApi.Engine.Tests.Results;

/// <summary>Expected ranges against buckets found and asked for one by one, on random desks, around changes of the clocks.</summary>
public class RandomExpectedTests
{
    private const int Desks = 60;

    private static readonly (string Zone, string Around)[] s_clocks =
        [("Europe/Berlin", "2026-03-29T01:00Z"), ("Europe/Berlin", "2026-10-25T01:00Z"), ("Australia/Lord_Howe", "2026-04-04T15:00Z"), ("Pacific/Apia", "2011-12-30T10:00Z")];

    private static readonly (string Name, int Days)[] s_intervals = [("hour", 1), ("day", 20), ("week", 60), ("month", 200)];

    private static readonly Lazy<IReadOnlyList<(BusinessCalendar, OracleCalendar)>>[] s_calendars = [.. s_clocks.Select((c, i) =>
        new Lazy<IReadOnlyList<(BusinessCalendar, OracleCalendar)>>(() => RandomCalendars.Of(DateTimeZoneProviders.Tzdb[c.Zone], Given.At(c.Around), i)))];

    [Fact]
    public void Range_of_each_bucket_is_that_of_the_oracle()
    {
        var told = new Dictionary<string, int>();
        for (var seed = 0; seed < Desks; seed++)
        {
            var random = new Random(seed);
            var (name, around) = s_clocks[seed % s_clocks.Length];
            var zone = DateTimeZoneProviders.Tzdb[name];
            var desks = new RandomDesk(random, Given.At(around), s_calendars[seed % s_clocks.Length].Value);
            var desk = desks.Next();
            var question = Question(random, zone, Given.At(around));
            foreach (var unusual in Compare(seed, question, desk, new OracleDesk(desk, desks.Rules)))
                told[unusual] = told.GetValueOrDefault(unusual) + 1;
        }
        Assert.All((string[])["unknown", "usual", "High"], kind => Assert.True(told.GetValueOrDefault(kind) > 0, kind));
    }

    private static OracleQuestion Question(Random random, DateTimeZone zone, long aroundMs)
    {
        var (interval, days) = s_intervals[random.Next(s_intervals.Length)];
        var any = RandomQuestion.Next(random, zone, aroundMs, false);
        var from = aroundMs + (random.Next(-days, days) - days / 2) * 86_400_000L + random.Next(24) * 3_600_000L;
        return any with
        {
            Metrics = [.. any.Metrics.Take(2)],
            Interval = interval,
            FromMs = from,
            ToMs = from + random.Next(1, days + 1) * 86_400_000L,
            AsOfMs = from + random.Next(1, days * 30) * 3_600_000L,
            GroupBy = [.. any.GroupBy.Take(1)],
            Business = false,
            Confidence = false,
            Compare = null,
            OrderBy = [],
            Others = false,
            Limit = 10_000,
            Offset = 0,
        };
    }

    /// <summary>How each number was judged.</summary>
    private static List<string> Compare(int seed, OracleQuestion question, Desk desk, OracleDesk oracle)
    {
        var snapshot = desk.Snapshot;
        var about = $"seed {seed}: {question.Query()} as of {Instant.FromUnixTimeMilliseconds(question.AsOfMs)}";
        var (query, errors) = QueryParser.Parse(Desk.Request(question.Query() + "&include=expected"), snapshot, new QueryDefaults(DateTimeZone.Utc, Instant.FromUnixTimeMilliseconds(question.AsOfMs)));
        Assert.True(query is not null, $"{about}\n{string.Join('\n', errors)}");
        var (result, problems) = Executors.Fast.Execute(query, snapshot);
        if (problems is [{ Code: "mixed_scales" }])
            return [];
        var expected = new OracleExpected(question, oracle, choice => snapshot.Span(query.Metrics.First(m => m.Name == choice.Name).Metric.Measure.Sources.Select(s => s.Table)).FirstMs);
        var answers = new OracleAnswers(question, oracle);
        var judged = new List<string>();
        foreach (var row in result!.Rows)
        {
            for (var m = 0; m < question.Metrics.Count; m++)
            {
                var told = row.Values[m].Expected!;
                var wanted = expected.Of(question.Metrics[m], row.Keys, row.Bucket, answers.Value(question.Metrics[m], [.. row.Keys], row.Bucket));
                var where = $"{about}\nbucket {row.Bucket} [{string.Join(", ", row.Keys)}] {question.Metrics[m].Name}: {wanted}, but {told}";
                Assert.True(Same(wanted.Value, told.Value) && Same(wanted.Low, told.Low) && Same(wanted.High, told.High) && wanted.Unusual == $"{told.Unusual}", where);
                judged.Add(told.Value is null ? "unknown" : told.Unusual?.ToString() ?? "usual");
            }
        }
        Assert.All(result.Totals, total => Assert.Null(total.Expected));
        Assert.Equal(LikeBuckets.Intervals.Count, s_intervals.Length);
        return judged;
    }

    /// <summary>But for the last digit, which a half may decide either way.</summary>
    private static bool Same(decimal? a, decimal? b) => a is null == b is null && Math.Abs((a ?? 0) - (b ?? 0)) <= 0.0001m;
}

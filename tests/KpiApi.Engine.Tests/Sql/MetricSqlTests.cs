using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;
using KpiApi.Engine.Sql;
using KpiApi.Engine.Tests.Oracle;
using NodaTime;

namespace KpiApi.Engine.Tests.Sql;

/// <summary>The SQL of every metric, run by DuckDB over the facts that leave, against the engine.</summary>
public class MetricSqlTests
{
    /// <summary>Zones, each with an instant at which its clock changes; by half an hour in Lord Howe, whose hours at the change SQL cuts otherwise.</summary>
    private static readonly (string Zone, string Around)[] s_clocks =
    [
        ("UTC", "2026-01-01"), ("Europe/Berlin", "2026-03-29T01:00Z"), ("Europe/Berlin", "2026-10-25T01:00Z"),
        ("America/New_York", "2026-11-01T06:00Z"), ("America/Sao_Paulo", "2017-10-15T03:00Z"), ("Asia/Kathmandu", "2026-02-28T18:15Z"), ("Pacific/Apia", "2011-12-30T10:00Z"), ("Africa/Cairo", "2026-04-23T22:00Z"), ("America/St_Johns", "2026-03-08T05:30Z"), ("Australia/Lord_Howe", "2026-04-04T15:00Z"),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Sql_on_random_desks_gives_the_engines_numbers(int part)
    {
        using var duck = new DuckDesk();
        for (var n = 0; n < 40; n++)
        {
            var seed = part * 1_000_000 + n;
            var random = new Random(seed);
            var (name, around) = s_clocks[random.Next(s_clocks.Length)];
            var zone = DateTimeZoneProviders.Tzdb[name];
            var desk = new RandomDesk(random, Given.At(around), RandomCalendars.Of(zone, Given.At(around), n)).Next();
            var snapshot = desk.Snapshot;
            duck.Fill(snapshot);
            for (var q = 0; q < 4; q++)
            {
                var question = RandomQuestion.Next(random, zone, Given.At(around), desk.Rules.Calendars.Count > 0) with
                {
                    Compare = null,
                    Confidence = false,
                    Others = false,
                    Limit = 10_000,
                    Offset = 0,
                    OrderBy = [],
                };
                if (name == "Australia/Lord_Howe" && question.Interval == "hour")
                    continue;
                foreach (var choice in question.Metrics)
                    Compare($"seed {seed}", question with { Metrics = [choice] }, snapshot, duck);
            }
        }
    }

    [Fact]
    public void Sql_of_every_metric_by_every_dimension_and_interval_gives_the_engines_numbers()
    {
        using var duck = new DuckDesk();
        var around = Given.At("2026-03-29T01:00Z");
        var calendars = RandomCalendars.Of(DateTimeZoneProviders.Tzdb["Europe/Berlin"], around, 1);
        var snapshot = Enumerable.Range(0, 200).Select(seed => new RandomDesk(new Random(seed), around, calendars).Next().Snapshot).MaxBy(NumbersShown)!;
        Assert.True(NumbersShown(snapshot) > 35, $"only {NumbersShown(snapshot)} metrics have a number other than 0");
        duck.Fill(snapshot);
        foreach (var metric in OracleMetric.All)
        {
            string[] intervals = ["none", "day", "week", "month", "quarter", "year", .. metric.CanFold ? ["hour_of_day", "day_of_week", "day_of_week_hour"] : Array.Empty<string>()];
            var dimensions = metric.Dimensions.Length == 0 ? [] : metric.Dimensions.Split(',');
            foreach (var (i, interval) in intervals.Index())
                Compare($"{metric.Name} by {interval}", Question(metric, interval, dimensions.Length == 0 ? [] : [dimensions[i % dimensions.Length]]), snapshot, duck);
            foreach (var dimension in dimensions)
                Compare($"{metric.Name} by {dimension}", Question(metric, "none", [dimension]), snapshot, duck);
        }
    }

    /// <summary>Of how many metrics the desk has a number other than 0.</summary>
    private static int NumbersShown(FactSnapshot snapshot) => OracleMetric.All.Count(metric =>
        Executors.Fast.Execute(Parse(Question(metric, "none", []), snapshot), snapshot).Result?.Totals[0].Value is not null and not 0);

    private static OracleQuestion Question(OracleMetric metric, string interval, IReadOnlyList<string> groupBy) => new()
    {
        Metrics = [new OracleChoice(metric, null)],
        FromMs = Given.At("2026-02-10T12:00Z"),
        ToMs = Given.At("2026-05-20T00:00Z"),
        Zone = DateTimeZoneProviders.Tzdb["Europe/Berlin"],
        Interval = interval,
        GroupBy = groupBy,
        AsOfMs = Given.At("2026-04-15T00:00Z"),
    };

    private static KpiQuery Parse(OracleQuestion question, FactSnapshot snapshot)
    {
        var defaults = new QueryDefaults(DateTimeZone.Utc, Instant.FromUnixTimeMilliseconds(question.AsOfMs)) { HasCalendar = true };
        var (query, errors) = QueryParser.Parse(Desk.Request(question.Query()), snapshot, defaults);
        Assert.True(query is not null, string.Join('\n', errors));
        return query;
    }

    private static void Compare(string about, OracleQuestion question, FactSnapshot snapshot, DuckDesk duck)
    {
        var query = Parse(question, snapshot);
        var (result, problems) = Executors.Fast.Execute(query, snapshot);
        if (problems.Count > 0)
            return;
        about = $"{about}: {question.Query()} as of {query.AsOf}\n{MetricSql.Of(query)}\n";
        AssertSame(about, result!.Rows.Select(row => (Keys(query, row), row.Values[0])), duck.Answer(query));
        var whole = query with { GroupBy = [], Interval = BucketInterval.None };
        AssertSame(about + MetricSql.Of(whole), [("", result.Totals[0])], duck.Answer(whole));
    }

    private static void AssertSame(string about, IEnumerable<(string Keys, KpiValue Value)> engine, List<(string Keys, decimal? Value, long Count)> sql)
    {
        var wanted = engine.Where(row => row.Value.Count != 0).ToDictionary(row => row.Keys, row => row.Value);
        var told = sql.Where(row => row.Count != 0).ToDictionary(row => row.Keys);
        Assert.True(wanted.Keys.Order().SequenceEqual(told.Keys.Order()), $"{about}\nengine {string.Join(", ", wanted.Keys.Order())}\nsql {string.Join(", ", told.Keys.Order())}");
        foreach (var (keys, value) in wanted)
        {
            var (_, other, count) = told[keys];
            var isSame = value.Count == count && value.Value is null == other is null
                && Math.Abs((value.Value ?? 0) - (other ?? 0)) <= 0.00005m + Math.Abs(value.Value ?? 0) * 1e-12m;
            Assert.True(isSame, $"{about}\n{keys}: engine {value.Value} of {value.Count}, sql {other} of {count}");
        }
    }

    private static string Keys(KpiQuery query, KpiRow row)
    {
        IEnumerable<string> bucket = query.Buckets switch
        {
            FoldedBuckets folded => [.. new int?[] { folded.DayOfWeek(row.Bucket), folded.HourOfDay(row.Bucket) }.OfType<int>().Select(n => DuckDesk.Text(n))],
            RunningBuckets when query.Interval == BucketInterval.None => [],
            RunningBuckets running when query.Interval == BucketInterval.Hour => [DuckDesk.Text(Instant.FromUnixTimeMilliseconds(running.StartMs(row.Bucket)).ToDateTimeUtc())],
            RunningBuckets running => [DuckDesk.Text(Instant.FromUnixTimeMilliseconds(running.StartMs(row.Bucket)).InZone(query.Zone).Date.ToDateOnly())],
            _ => [],
        };
        return string.Join(" | ", bucket.Concat(row.Keys.Select(key => key ?? "null")));
    }
}

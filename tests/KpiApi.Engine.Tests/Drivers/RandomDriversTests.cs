using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Drivers;
using KpiApi.Engine.Execution.Scheduling;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Tests.Oracle;
using NodaTime;

namespace KpiApi.Engine.Tests.Drivers;

/// <summary>Drivers against the formula written out over all facts, on random desks: for every metric that comes apart, by each dimension that it has.</summary>
public class RandomDriversTests
{
    private const int Desks = 120;
    private const string Around = "2026-03-29T01:00Z";

    /// <summary>Half of the last digit told, and what decimals of 28 digits lose.</summary>
    private const decimal Tolerance = 0.0000500001m;

    private static readonly DateTimeZone s_zone = DateTimeZoneProviders.Tzdb["Europe/Berlin"];
    private static readonly Lazy<IReadOnlyList<(BusinessCalendar, OracleCalendar)>> s_calendars = new(() => RandomCalendars.Of(s_zone, Given.At(Around), 1));
    private static readonly string[] s_ofTimes = ["avg", "sum", "within_30m", "within_9d"];
    private static readonly string[] s_ofMeans = ["avg", "sum"];

    [Fact]
    public void Contributions_are_those_of_the_formula_and_add_up_to_the_change()
    {
        // Of each but one, which random desks hardly have: a promise of a next reply that was met or missed in both periods.
        var left = OracleMetric.All.Where(m => m.Name != "sla_next_reply").SelectMany(m => m.Dimensions.Split(',').Select(d => (m.Name, d))).ToHashSet();
        for (var seed = 0; seed < Desks; seed++)
        {
            var random = new Random(seed);
            var desks = new RandomDesk(random, Given.At(Around), s_calendars.Value);
            var desk = desks.Next();
            var (snapshot, oracle) = (desk.Snapshot, new OracleDesk(desk, desks.Rules));
            foreach (var metric in OracleMetric.All)
            {
                var question = Question(random, metric);
                foreach (var dimension in metric.Dimensions.Split(','))
                {
                    if (Compare(seed, question with { GroupBy = [dimension] }, snapshot, oracle))
                        left.Remove((metric.Name, dimension));
                }
            }
        }
        Assert.Equal("", string.Join('\n', left));
    }

    private static OracleQuestion Question(Random random, OracleMetric metric)
    {
        var any = RandomQuestion.Next(random, s_zone, Given.At(Around), false);
        // Mostly two periods that both have facts.
        var middle = Given.At(Around) + random.Next(-48, 48) * 3_600_000L;
        if (random.Next(4) > 0)
            any = any with { FromMs = middle, ToMs = middle + Days(200), Compare = $"{OracleQuestion.Text(middle - Days(200))}/{OracleQuestion.Text(middle)}", AsOfMs = Math.Max(any.AsOfMs, middle + Days(20)) };
        string?[] statistics = metric.Kind != OracleKind.Mean ? [null] : [null, .. metric.IsTime ? s_ofTimes : s_ofMeans];
        return any with
        {
            Metrics = [new OracleChoice(metric, statistics[random.Next(statistics.Length)])],
            Interval = "none",
            Filters = random.Next(3) == 0 ? [.. any.Filters.Where(f => metric.Dimensions.Split(',').Contains(f.Dimension))] : [],
            Compare = any.Compare ?? "previous_period",
            Business = false,
            Confidence = false,
            OrderBy = [],
            Others = false,
        };
    }

    private static long Days(int days) => days * 86_400_000L;

    /// <summary>True where there was a change to explain.</summary>
    private static bool Compare(int seed, OracleQuestion question, FactSnapshot snapshot, OracleDesk oracle)
    {
        var (choice, dimension) = (question.Metrics[0], question.GroupBy[0]);
        var ofQuery = question.Query().Split('&').Where(p => p.Split('=')[0] is not ("metrics" or "interval" or "groupBy" or "limit" or "offset" or "others"));
        var text = $"metric={choice.Name}&by={dimension}&limit=1000&{string.Join('&', ofQuery)}";
        var about = $"seed {seed}: {text} as of {Instant.FromUnixTimeMilliseconds(question.AsOfMs)}";
        var (query, errors) = DriversParser.Parse(Desk.Request(text), snapshot, new QueryDefaults(DateTimeZone.Utc, Instant.FromUnixTimeMilliseconds(question.AsOfMs)));
        Assert.True(query is not null, $"{about}\n{string.Join('\n', errors)}");
        var (result, problems) = new PreparedDrivers(query, snapshot, Executors.Fast).Execute(Helpers.OfPool, default);
        if (problems is [{ Code: "mixed_scales", Parameter: "metric" }])
            return false;
        Assert.True(result is not null, about);
        if (OracleDrivers.Of(question, oracle) is not var (change, values))
        {
            Assert.True(result is { Change: null, Drivers: [] } && result.Warnings.Any(w => w.Code == "nothing_to_explain"), about);
            return false;
        }
        AssertNear(about, change, result.Change!.Value);
        var driver = Assert.Single(result.Drivers);
        var told = driver.Values.Where(v => v.Value != DriverValue.Overlap).ToList();
        Assert.Equal(values.Select(v => v.Value).Order(StringComparer.Ordinal), told.Select(v => v.Value).Order(StringComparer.Ordinal));
        foreach (var value in told)
            AssertSame($"{about}: {value}", values.Single(v => v.Value == value.Value), value);
        AssertNear(about, values.Sum(v => Math.Abs(v.Contribution)), driver.Explained);
        Assert.Equal(told.Select(v => Math.Abs(v.Contribution)).OrderDescending(), told.Select(v => Math.Abs(v.Contribution)));
        var overlap = driver.Values.FirstOrDefault(v => v.Value == DriverValue.Overlap);
        AssertNear(about, change - values.Sum(v => v.Contribution), overlap?.Contribution ?? 0);
        Assert.True(overlap is null || CanOverlap(choice.Metric, dimension), about);
        return true;
    }

    /// <summary>A ticket of several tags or that several agents worked on, an account whose tickets came by several channels. Of whatever else each fact has one value.</summary>
    private static bool CanOverlap(OracleMetric metric, string dimension) => dimension == "tag" || metric.Kind switch
    {
        OracleKind.Distinct => dimension is "agent" or "activityType",
        OracleKind.AccountValue => dimension is not ("account" or "account.tier"),
        _ => false,
    };

    private static void AssertSame(string about, OracleContribution expected, DriverValue actual)
    {
        AssertNear(about, expected.Contribution, actual.Contribution);
        Assert.Equal(expected.Mix is null, actual.Mix is null);
        AssertNear(about, expected.Mix ?? 0, actual.Mix ?? 0);
        AssertNear(about, expected.Performance ?? 0, actual.Performance ?? 0);
        Assert.True((expected.Now.Value, expected.Now.Count, expected.Before.Value, expected.Before.Count)
            == (actual.Current.Value, actual.Current.Count, actual.Previous.Value, actual.Previous.Count), about);
    }

    private static void AssertNear(string about, decimal expected, decimal actual) => Assert.True(Math.Abs(expected - actual) <= Tolerance, $"{about}: {expected}, but {actual}");
}

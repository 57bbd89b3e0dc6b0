using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;
using NodaTime;

namespace KpiApi.Engine.Tests.Oracle;

/// <summary>The engine against the slow and obvious way, over thousands of small random tables.</summary>
public class OracleTests
{
    private const int Desks = 1600;
    private const int QuestionsOfEach = 3;

    /// <summary>Zones, each with an instant at which something odd happens there.</summary>
    private static readonly (string Zone, string Around)[] s_clocks =
    [
        ("UTC", "2026-01-01"), ("Europe/Berlin", "2026-03-29T01:00Z"), ("Europe/Berlin", "2026-10-25T01:00Z"),
        ("America/New_York", "2026-11-01T06:00Z"), ("Australia/Lord_Howe", "2026-04-04T15:00Z"), ("Australia/Lord_Howe", "2026-10-03T15:30Z"),
        ("Pacific/Apia", "2011-12-30T10:00Z"), ("America/Sao_Paulo", "2017-10-15T03:00Z"), ("Asia/Kathmandu", "2026-02-28T18:15Z"),
        ("America/St_Johns", "2026-03-08T05:30Z"), ("Africa/Cairo", "2026-04-23T22:00Z"),
    ];

    private static readonly Lazy<IReadOnlyList<(BusinessCalendar, OracleCalendar)>>[] s_calendars = [.. s_clocks.Select((c, i) =>
        new Lazy<IReadOnlyList<(BusinessCalendar, OracleCalendar)>>(() => RandomCalendars.Of(DateTimeZoneProviders.Tzdb[c.Zone], Given.At(c.Around), i)))];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Engine_on_random_tables_equals_the_oracle(int part)
    {
        for (var n = 0; n < Desks / 4; n++)
        {
            var seed = part * 1_000_000 + n;
            var random = new Random(seed);
            var clock = random.Next(s_clocks.Length);
            var (name, around) = s_clocks[clock];
            var zone = DateTimeZoneProviders.Tzdb[name];
            var desks = new RandomDesk(random, Given.At(around), s_calendars[clock].Value);
            var desk = desks.Next();
            var (snapshot, oracle) = (desk.Snapshot, new OracleDesk(desk, desks.Rules));
            for (var q = 0; q < QuestionsOfEach; q++)
                Compare(seed, RandomQuestion.Next(random, zone, Given.At(around), desk.Rules.Calendars.Count > 0), snapshot, oracle);
        }
    }

    [Fact]
    public void Oracle_knows_every_metric_of_the_catalogue() =>
        Assert.Equal(MetricCatalogue.All.Select(m => m.Name), OracleMetric.All.Select(m => m.Name));

    private static void Compare(int seed, OracleQuestion question, FactSnapshot snapshot, OracleDesk oracle)
    {
        var about = $"seed {seed}: {question.Query()} as of {Instant.FromUnixTimeMilliseconds(question.AsOfMs)}";
        var defaults = new QueryDefaults(DateTimeZone.Utc, Instant.FromUnixTimeMilliseconds(question.AsOfMs)) { HasCalendar = true };
        var (query, errors) = QueryParser.Parse(Desk.Request(question.Query()), snapshot, defaults);
        Assert.True(query is not null, $"{about}\n{string.Join('\n', errors)}");
        var expected = OracleAnswers.To(question, oracle);
        var (result, problems) = Executors.Fast.Execute(query, snapshot);
        var busy = BusyWriter.WhilePublishing(snapshot, () => Executors.Fast.Execute(QueryParser.Parse(Desk.Request(question.Query()), snapshot, defaults).Query!, snapshot));
        Assert.True(problems.SequenceEqual(busy.Errors) && (result is null || ResultText.Of(result) == ResultText.Of(busy.Result!)), $"{about}: while others are published");
        if (expected.IsMixed)
        {
            Assert.True(problems.Count == 1 && problems[0].Code == "mixed_scales", about);
            return;
        }
        if (problems is [{ Code: "no_calendar" }])
        {
            Assert.True(question.Business && expected.Totals.Any(t => t.Count == 0), about);
            return;
        }
        Assert.True(result is not null, about);
        var actual = ResultText.Of(result);
        var wanted = ResultText.Of(
            expected.Rows.Select(r => ResultText.Line(r.Bucket, r.Keys, r.Values.Select(Text))), expected.RowCount, expected.Totals.Select(Text));
        Assert.True(wanted == actual, $"{about}\n--- oracle\n{wanted}\n--- engine\n{actual}");
        if (question.Confidence)
            CompareConfidence(about, expected, result);
        if (query.Buckets is RunningBuckets buckets)
        {
            var time = new OracleTime(question);
            Assert.True(Enumerable.Range(0, buckets.Count).All(b => time.IsNaturalStart(b, buckets.StartMs(b))), $"{about}: starts of buckets");
        }
    }

    private static void CompareConfidence(string about, OracleResult expected, KpiResult result)
    {
        var wanted = expected.Rows.SelectMany(r => r.Values).Concat(expected.Totals);
        foreach (var (oracle, engine) in wanted.Zip(result.Rows.SelectMany(r => r.Values).Concat(result.Totals)))
        {
            var isSame = oracle.Confidence is { } interval && engine.Confidence is { } told
                ? Math.Abs(interval.Low - (double)told.Low) < 0.0002 && Math.Abs(interval.High - (double)told.High) < 0.0002
                : oracle.Confidence is null && engine.Confidence is null;
            Assert.True(isSame, $"{about}\n{oracle}\n{engine}");
        }
    }

    private static string Text(OracleValue value) => ResultText.Line(value.Value, value.Count, value.Parts);
}

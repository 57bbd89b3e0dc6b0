using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.DrillDown;
using KpiApi.Engine.Model;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Tests.Oracle;
using NodaTime;
using static KpiApi.Engine.Tests.Given;
using Record = KpiApi.Engine.DrillDown.Record;

namespace KpiApi.Engine.Tests.DrillDown;

/// <summary>Records in the orders that are asked for, against those in the order of arrival, sorted.</summary>
public class RecordOrderTests
{
    private const string March = "from=2026-03-01&to=2026-04-01";

    private static readonly IReadOnlyList<(BusinessCalendar, OracleCalendar)> s_calendars = RandomCalendars.Of(DateTimeZone.Utc, At("2026-03-15"), 1);

    [Theory]
    [MemberData(nameof(RecordReaderTests.Listed), MemberType = typeof(RecordReaderTests))]
    public void Pages_of_random_desks_are_the_sorted_list_whatever_their_size(string name)
    {
        if (name == "csat_rating")
            return;
        for (var seed = 0; seed < 25; seed++)
        {
            var random = new Random(seed);
            var desk = new RandomDesk(random, At("2026-03-15"), s_calendars).Next();
            var query = desk.Parse($"metrics={name}&from=2026-02-{random.Next(1, 28):00}&to=2026-04-01&allowUnknown=true");
            var arrived = All(new(query), desk.Snapshot, 1000);
            foreach (var order in Enum.GetValues<RecordOrder>())
            {
                var asked = new RecordQuery(query, order, random.Next(2) == 0);
                if (asked.Errors().Any())
                    continue;
                var sorted = arrived.Select(record => (record, Key: Key(record, order, desk))).OrderBy(one => one.Key is null)
                    .ThenBy(one => asked.Descending ? -one.Key : one.Key).Select(one => Text(one.record)).ToList();
                for (var size = 1; size < arrived.Count + 2; size++)
                    Assert.Equal(sorted, All(asked, desk.Snapshot, size).Select(Text));
            }
        }
    }

    [Theory]
    [InlineData("csat")]
    [InlineData("nps")]
    [InlineData("survey_responses")]
    [InlineData("survey_response_rate")]
    public void Outcomes_of_random_desks_are_those_of_the_scores(string name)
    {
        for (var seed = 0; seed < 25; seed++)
        {
            var random = new Random(seed);
            var desk = new RandomDesk(random, At("2026-03-15"), s_calendars).Next();
            var query = desk.Parse($"metrics={name}&from=2026-02-01&to=2026-05-01");
            SurveyOutcome[] outcomes = random.Next(2) == 0 ? [SurveyOutcome.Negative] : [SurveyOutcome.Positive, SurveyOutcome.Neutral];
            var expected = All(new(query), desk.Snapshot, 1000).Where(record => Outcome(SurveyOf(record, desk)) is { } outcome && outcomes.Contains(outcome)).Select(Text);
            for (var size = 1; size < 5; size++)
                Assert.Equal(expected, All(new(query) { Outcomes = outcomes }, desk.Snapshot, size).Select(Text));
        }
    }

    [Theory]
    [InlineData("tickets_created")]
    [InlineData("tickets_resolved")]
    [InlineData("open_tickets")]
    [InlineData("survey_responses")]
    [InlineData("backlog_change")]
    public void Pages_over_several_chunks_are_the_sorted_list(string name)
    {
        // In the order of their creation, as they arrive, but for the first, which is the newest.
        var changes = Enumerable.Range(0, 3 * FactChunk.Capacity).Select(n => ManyFacts.Change(ManyFacts.Ticket(n, createdMs: At("2026-02-25") + n * 60_000L))).ToList();
        changes[0] = ManyFacts.Change(ManyFacts.Ticket(0, createdMs: At("2026-03-30")));
        var snapshot = new FactWriter().Publish(changes, 1);
        var query = QueryParser.Parse(Desk.Request($"metrics={name}&{March}"), snapshot, new Desk().Defaults).Query!;
        var arrived = All(new(query), snapshot, 100_000);
        Assert.True(arrived.Count > 1000);
        foreach (var descending in (bool[])[false, true])
        {
            var sorted = descending ? arrived.OrderByDescending(record => record.AtMs) : arrived.OrderBy(record => record.AtMs);
            Assert.Equal(sorted.Select(Text), All(new(query, RecordOrder.At, descending), snapshot, 5000).Select(Text));
        }
    }

    [Fact]
    public void Worst_scores_come_first_whatever_their_scale_and_what_has_none_comes_last()
    {
        var desk = new Desk
        {
            Csat("csat 3 of 5", "2026-03-02", 3), Nps("nps 2 of 10", "2026-03-03", 2), Ces("ces 1 of 7", "2026-03-04", 1), Csat("csat 5 of 5", "2026-03-05", 5),
            Given.Survey("ces 6 of 7, lower is better", SurveyKind.Ces, "2026-03-06", 6, 1, 7) with { LowerIsBetter = true },
        };
        var query = desk.Parse($"metrics=survey_responses&{March}");
        Assert.Equal(
            ["ces 1 of 7", "ces 6 of 7, lower is better", "nps 2 of 10", "csat 3 of 5", "csat 5 of 5"],
            All(new(query, RecordOrder.Score), desk.Snapshot, 2).Select(record => record.Survey));
        Assert.Equal(
            ["ces 6 of 7, lower is better", "ces 1 of 7", "nps 2 of 10", "csat 3 of 5"],
            All(new(query, RecordOrder.At, true) { Outcomes = [SurveyOutcome.Negative] }, desk.Snapshot, 2).Select(record => record.Survey));
    }

    [Theory]
    [InlineData("tickets_created", RecordOrder.Value, "not_allowed orderBy value")]
    [InlineData("tickets_created", RecordOrder.Score, "not_allowed orderBy score")]
    [InlineData("csat", RecordOrder.Value, "not_allowed orderBy value")]
    [InlineData("operating_cost", RecordOrder.At, "no_records metric operating_cost")]
    [InlineData("csat", null, "required orderBy ")]
    public void Order_that_the_records_do_not_have_is_an_error(string metric, RecordOrder? order, string error) => Assert.Equal(
        [error], new RecordQuery(new Desk().Parse($"metrics={metric}&{March}"), order, true).Errors().Select(e => $"{e.Code} {e.Parameter} {e.Value}"));

    [Fact]
    public void Outcome_of_records_that_are_no_surveys_is_an_error() => Assert.Equal(
        "not_allowed", Assert.Single(new RecordQuery(new Desk().Parse($"metrics=tickets_created&{March}")) { Outcomes = [SurveyOutcome.Negative] }.Errors()).Code);

    private static decimal? Key(Record record, RecordOrder order, Desk desk) => order switch
    {
        RecordOrder.At => record.AtMs,
        RecordOrder.Value => record.Value,
        _ => SurveyOf(record, desk) is { Score: { } score } survey
            ? (decimal)((survey.LowerIsBetter ? survey.ScaleMax - score : score - survey.ScaleMin) * 1_000_000 / (survey.ScaleMax - survey.ScaleMin)) / 1_000_000
            : null,
    };

    /// <summary>The rows of metrics.md for csat, nps and ces once more.</summary>
    private static SurveyOutcome? Outcome(Survey survey) => survey switch
    {
        { Score: null } => null,
        { Kind: SurveyKind.Nps } => survey.Score >= 9 ? SurveyOutcome.Positive : survey.Score >= 7 ? SurveyOutcome.Neutral : SurveyOutcome.Negative,
        { Kind: SurveyKind.Ces } => 6 * (survey.LowerIsBetter ? survey.ScaleMax - survey.Score : survey.Score - survey.ScaleMin) / (survey.ScaleMax - survey.ScaleMin) >= 4
            ? SurveyOutcome.Positive : SurveyOutcome.Negative,
        _ => survey.Score >= SatisfiedFrom(survey) ? SurveyOutcome.Positive : SurveyOutcome.Negative,
    };

    private static double SatisfiedFrom(Survey survey) => (survey.ScaleMin, survey.ScaleMax) switch
    {
        (1, 3) or (1, 4) => 3,
        (1, 5) => 4,
        (1, 6) => 5,
        (1, 7) => 6,
        (1, 10) => 8,
        (0, 100) => 80,
        _ => survey.ScaleMax,
    };

    private static Survey SurveyOf(Record record, Desk desk) =>
        desk.Surveys.First(survey => survey.Id == record.Survey && (survey.Ticket == record.Owner.Id || (survey.Ticket is null && survey.Id == record.Owner.Id)));

    private static string Text(Record r) => $"{r.Owner} {r.Survey} {r.AtMs} {r.Value} {r.Passed} {string.Join(',', r.Names)}";

    /// <summary>Page after page.</summary>
    private static List<Record> All(RecordQuery asked, FactSnapshot snapshot, int size)
    {
        var records = new List<Record>();
        RecordCursor? next = null;
        do
        {
            var page = RecordReader.Read(asked, snapshot, next, size);
            Assert.True(page.Next is null || page.Records.Count == size);
            records.AddRange(page.Records);
            next = page.Next;
        }
        while (next is not null);
        return records;
    }
}

using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns;
using KpiApi.Engine.DrillDown;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;
using KpiApi.Engine.Tests.Oracle;
using NodaTime;
using static KpiApi.Engine.Tests.Given;
using Record = KpiApi.Engine.DrillDown.Record;

namespace KpiApi.Engine.Tests.DrillDown;

/// <summary>Rule 8: the drill-down of a number lists exactly what is in its count.</summary>
public class RecordReaderTests
{
    private static readonly IReadOnlyList<(BusinessCalendar, OracleCalendar)> s_calendars =
        RandomCalendars.Of(DateTimeZoneProviders.Tzdb["Europe/Berlin"], At("2026-03-29"), 1);

    public static TheoryData<string> Listed => [.. MetricCatalogue.All.Where(RecordReader.CanList).Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Listed))]
    public void Records_of_random_desks_are_as_many_as_the_count_and_make_up_the_value(string name)
    {
        var metric = MetricCatalogue.Find(name)!;
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var desk = new RandomDesk(random, At("2026-03-15"), s_calendars).Next();
            var snapshot = desk.Snapshot;
            var query = Query(random, metric, desk.Rules.Calendars.Count > 0);
            if (name == "csat_rating")
                continue;
            var records = All(desk, query, snapshot, 1000);
            var about = $"seed {seed}: {query}";
            if (Executors.Fast.Execute(desk.Parse(query), snapshot).Errors is [{ Code: "no_calendar" }])
            {
                // Business hours leave all of it out.
                Assert.Empty(records);
                continue;
            }
            var total = desk.Ask(query, snapshot).Totals[0];
            Assert.True(records.Count == total.Count, $"{about}: {records.Count} records, {total}");
            AssertMakesUp(metric, total, records, (about, desk.Snapshot));
            for (var size = 1; size < records.Count + 2; size++)
                Assert.Equal(Text(records), Text(All(desk, query, snapshot, size)));
        }
    }

    [Fact]
    public void Records_of_costs_and_shifts_cannot_be_listed() => Assert.Equal(
        ["agent_utilization", "agent_occupancy", "operating_cost", "customer_retention_rate", "churn_rate", "account_value"],
        MetricCatalogue.All.Where(m => !RecordReader.CanList(m)).Select(m => m.Name));

    [Fact]
    public void Records_of_a_mean_tell_each_ticket_with_its_number_and_its_names()
    {
        var desk = new Desk
        {
            Ticket("1", "2026-03-02") with { Channel = "email", Agent = "ann", ResolvedAtMs = At("2026-03-02T00:01Z") },
            Ticket("2", "2026-03-02") with { Channel = "chat", ResolvedAtMs = At("2026-03-02T00:02Z") },
            Ticket("3", "2026-03-02"),
        };
        var records = All(desk, "metrics=resolution_time&from=2026-03-01&to=2026-04-01", desk.Snapshot, 10);
        Assert.Equal([("1", 60m, "2026-03-02T00:01Z"), ("2", 120m, "2026-03-02T00:02Z")], records.Select(r => (r.Owner.Id, r.Value!.Value, Given.Text(r.AtMs))));
        Assert.Equal(["ann", null, "email", null, null, null], records[0].Names);
    }

    [Fact]
    public void Records_of_cost_per_resolution_are_the_tickets_and_not_the_costs()
    {
        var desk = new Desk { Ticket("1", "2026-03-02") with { ResolvedAtMs = At("2026-03-03") }, Cost("C", "2026-01-01", "2027-01-01", 100) };
        Assert.Equal("1", Assert.Single(All(desk, "metrics=cost_per_resolution&from=2026-03-01&to=2026-04-01", desk.Snapshot, 10)).Owner.Id);
    }

    [Fact]
    public void Records_of_a_level_in_the_future_are_none()
    {
        var desk = new Desk { Ticket("1", "2026-03-02") };
        Assert.Empty(All(desk, "metrics=open_tickets&from=2026-04-01&to=2026-05-01", desk.Snapshot, 10));
    }

    [Fact]
    public void Records_of_a_survey_name_the_survey_and_its_ticket()
    {
        var desk = new Desk { Ticket("T", "2026-03-01"), Csat("1", "2026-03-02", 5) with { Ticket = "T" }, Csat("2", "2026-03-02", 1) };
        var records = All(desk, "metrics=csat&from=2026-03-01&to=2026-04-01", desk.Snapshot, 10);
        Assert.Equal([("T", "1", true), ("2", "2", false)], records.Select(r => (r.Owner.Id, r.Survey!, r.Passed!.Value)));
    }

    /// <summary>As on another replica, after a restart, or when everything was derived again while more arrived and some went.</summary>
    [Theory]
    [MemberData(nameof(Listed))]
    public void Pages_over_changing_snapshots_have_each_record_once_that_is_in_all_of_them(string name)
    {
        if (name == "csat_rating")
            return;
        for (var seed = 0; seed < 25; seed++)
        {
            var random = new Random(seed);
            var desks = new RandomDesk(random, At("2026-03-15"), s_calendars);
            var (desk, others) = (desks.Next(), desks.Next());
            var query = $"metrics={name}&from=2026-01-01&to=2026-06-01";
            var mine = desk.Changes().Select(c => c.Key).ToHashSet();
            var staying = Text(All(desk, query, desk.Snapshot, 1000)).ToList();
            var told = new List<Record>();
            RecordCursor? next = null;
            do
            {
                FactChange[] changes = [.. desk.Changes(), .. others.Changes().Where(c => !mine.Contains(c.Key) && c.Key.Kind != OwnerKind.Account && random.Next(2) == 0)];
                random.Shuffle(changes);
                var snapshot = new FactWriter(attributes: desk.Rules.Attributes).Publish(changes, 1);
                var page = RecordReader.Read(new(QueryParser.Parse(Desk.Request(query), snapshot, desk.Defaults).Query!), snapshot, next, random.Next(1, 5));
                told.AddRange(page.Records);
                next = page.Next;
            }
            while (next is not null);
            Assert.Equal(staying.Order(StringComparer.Ordinal), Text(told.Where(r => mine.Contains(r.Owner))).Order(StringComparer.Ordinal));
            Assert.Equal(told.Count, told.Select(r => r.After).Distinct().Count());
        }
    }

    [Fact]
    public void Records_are_in_the_order_of_their_tickets_creation_and_of_their_time()
    {
        var desk = new Desk { Ticket("b", "2026-03-01"), Ticket("a", "2026-03-01"), Ticket("c", "2026-02-01"), Csat("s", "2026-03-01", 5), Csat("r", "2026-03-09", 5) };
        foreach (var (ticket, at) in new[] { ("a", "2026-03-05"), ("b", "2026-03-03"), ("a", "2026-03-04"), ("c", "2026-03-08") })
            desk.Add(Csat($"{ticket}{at}", at, 5) with { Ticket = ticket });
        var records = All(desk, "metrics=csat&from=2026-03-01&to=2026-04-01", desk.Snapshot, 2);
        Assert.Equal(["c2026-03-08", "a2026-03-04", "a2026-03-05", "b2026-03-03", "r", "s"], records.Select(r => r.Survey));
    }

    private static string Query(Random random, Metric metric, bool hasCalendar)
    {
        var from = At("2026-03-15") + random.Next(-40 * 24, 10 * 24) * 3_600_000L;
        var query = $"metrics={metric.Name}&from={Given.Text(from)}&to={Given.Text(from + random.Next(1, 40 * 24) * 3_600_000L)}&allowUnknown=true";
        if (hasCalendar && random.Next(2) == 0)
            query += "&hours=business";
        if (random.Next(2) == 0)
            query += "&include=confidence";
        var dimension = metric.Dimensions[random.Next(metric.Dimensions.Count)];
        return random.Next(3) switch
        {
            0 => query,
            1 => $"{query}&{DimensionNames.Name(dimension)}.not=a",
            _ => $"{query}&{DimensionNames.Name(dimension)}.not=b&{DimensionNames.Name(dimension)}.not=30d%2B",
        };
    }

    private static void AssertMakesUp(Metric metric, KpiValue total, List<Record> records, (string Text, FactSnapshot Snapshot) about)
    {
        if (metric.Measure is Measure.Distinct)
            Assert.Equal(records.Count, records.Select(r => r.Owner).Distinct().Count());
        if (metric.Kind == MetricKind.Mean && records.Count > 0)
            Assert.True(Math.Abs(records.Average(r => r.Value!.Value) - total.Value!.Value) <= 0.00005m, about.Text);
        if (metric.Name == "backlog_change")
            Assert.Equal(total.Value, records.Sum(r => r.Value!.Value));
        if (metric.Measure is Measure.Share)
            Assert.Equal((total.Ratio!.Value.Numerator, total.Ratio.Value.Denominator), (records.Count(r => r.Passed!.Value), records.Count));
        Assert.All(records, r => Assert.Equal(RecordReader.Dimensions(metric, about.Snapshot).Count(), r.Names.Count));
    }

    private static IEnumerable<string> Text(IEnumerable<Record> records) =>
        records.Select(r => $"{r.Owner} {r.Survey} {r.AtMs} {r.Value} {r.Passed} {string.Join(',', r.Names)}");

    /// <summary>Page after page.</summary>
    private static List<Record> All(Desk desk, string query, FactSnapshot snapshot, int size)
    {
        var (parsed, errors) = QueryParser.Parse(Desk.Request(query), snapshot, desk.Defaults);
        Assert.Empty(errors);
        var records = new List<Record>();
        RecordCursor? next = null;
        do
        {
            var page = RecordReader.Read(new(parsed!), snapshot, next, size);
            Assert.True(page.Next is null || page.Records.Count == size);
            records.AddRange(page.Records);
            next = page.Next;
        }
        while (next is not null);
        return records;
    }
}

using System.Text.RegularExpressions;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Results;
using KpiApi.Engine.Tests.Execution;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Metrics;

/// <summary>What holds for every metric, so that a new one is tested the day it is added.</summary>
public class MetricCatalogueTests
{
    private const string UpToNow = "from=2026-03-01&to=2026-03-02T10:06:00Z";

    private static readonly Desk s_empty = [];

    /// <summary>A ticket with something for every metric; its business hours are all hours.</summary>
    private static readonly Desk s_one = new(Rules(
        Calendar("Australia/Lord_Howe", [1, 2, 3, 4, 5, 6, 7], [], "00:00-24:00"),
        new SlaPolicy { Id = "P", FirstResponseMs = 30_000, ResolutionMs = 90_000, NextReplyMs = 60_000 }))
    {
        Ticket("T", "2026-03-02T10:00Z") with { Agent = "ann", Channel = "email", Account = "acme", HandleMs = 1000 },
        Reply("T", "2026-03-02T10:01Z", "ann") with { DurationMs = 500 },
        Event("T", "assignment", "2026-03-02T10:00:30Z", to: "ann") with { From = "zoe" },
        Event("T", "customer_message", "2026-03-02T10:01:10Z") with { Actor = Actor.Customer, Public = true },
        Reply("T", "2026-03-02T10:01:40Z", "ann"),
        Status("T", "2026-03-02T10:02Z", "solved", "ann"),
        Status("T", "2026-03-02T10:03Z", "open", "ann"),
        Event("T", "customer_message", "2026-03-02T10:03:10Z") with { Actor = Actor.Customer, Public = true },
        Status("T", "2026-03-02T10:04Z", "solved", "ann"),
        Csat("S1", "2026-03-02T10:05Z", 5) with { Ticket = "T", SentAtMs = At("2026-03-02T10:04Z") },
        Nps("S2", "2026-03-02T10:05Z", 9) with { Ticket = "T" },
        Ces("S3", "2026-03-02T10:05Z", 7) with { Ticket = "T" },
        Account("acme", "2026-01-01", value: 1000),
        Account("gone", "2026-01-01", "2026-03-02T09:00Z"),
        Cost("C", "2026-03-01", "2026-04-01", 310),
        Shift("ann", "2026-03-02T09:00Z", "2026-03-02T17:00Z"),
        Shift("ann", "2026-03-02T09:00Z", "2026-03-02T16:00Z", ShiftKind.Available),
    };

    /// <summary>Facts that say no more than they must.</summary>
    private static readonly Desk s_bare =
    [
        Ticket("T", "2026-03-02T10:00Z"),
        Ticket("U", "2026-03-02T10:00Z") with { ResolvedAtMs = At("2026-03-02T10:01Z") },
        Event("U", "note", "2026-03-02T10:00Z"),
        new Survey { Id = "S", Kind = SurveyKind.Csat, SentAtMs = At("2026-03-02T10:00Z"), ScaleMin = 1, ScaleMax = 5 },
        Account("a", null),
        Shift("", "2026-03-02T09:00Z", "2026-03-02T17:00Z"),
        Cost("C", "2026-03-01", "2026-04-01", 0),
    ];

    public static TheoryData<string> Names => [.. MetricCatalogue.All.Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Metric_has_a_name_a_title_and_a_definition(string name)
    {
        var metric = MetricCatalogue.Find(name)!;
        Assert.Matches(new Regex("^[a-z]+(_[a-z]+)*$"), metric.Name);
        Assert.True(metric.Title.Length > 2 && char.IsUpper(metric.Title[0]) && metric.Definition.Length > 20);
        Assert.EndsWith(".", metric.Definition, StringComparison.Ordinal);
        Assert.True(metric.Kind != MetricKind.Level || (metric.At is null && !metric.CanFold));
        Assert.Equal(metric.Allows(Dimension.Agent), metric.By is not null);
        Assert.Equal(metric.Kind == MetricKind.Mean, metric.Statistics.Count > 0);
    }

    [Fact]
    public void Names_and_titles_are_unique()
    {
        Assert.Equal(MetricCatalogue.All.Count, MetricCatalogue.All.Select(m => m.Name).Distinct().Count());
        Assert.Equal(MetricCatalogue.All.Count, MetricCatalogue.All.Select(m => m.Title).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Metric_of_nothing_is_0_for_counts_and_null_for_means(string name)
    {
        foreach (var interval in Intervals(name))
        {
            var result = s_empty.Ask($"metrics={name}&from=2026-03-02&to=2026-03-03&interval={interval}");
            Assert.NotEmpty(result.Rows);
            Assert.All(result.Rows.Select(r => r.Values[0]).Concat(result.Totals), v => Assert.Equal((OfNothing(name), 0L), (v.Value, v.Count)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Metric_of_facts_that_say_nothing_is_told_in_every_dimension(string name)
    {
        foreach (var dimension in Dimensions(name))
        {
            var result = s_bare.Ask($"metrics={name}&from=2026-03-01&to=2026-03-03&interval=day&groupBy={dimension}");
            Assert.Equal(0, result.RowCount % 2);
            Assert.All(result.Rows.Select(r => r.Values[0]).Where(v => v.Count == 0), v => Assert.Equal(OfNothing(name), v.Value));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Metric_filtered_to_nothing_is_that_of_nothing(string name)
    {
        foreach (var dimension in Dimensions(name))
        {
            var result = s_one.Ask($"metrics={name}&{UpToNow}&{dimension}=nobody&allowUnknown=true&groupBy={dimension}");
            Assert.Empty(result.Rows);
            Assert.Equal((OfNothing(name), 0L), (result.Totals[0].Value, result.Totals[0].Count));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Metric_of_one_ticket_is_told_in_every_interval_and_dimension(string name)
    {
        foreach (var interval in Intervals(name))
        {
            foreach (var dimension in Dimensions(name))
            {
                var query = $"metrics={name}&timeZone=Australia/Lord_Howe&interval={interval}&groupBy={dimension}&orderBy=-{name}&{UpToNow}";
                var result = s_one.Ask(query);
                Assert.Equal(0, result.RowCount % result.Query.Buckets.Count);
                AssertConsistent(result);
                AssertConsistent(s_one.Ask($"{query}&others=true&limit=1"));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Metric_counts_the_one_ticket_that_has_everything(string name)
    {
        // At 10:03 it is open again; unassigned and awaiting tickets are what it is not.
        var value = s_one.Value($"metrics={name}&from=2026-03-01&to=2026-03-02T10:{(MetricCatalogue.Find(name)!.Kind == MetricKind.Level ? "03:30" : "06:00")}Z");
        Assert.Equal(name is not ("unassigned_tickets" or "awaiting_first_response"), value.Count > 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Metric_with_statistics_has_each_of_them(string name)
    {
        foreach (var statistic in MetricCatalogue.Find(name)!.Statistics)
            Assert.NotNull(s_one.Value($"metrics={name}:{statistic}&from=2026-03-01&to=2026-04-01").Value);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Metric_compared_with_confidence_and_target_has_the_same_values(string name)
    {
        foreach (var interval in Intervals(name))
        {
            var query = $"metrics={name}&{UpToNow}&interval={interval}";
            foreach (var compare in new[] { "previous_period", "previous_year", "2026-03-01/2026-03-03" })
                Assert.Equal(Plain(s_one.Ask(query)), Plain(s_one.Ask($"{query}&compare={compare}&include=confidence,target")));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Metric_compared_with_its_own_period_has_not_changed(string name)
    {
        var value = s_one.Value($"metrics={name}&from=2026-03-01&to=2026-03-03&compare=2026-03-01/2026-03-03");
        Assert.Equal((value.Value, value.Value - value.Value), (value.Comparison!.Previous, value.Comparison.Change));
        Assert.Equal(value.Value is null or 0 ? null : 0, value.Comparison.ChangePercent);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Metric_in_business_hours_that_are_all_hours_is_the_same(string name)
    {
        foreach (var interval in Intervals(name))
        {
            var query = $"metrics={name}&{UpToNow}&interval={interval}";
            Assert.Equal(ResultText.Of(s_one.Ask(query)), ResultText.Of(s_one.Ask(query + "&hours=business")));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Metric_of_two_halves_merged_is_that_of_the_whole(string name)
    {
        var desk = new Oracle.RandomDesk(new Random(7), At("2026-03-15"));
        var facts = Enumerable.Range(0, 30).SelectMany(_ => desk.Next().Changes()).Select(c => c.Facts).OfType<OwnerFacts>().DistinctBy(f => f.Key).ToList();
        var names = new NameDictionaryBuilders();
        FactChunk[] twoChunks = [.. facts.Chunk((facts.Count + 1) / 2).Select(c => Chunk(names, c))], oneChunk = [Chunk(names, facts)];
        var halves = new FactSnapshot(twoChunks, names.ToImmutable(), 1);
        var whole = new FactSnapshot(oneChunk, names.ToImmutable(), 1);
        foreach (var interval in Intervals(name))
        {
            foreach (var dimension in Dimensions(name))
            {
                var query = $"metrics={name}{(MetricCatalogue.Find(name)!.Kind == MetricKind.Mean ? $",{name}:p90,{name}:min" : "")}"
                    + $"&from=2026-03-10&to=2026-03-20&interval={(interval == "hour" ? "day" : interval)}&groupBy={dimension}";
                var plan = QueryPlanner.Plan(s_empty.Parse(query), whole);
                if (name != "csat_rating")
                    Assert.Equal(Merged(plan, whole), Merged(plan, halves));
                Assert.NotEmpty(plan.ToString());
            }
        }
    }

    private static FactChunk Chunk(NameDictionaryBuilders names, IReadOnlyList<OwnerFacts> facts)
    {
        var editor = new ChunkEditor(names);
        editor.Open(FactChunk.Empty);
        foreach (var owner in facts)
            editor.Append(owner);
        return editor.Close();
    }

    /// <summary>A worker a chunk.</summary>
    private static string Merged(QueryPlan plan, FactSnapshot snapshot)
    {
        using var workers = new TestWorkers(plan, snapshot, snapshot.Chunks.Length);
        return ResultText.Of(new ResultBuilder(new(workers.Aggregate(), null)).Build(snapshot));
    }

    private static IEnumerable<string> Intervals(string name) =>
        BucketIntervalNames.All.Where((_, i) => MetricCatalogue.Find(name)!.CanFold || !BucketIntervalNames.IsFolded((BucketInterval)i));

    /// <summary>Without what was asked for besides.</summary>
    private static IEnumerable<KpiValue> Plain(KpiResult result) =>
        result.Rows.SelectMany(r => r.Values).Concat(result.Totals).Select(v => v with { Comparison = null, Confidence = null, Target = null });

    private static List<string> Dimensions(string name) => [.. MetricCatalogue.Find(name)!.Dimensions.Select(DimensionNames.Name)];

    /// <summary>Rule 2: never the other way round.</summary>
    private static decimal? OfNothing(string name) =>
        MetricCatalogue.Find(name)!.Kind is MetricKind.Count or MetricKind.Sum or MetricKind.Level ? 0 : null;

    /// <summary>The only group has all there is, so its largest row can't be more than the total of what can be added up.</summary>
    private static void AssertConsistent(KpiResult result)
    {
        Assert.All(result.Rows, r => Assert.InRange(r.Values[0].Count, 0, long.MaxValue));
        if (result.Query.Metrics[0].Metric is { Kind: MetricKind.Count, Measure: Measure.Count })
            Assert.Equal(result.Totals[0].Value, result.Rows.Sum(r => r.Values[0].Value));
    }
}

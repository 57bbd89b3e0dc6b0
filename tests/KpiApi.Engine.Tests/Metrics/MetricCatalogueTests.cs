using System.Text.RegularExpressions;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Results;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Metrics;

/// <summary>What holds for every metric, so that a new one is tested the day it is added.</summary>
public class MetricCatalogueTests
{
    private static readonly Desk s_empty = [];

    /// <summary>A ticket with something for every metric.</summary>
    private static readonly Desk s_one =
    [
        Ticket("T", "2026-03-02T10:00Z") with { Agent = "ann", Channel = "email", HandleMs = 1000 },
        Reply("T", "2026-03-02T10:01Z", "ann"),
        Status("T", "2026-03-02T10:02Z", "solved", "ann"),
        Status("T", "2026-03-02T10:03Z", "open", "ann"),
        Status("T", "2026-03-02T10:04Z", "solved", "ann"),
        Csat("S1", "2026-03-02T10:05Z", 5) with { Ticket = "T" },
        Nps("S2", "2026-03-02T10:05Z", 9) with { Ticket = "T" },
        Ces("S3", "2026-03-02T10:05Z", 7) with { Ticket = "T" },
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
        Assert.Equal(metric.IsLevel, metric.At is null);
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
        var counts = MetricCatalogue.Find(name)!.Kind is MetricKind.Count or MetricKind.Sum or MetricKind.Level;
        foreach (var interval in Intervals(name))
        {
            var result = s_empty.Ask($"metrics={name}&from=2026-03-02&to=2026-03-03&interval={interval}");
            Assert.NotEmpty(result.Rows);
            Assert.All(result.Rows.Select(r => r.Values[0]).Concat(result.Totals), v => Assert.Equal((counts ? 0 : null, 0L), (v.Value, v.Count)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Metric_of_one_ticket_is_told_in_every_interval_and_dimension(string name)
    {
        var dimensions = MetricCatalogue.Find(name)!.Dimensions.Select(DimensionNames.Name).ToList();
        foreach (var interval in Intervals(name))
        {
            foreach (var dimension in dimensions)
            {

                var query = $"metrics={name}&timeZone=Australia/Lord_Howe&interval={interval}&groupBy={dimension}&orderBy=-{name}";
                var result = s_one.Ask($"{query}&from=2026-03-01&to=2026-03-02T10:06:00Z");
                Assert.Equal(0, result.RowCount % result.Query.Buckets.Count);
                AssertConsistent(result);
                AssertConsistent(s_one.Ask($"{query}&from=2026-03-01&to=2026-03-02T10:06:00Z&others=true&limit=1"));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Metric_counts_the_one_ticket_that_has_everything(string name)
    {
        // At 10:03 it is open again; unassigned and awaiting tickets are what it is not.
        var value = s_one.Value($"metrics={name}&from=2026-03-01&to=2026-03-02T10:{(MetricCatalogue.Find(name)!.IsLevel ? "03:30" : "06:00")}Z");
        Assert.Equal(name is not ("unassigned_tickets" or "awaiting_first_response"), value.Count > 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Metric_with_statistics_has_each_of_them(string name)
    {
        foreach (var statistic in MetricCatalogue.Find(name)!.Statistics)
            Assert.NotNull(s_one.Value($"metrics={name}:{statistic}&from=2026-03-01&to=2026-04-01").Value);
    }

    private static IEnumerable<string> Intervals(string name) =>
        BucketIntervalNames.All.Where((_, i) => !MetricCatalogue.Find(name)!.IsLevel || !BucketIntervalNames.IsFolded((BucketInterval)i));

    /// <summary>The only group has all there is, so its largest row can't be more than the total of what can be added up.</summary>
    private static void AssertConsistent(KpiResult result)
    {
        Assert.All(result.Rows, r => Assert.InRange(r.Values[0].Count, 0, long.MaxValue));
        if (result.Query.Metrics[0].Metric is { Kind: MetricKind.Count, Measure: Measure.Count })
            Assert.Equal(result.Totals[0].Value, result.Rows.Sum(r => r.Values[0].Value));
    }
}

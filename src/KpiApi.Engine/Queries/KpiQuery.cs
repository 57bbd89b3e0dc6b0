using System.ComponentModel;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Metrics;
using NodaTime;

namespace KpiApi.Engine.Queries;

/// <summary>A query that is valid: only <see cref="QueryParser"/> makes one. Everything left out of the request is filled in.</summary>
public sealed record KpiQuery
{
    public required IReadOnlyList<MetricChoice> Metrics { get; init; }
    public required TimeRange Period { get; init; }
    public required DateTimeZone Zone { get; init; }
    public required BucketInterval Interval { get; init; }
    public required IsoDayOfWeek WeekStart { get; init; }
    public required IReadOnlyList<Dimension> GroupBy { get; init; }
    public required IReadOnlyList<Filter> Filters { get; init; }
    public required IReadOnlyList<Ordering> OrderBy { get; init; }
    public required int Limit { get; init; }
    public required int Offset { get; init; }

    /// <summary>The groups beyond the limit are one more group, <c>(other)</c>.</summary>
    public required bool Others { get; init; }

    public required Hours Hours { get; init; }

    /// <summary>The same question about another time; null when the query does not compare.</summary>
    public KpiQuery? Previous { get; init; }

    /// <summary>Which bucket of <see cref="Previous"/> stands beside which; there when it is.</summary>
    public BucketPairs? Pairs { get; init; }
    public required bool WithConfidence { get; init; }

    /// <summary>The same question about the buckets before; null unless what is expected is asked for.</summary>
    public KpiQuery? History { get; init; }

    /// <summary>Which buckets of <see cref="History"/> are like which; there when it is.</summary>
    public LikeBuckets? Likes { get; init; }

    /// <summary>Empty unless targets are asked for.</summary>
    public required IReadOnlyList<Target> Targets { get; init; }

    /// <summary>How long a first contact resolution stays provisional.</summary>
    public required long FcrWindowMs { get; init; }

    /// <summary>Groups times buckets times metrics that it may count.</summary>
    public required long MaxValues { get; init; }

    /// <summary>When it was asked: levels after it are unknown.</summary>
    public required Instant AsOf { get; init; }
    public required TimeBuckets Buckets { get; init; }

    /// <summary>True when a fact can be in several groups, so that totals are no sum of groups.</summary>
    internal bool HasOverlappingGroups => GroupBy.Contains(Dimension.Tag);

    /// <summary>The same over all groups and the whole period at once.</summary>
    internal KpiQuery WithoutGroups() => WithoutInterval() with { GroupBy = [], OrderBy = [], Others = false };

    /// <summary>This and whatever has to be counted beside it.</summary>
    internal IEnumerable<KpiQuery> Counted => [this, .. new[] { Previous, History }.OfType<KpiQuery>()];

    /// <summary>The same over the whole period at once.</summary>
    internal KpiQuery WithoutInterval() => this with
    {
        Interval = BucketInterval.None,
        History = null,
        Likes = null,
        Buckets = TimeBuckets.Create(Period, BucketInterval.None, Zone, WeekStart, 1)!,
        OrderBy = [.. OrderBy.Where(o => o.Column != "time")],
    };
}

[Description("What durations count.")]
public enum Hours { Calendar, Business }

/// <param name="Name">As asked, which is how the answer calls it: <c>resolution_time:p90</c>.</param>
public sealed record MetricChoice(string Name, Metric Metric, Statistic Statistic)
{
    /// <summary>Of the number asked for: how many were within a time is a ratio, whatever the metric is.</summary>
    public MetricKind Kind => IsWithin ? MetricKind.Ratio : Metric.Kind;

    public Unit Unit => IsWithin ? Unit.Percent : Metric.Unit;

    /// <summary>What it can be at least and at most, as far as that is known: nothing of time, tickets or money is below 0.</summary>
    internal (decimal? Least, decimal? Most) Bounds => Measure switch
    {
        Measure.Net => (null, null),
        Measure.Nps => (-100, 100),
        Measure.Share or Measure.Retention => (0, 100),
        Measure.Mean when Statistic.Kind == StatisticKind.Sum => (0, null),
        Measure.Mean when Unit == Unit.Percent => (0, 100),
        // The effort score; ratings are on a scale of their own.
        Measure.Mean { OneScale: false } when Unit == Unit.Points => (1, 7),
        _ => (0, null),
    };

    /// <summary>True of what is 0 where there is nothing, and not null.</summary>
    internal bool IsSum => Kind is MetricKind.Count or MetricKind.Sum or MetricKind.Level || Statistic.Kind == StatisticKind.Sum;

    /// <summary>What computes it.</summary>
    internal Measure Measure => IsWithin && Metric.Measure is Measure.Mean mean ? mean.Within(Statistic.LimitSeconds) : Metric.Measure;

    private bool IsWithin => Statistic.Kind == StatisticKind.Within;
}

/// <param name="Values">One of these; null is "no value".</param>
/// <param name="Excluded">None of these instead.</param>
public sealed record Filter(Dimension Dimension, IReadOnlyList<string?> Values, bool Excluded);

/// <summary>A column of the answer to sort by.</summary>
/// <param name="Column">A metric as asked, a dimension of the groups, or <c>time</c>.</param>
public sealed record Ordering(string Column, bool Descending);

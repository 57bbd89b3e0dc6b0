using System.Globalization;

namespace KpiApi.Engine.Metrics;

/// <summary>A value that somebody wants a metric to reach.</summary>
/// <param name="Filters">Empty for all; else the target is for what has exactly these values: one channel, say.</param>
public sealed record Target(Metric Metric, decimal Value, decimal? WarnAt, IReadOnlyDictionary<Dimension, string> Filters)
{
    /// <summary>The plain number, or the share within a time, which is a number of its own.</summary>
    public Statistic Statistic { get; init; } = Statistic.Plain;

    /// <summary>As a query names it: <c>first_response_time:within_14400s</c>.</summary>
    public string MetricName => Statistic.Kind == StatisticKind.Within ? string.Create(CultureInfo.InvariantCulture, $"{Metric.Name}:{Statistic.Within}{Statistic.LimitSeconds}s") : Metric.Name;

    /// <summary>What a target can be for by its name: a metric, or the share of its values within a time; null for what is neither.</summary>
    public static (Metric Metric, Statistic Statistic)? Parse(string name)
    {
        var parts = name.Split(':', 2);
        if (MetricCatalogue.Find(parts[0]) is not { } metric)
            return null;
        if (parts.Length == 1)
            return (metric, Statistic.Plain);
        return metric is { Kind: MetricKind.Mean, Unit: Unit.Seconds } && Statistic.Parse(parts[1]) is { Kind: StatisticKind.Within } within ? (metric, within) : null;
    }

    /// <summary>The shorter the times are the better, so of shares within a time the higher.</summary>
    public Direction Direction => Statistic.Kind != StatisticKind.Within ? Metric.Direction
        : Metric.Direction == Direction.LowerIsBetter ? Direction.HigherIsBetter
        : Direction.LowerIsBetter;

    /// <summary>What most of the trade aims at; set targets take their place.</summary>
    public static IReadOnlyList<Target> Defaults { get; } =
    [
        new(MetricCatalogue.Find("first_response_time")!, 4 * 3600, null, new Dictionary<Dimension, string>()),
        new(MetricCatalogue.Find("csat")!, 80, null, new Dictionary<Dimension, string>()),
        new(MetricCatalogue.Find("nps")!, 50, null, new Dictionary<Dimension, string>()),
    ];

    /// <summary>The target of a value: the one whose filters say most of what the value is limited to.</summary>
    /// <param name="targets">All there are.</param>
    /// <param name="metric">Of the value.</param>
    /// <param name="statistic">Of the value: <see cref="Statistic.Plain"/>, or one within a time.</param>
    /// <param name="limits">What the value is limited to, by filters and by its group.</param>
    public static Target? For(IReadOnlyList<Target> targets, Metric metric, IReadOnlyDictionary<Dimension, string> limits, Statistic statistic = default) => targets
        .Where(t => t.Metric == metric && t.Statistic == statistic && t.Filters.All(f => limits.TryGetValue(f.Key, out var value) && value == f.Value))
        .MaxBy(t => t.Filters.Count);
}

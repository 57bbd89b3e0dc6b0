namespace KpiApi.Engine.Metrics;

/// <summary>A value that somebody wants a metric to reach.</summary>
/// <param name="Filters">Empty for all; else the target is for what has exactly these values: one channel, say.</param>
public sealed record Target(Metric Metric, decimal Value, decimal? WarnAt, IReadOnlyDictionary<Dimension, string> Filters)
{
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
    /// <param name="limits">What the value is limited to, by filters and by its group.</param>
    public static Target? For(IReadOnlyList<Target> targets, Metric metric, IReadOnlyDictionary<Dimension, string> limits) => targets
        .Where(t => t.Metric == metric && t.Filters.All(f => limits.TryGetValue(f.Key, out var value) && value == f.Value))
        .MaxBy(t => t.Filters.Count);
}

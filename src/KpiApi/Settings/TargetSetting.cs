using KpiApi.Engine.Metrics;

namespace KpiApi.Settings;

/// <summary>A value that a metric should reach.</summary>
/// <param name="Metric">Its name in the catalogue.</param>
/// <param name="Value">In the metric's unit: seconds, percent, points, money.</param>
/// <param name="WarnAt">Between it and <paramref name="Value"/> the status is warn; null = there is none.</param>
/// <param name="Filters">Dimension to value: what the target is for; empty = for everything.</param>
internal sealed record TargetSetting(string Id, string Metric, decimal Value, decimal? WarnAt, IReadOnlyDictionary<string, string> Filters)
{
    public Target Build()
    {
        var (metric, statistic) = Target.Parse(Metric)!.Value;
        return new(metric, Value, WarnAt, Filters.ToDictionary(filter => DimensionNames.Parse(filter.Key)!.Value, filter => filter.Value)) { Statistic = statistic };
    }

    public bool IsForTheSame(TargetSetting other) =>
        Metric == other.Metric && Filters.Count == other.Filters.Count && Filters.All(filter => other.Filters.TryGetValue(filter.Key, out var value) && value == filter.Value);
}

using KpiApi.Engine.Metrics;
using KpiApi.Http.Json;

namespace KpiApi.Settings;

internal static class TargetReader
{
    private const decimal MaxValue = 1_000_000_000_000;

    public static TargetSetting Read(JsonMembers members, SettingsSnapshot settings)
    {
        var of = ReadMetric(members);
        var metric = of?.Metric;
        var value = members.RequiredNumber("value", -MaxValue, MaxValue);
        var warnAt = members.Number("warnAt", -MaxValue, MaxValue);
        if (metric is not null && value is not null && warnAt is not null) CheckWarning(members, new Target(metric, value.Value, null, new Dictionary<Dimension, string>()) { Statistic = of!.Value.Statistic }, warnAt.Value);
        var target = new TargetSetting(members.Id, metric is null ? "" : members.Text("metric")!, value ?? 0, warnAt, ReadFilters(members, metric, settings));
        if (metric is not null && settings.Targets.Values.FirstOrDefault(other => other.Id != target.Id && other.IsForTheSame(target)) is { } other)
            members.ProblemAt("", "conflict", $"The target '{other.Id}' is for the same metric and filters already.");
        return target;
    }

    private static (Metric Metric, Statistic Statistic)? ReadMetric(JsonMembers members)
    {
        var name = members.RequiredText("metric");
        if (name.Length == 0) return null;
        if (Target.Parse(name) is { } known) return known;
        if (MetricCatalogue.Find(name.Split(':')[0]) is { } metric)
            members.Problem("metric", "unknown_statistic", $"A target is for a metric, or for the share of times within a duration: {metric.Name}{(metric.Unit == Unit.Seconds ? $", {metric.Name}:within_4h" : "")}.", name, metric.Name);
        else
            members.Problem("metric", "unknown_metric", $"There is no metric '{name}'.", name, MetricSearch.Nearest(name));
        return null;
    }

    private static void CheckWarning(JsonMembers members, Target target, decimal warnAt)
    {
        var lowerIsBetter = target.Direction == Direction.LowerIsBetter;
        if (lowerIsBetter ? warnAt > target.Value : warnAt < target.Value) return;
        var (better, side) = lowerIsBetter ? ("lower", "above") : ("higher", "below");
        members.Problem("warnAt", "warn_at_better_side", $"For {target.MetricName} {better} is better, so warnAt has to be {side} value.", warnAt);
    }

    private static SortedDictionary<string, string> ReadFilters(JsonMembers members, Metric? metric, SettingsSnapshot settings)
    {
        string[] names = [.. DimensionNames.All, .. settings.Attributes.Values.Select(attribute => attribute.Dimension)];
        var filters = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var given = members.Object("filters", names, "unknown_dimension");
        foreach (var name in names)
        {
            if (!given.Has(name)) continue;
            var value = given.Text(name);
            if (value is not null) filters.Add(name, value);
            if (metric is not null && !metric.Allows(DimensionNames.Parse(name)!.Value))
                given.Problem(name, "dimension_not_allowed", $"{metric.Name} has no {name}. It has {string.Join(", ", metric.Dimensions.Select(DimensionNames.Name))}.", value);
        }

        return filters;
    }
}

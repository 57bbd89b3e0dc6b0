using System.Globalization;

namespace KpiApi.Engine.Metrics;

/// <summary>What of a metric is asked: the plain number, or for means another statistic of the same facts.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Percent">1–99, for percentiles.</param>
public readonly record struct Statistic(StatisticKind Kind, int Percent = 0)
{
    public static readonly Statistic Plain = new(StatisticKind.Plain);

    /// <summary>The names that a query can put behind a colon; every other percentile from p1 to p99 is there too.</summary>
    public static IReadOnlyList<string> Names { get; } = ["avg", "median", "p90", "p95", "p99", "min", "max", "sum"];

    /// <summary>Null for a word that is no statistic.</summary>
    public static Statistic? Parse(string name) => name switch
    {
        "avg" => new(StatisticKind.Average),
        "median" => new(StatisticKind.Percentile, 50),
        "min" => new(StatisticKind.Min),
        "max" => new(StatisticKind.Max),
        "sum" => new(StatisticKind.Sum),
        ['p', >= '1' and <= '9', ..] when name.Length <= 3 && int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var p) =>
            new(StatisticKind.Percentile, p),
        _ => null,
    };
}

public enum StatisticKind { Plain, Average, Percentile, Min, Max, Sum }

using System.Globalization;

namespace KpiApi.Engine.Metrics;

/// <summary>What of a metric is asked: the plain number, or for means another statistic of the same facts.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Percent">1–99, for percentiles.</param>
/// <param name="LimitSeconds">Of <see cref="StatisticKind.Within"/>: the longest time that counts.</param>
public readonly record struct Statistic(StatisticKind Kind, int Percent = 0, long LimitSeconds = 0)
{
    public static readonly Statistic Plain = new(StatisticKind.Plain);

    /// <summary>The names that a query can put behind a colon; every other percentile from p1 to p99 is there too.</summary>
    public static IReadOnlyList<string> Names { get; } = ["avg", "median", "p90", "p95", "p99", "min", "max", "sum"];

    /// <summary>Before the duration of <c>within_4h</c>, which only means in seconds have.</summary>
    public const string Within = "within_";

    /// <summary>A hundred years, as for every duration.</summary>
    private const long MaxSeconds = 3_155_760_000;

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
        _ when name.StartsWith(Within, StringComparison.Ordinal) && Seconds(name.AsSpan(Within.Length)) is { } seconds => new(StatisticKind.Within, LimitSeconds: seconds),
        _ => null,
    };

    /// <summary>The one with the duration in a word that is none: <c>withn_4hours</c> is meant as within_4h.</summary>
    public static string? NearestWithin(string word)
    {
        var digits = word.AsSpan().IndexOfAnyInRange('0', '9');
        if (digits < 0)
            return null;
        var end = digits;
        while (end < word.Length && char.IsAsciiDigit(word[end]))
            end++;
        var unit = word.AsSpan(end).TrimStart("_ ");
        return unit.Length > 0 && Seconds($"{word.AsSpan(digits, end - digits)}{unit[0]}") is not null ? $"{Within}{word.AsSpan(digits, end - digits)}{unit[0]}" : null;
    }

    /// <summary>A whole number of seconds, minutes, hours or days.</summary>
    private static long? Seconds(ReadOnlySpan<char> duration)
    {
        var unit = duration.IsEmpty ? 0 : duration[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, _ => 0 };
        return unit > 0 && duration[0] != '0' && long.TryParse(duration[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MaxSeconds / unit
            ? number * unit
            : null;
    }
}

public enum StatisticKind { Plain, Average, Percentile, Min, Max, Sum, Within }

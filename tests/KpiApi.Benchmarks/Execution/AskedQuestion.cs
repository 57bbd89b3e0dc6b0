using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;

namespace KpiApi.Benchmarks.Execution;

/// <summary>A question and how long each way to answer it takes.</summary>
internal sealed record AskedQuestion(string Text, KpiQuery Query)
{
    public const int First = 0;
    public const int Plain = 3;
    public const int Duck = 4;

    /// <summary>What two threads read of memory in a millisecond.</summary>
    private const double BytesPerMs = 30e9 / 1000;

    public static IReadOnlyList<string> Ways { get; } = ["first", "second", "third", "plain", "DuckDB"];

    /// <summary>The fastest by way; the last is missing where DuckDB was not asked.</summary>
    public IReadOnlyList<double> Ms { get; private set; } = [];

    /// <summary>Of each way but DuckDB's the part in which the rows of the page are evaluated.</summary>
    public double PageMs { get; private set; } = double.MaxValue;

    /// <summary>To touch all bytes of the columns that are read.</summary>
    public double FloorMs { get; set; }

    /// <summary>Between the answers, in words; null when they are equal.</summary>
    public string? Difference { get; set; }

    /// <summary>Of its metrics what takes longest.</summary>
    public string Kind => Query.Metrics switch
    {
        var metrics when metrics.Any(m => m.Statistic.Kind == StatisticKind.Percentile) => "percentiles",
        var metrics when metrics.Any(m => m.Measure is Measure.Level) => "levels",
        var metrics when metrics.Any(m => m.Measure is Measure.Distinct or Measure.AccountValue or Measure.Quotient) => "distinct, quotients",
        _ => "counts, means, shares",
    };

    /// <summary>Another round.</summary>
    public void Add(IReadOnlyList<double> ms, double pageMs) =>
        (Ms, PageMs) = (Ms.Count == 0 ? ms : [.. Ms.Zip(ms, Math.Min)], Math.Min(PageMs, pageMs));

    public static double Floor(long bytes) => bytes / BytesPerMs;
}

using System.Globalization;

namespace KpiApi.Engine.Tests.Oracle;

/// <param name="Precise">Before rounding.</param>
/// <param name="Parts">Numerator and denominator, or promoters, passives and detractors.</param>
internal sealed record OracleValue(decimal? Precise, long Count, string Parts = "")
{
    private const MidpointRounding HalfAwayFromZero = MidpointRounding.AwayFromZero;

    /// <summary>The standard normal distribution has 97.5% of its mass below this.</summary>
    private const double ExactZ = 1.959963984540054;

    public decimal? Value => Precise is { } number ? Round(number) : null;

    /// <summary>What makes a mean or ratio of parts that of the whole: facts, or what a quotient divides by.</summary>
    public decimal Weight { get; init; } = Count;

    /// <summary>Value times weight, also of a quotient by 0.</summary>
    public decimal Weighted { get; init; } = (Precise ?? 0) * Count;

    /// <summary>95%; null under two facts, or where none is defined.</summary>
    public (double Low, double High)? Confidence { get; init; }

    /// <summary>Of facts already chosen; a level's are those in its state.</summary>
    public static OracleValue Of(OracleChoice choice, IReadOnlyList<OracleFact> facts)
    {
        var n = facts.Count;
        var good = facts.Count(f => f.Sign > 0);
        var bad = facts.Count(f => f.Sign < 0);
        var owners = facts.Select(f => f.Owner).Distinct().Count();
        var accounts = facts.DistinctBy(f => f.Values.GetValueOrDefault("account")).ToList();
        if (choice.Statistic is ['w', 'i', 't', 'h', 'i', 'n', '_', .. var duration])
            return Within(facts, int.Parse(duration[..^1], CultureInfo.InvariantCulture) * (duration[^1] switch { 's' => 1_000m, 'm' => 60_000m, 'h' => 3_600_000m, _ => 86_400_000m }));
        return choice.Metric.Kind switch
        {
            OracleKind.Count or OracleKind.Level => new(n, n),
            OracleKind.Distinct => new(owners, owners),
            OracleKind.Net => new(facts.Sum(f => f.Sign), n),
            OracleKind.Ratio or OracleKind.Retention or OracleKind.Churn =>
                new(n == 0 ? null : 100m * good / n, n, $"{good} of {n}") { Confidence = Wilson(good, n) },
            OracleKind.Nps => new(n == 0 ? null : (100m * good - 100m * bad) / n, n, $"{good}, {n - good - bad}, {bad}")
            {
                Confidence = Normal([.. facts.Select(f => 100.0 * f.Sign)]),
            },
            OracleKind.Sum => new(facts.Sum(f => f.Number) / choice.Metric.Per, n),
            OracleKind.Spread => new(facts.Sum(f => f.Number), n),
            OracleKind.AccountValue => new(accounts.Sum(f => f.Number), accounts.Count),
            _ => OfMean(choice, facts),
        };
    }

    private static OracleValue Within(IReadOnlyList<OracleFact> facts, decimal limit)
    {
        var (good, n) = (facts.Count(f => f.Number <= limit), facts.Count);
        return new(n == 0 ? null : 100m * good / n, n, $"{good} of {n}") { Confidence = Wilson(good, n) };
    }

    /// <summary>One amount by another.</summary>
    public static OracleValue Divided(OracleMetric metric, IReadOnlyList<OracleFact> above, IReadOnlyList<OracleFact> below)
    {
        var (upper, lower, factor) = metric.Quotient!.Value;
        var (numerator, denominator) = (Amount(upper, above), Amount(lower, below));
        var count = lower.Kind == OracleKind.Distinct ? below.Select(f => f.Owner).Distinct().Count() : below.Count;
        // A cost that nobody stated is not known.
        return new(denominator == 0 || (upper.Name == "operating_cost" && above.Count == 0) ? null : factor * numerator / denominator, count, $"{Text(numerator)} of {Text(denominator)}")
        {
            Weight = denominator,
            Weighted = factor * numerator,
        };
    }

    /// <summary>Beside the same of another time.</summary>
    public OracleValue ComparedWith(OracleValue? other)
    {
        var previous = other?.Precise;
        var change = Precise - previous;
        var percent = previous is null or 0 || change is null ? (decimal?)null : Round(100 * change.Value / Math.Abs(previous.Value));
        return this with { Parts = $"{Parts} was {Text(other?.Value)} by {Text(change)} or {Text(percent)}%" };
    }

    public static string Text(decimal? value) => value is { } number ? Round(number).ToString("0.####", CultureInfo.InvariantCulture) : "null";

    private static decimal Amount(OracleMetric metric, IReadOnlyList<OracleFact> facts) => metric.Kind switch
    {
        OracleKind.Count => facts.Count,
        OracleKind.Distinct => facts.Select(f => f.Owner).Distinct().Count(),
        _ => facts.Sum(f => f.Number) / metric.Per,
    };

    private static OracleValue OfMean(OracleChoice choice, IReadOnlyList<OracleFact> facts)
    {
        var value = Mean([.. facts.Select(f => f.Number).Order()], choice.Statistic ?? "avg");
        return new(value / choice.Metric.Per, facts.Count)
        {
            Confidence = choice.Statistic is null or "avg" ? Normal([.. facts.Select(f => (double)(f.Number / choice.Metric.Per))]) : null,
        };
    }

    private static decimal? Mean(decimal[] ordered, string statistic)
    {
        if (statistic == "sum")
            return ordered.Sum();
        if (ordered.Length == 0)
            return null;
        return statistic switch
        {
            "avg" => ordered.Sum() / ordered.Length,
            "min" => ordered[0],
            "max" => ordered[^1],
            "median" => Percentile(ordered, 50),
            _ => Percentile(ordered, int.Parse(statistic[1..], CultureInfo.InvariantCulture)),
        };
    }

    /// <summary>SQL's PERCENTILE_CONT.</summary>
    private static decimal Percentile(decimal[] ordered, int p)
    {
        var row = p / 100m * (ordered.Length - 1);
        var (below, above) = (ordered[(int)Math.Floor(row)], ordered[(int)Math.Ceiling(row)]);
        return below + (above - below) * (row - Math.Floor(row));
    }

    /// <summary>The two roots of (share − p)² = z² p (1 − p) ÷ n, in percent.</summary>
    private static (double, double)? Wilson(int good, int n)
    {
        if (n < 2)
            return null;
        double share = good / (double)n, z2 = ExactZ * ExactZ;
        double a = 1 + z2 / n, b = -(2 * share + z2 / n), c = share * share;
        var root = Math.Sqrt(Math.Max(0, b * b - 4 * a * c));
        return (100 * (-b - root) / (2 * a), 100 * (-b + root) / (2 * a));
    }

    private static (double, double)? Normal(double[] numbers)
    {
        if (numbers.Length < 2)
            return null;
        var mean = numbers.Average();
        var half = ExactZ * Math.Sqrt(numbers.Sum(x => (x - mean) * (x - mean)) / (numbers.Length - 1) / numbers.Length);
        return (mean - half, mean + half);
    }

    private static decimal Round(decimal value) => Math.Round(value, 4, HalfAwayFromZero);
}

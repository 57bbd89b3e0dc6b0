namespace KpiApi.Engine.Tests.Oracle;

/// <param name="Parts">Numerator and denominator, or promoters, passives and detractors.</param>
internal sealed record OracleValue(decimal? Value, long Count, string Parts = "")
{
    private const MidpointRounding HalfAwayFromZero = MidpointRounding.AwayFromZero;

    /// <summary>Of facts already chosen; a level's are those in its state.</summary>
    public static OracleValue Of(OracleChoice choice, IReadOnlyList<OracleFact> facts)
    {
        var n = facts.Count;
        var good = facts.Count(f => f.Sign > 0);
        var bad = facts.Count(f => f.Sign < 0);
        var owners = facts.Select(f => f.Owner).Distinct().Count();
        return choice.Metric.Kind switch
        {
            OracleKind.Count or OracleKind.Level => new(n, n),
            OracleKind.Distinct => new(owners, owners),
            OracleKind.Net => new(facts.Sum(f => f.Sign), n),
            OracleKind.Ratio => new(n == 0 ? null : Round(100m * good / n), n, $"{good} of {n}"),
            OracleKind.Nps => new(n == 0 ? null : Round((100m * good - 100m * bad) / n), n, $"{good}, {n - good - bad}, {bad}"),
            _ => new(Mean([.. facts.Select(f => f.Number).Order()], choice.Statistic ?? "avg") is { } value ? Round(value / choice.Metric.Per) : null, n),
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
            _ => Percentile(ordered, int.Parse(statistic[1..], System.Globalization.CultureInfo.InvariantCulture)),
        };
    }

    /// <summary>SQL's PERCENTILE_CONT.</summary>
    private static decimal Percentile(decimal[] ordered, int p)
    {
        var row = p / 100m * (ordered.Length - 1);
        var (below, above) = (ordered[(int)Math.Floor(row)], ordered[(int)Math.Ceiling(row)]);
        return below + (above - below) * (row - Math.Floor(row));
    }

    private static decimal Round(decimal value) => Math.Round(value, 4, HalfAwayFromZero);
}

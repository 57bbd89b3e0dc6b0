using KpiApi.Engine.Aggregation.Accumulators;

namespace KpiApi.Engine.Results;

/// <summary>One number with what it was made of.</summary>
/// <param name="Value">Rounded to four decimals; null where there is no data to tell.</param>
/// <param name="Count">The sample size: how many facts it stands on.</param>
public readonly record struct KpiValue(decimal? Value, long Count)
{
    /// <summary>Ratios only.</summary>
    public RatioParts? Ratio { get; init; }

    /// <summary>Net promoter score only.</summary>
    public NpsParts? Nps { get; init; }

    /// <summary>Only when the query compares.</summary>
    public Comparison? Comparison { get; init; }

    /// <summary>Only on request, and only where there is one.</summary>
    public Confidence? Confidence { get; init; }

    /// <summary>Only on request, and only where one is set.</summary>
    public TargetResult? Target { get; init; }

    /// <summary>Only on request; totals have none, for no earlier period is like the whole one.</summary>
    public ExpectedRange? Expected { get; init; }

    internal static KpiValue Of(Evaluation value) => new(value.Value.Rounded(), value.Count) { Ratio = value.Ratio, Nps = value.Nps };
}

/// <summary>The value of the period compared with, and how far it is from there.</summary>
/// <param name="Change">Null when either is.</param>
/// <param name="ChangePercent">Null from 0 or null as well: nothing is a percentage of nothing.</param>
public sealed record Comparison(decimal? Previous, decimal? Change, decimal? ChangePercent)
{
    /// <summary>Where there is nothing to compare with.</summary>
    public static readonly Comparison None = new(null, null, null);

    /// <summary>Of values that are not rounded: from a sixth to a third is a change of 100 percent, not of 99.9994.</summary>
    /// <param name="shown">The previous value, rounded.</param>
    internal static Comparison Of(decimal? shown, decimal? value, decimal? previous)
    {
        var change = value - previous;
        return new(shown, Round(change), previous is null or 0 ? null : Round(change * 100 / Math.Abs(previous.Value)));
    }
    private static decimal? Round(decimal? value) => value is { } number ? Rational.Round(number) : null;
}

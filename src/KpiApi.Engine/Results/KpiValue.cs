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

    internal static KpiValue OfCount(long count) => new(count, count);
}

public readonly record struct RatioParts(long Numerator, long Denominator);

public readonly record struct NpsParts(long Promoters, long Passives, long Detractors);

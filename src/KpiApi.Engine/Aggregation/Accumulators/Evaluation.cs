namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>What an accumulator says of a cell: an unrounded number and what it was made of.</summary>
/// <param name="Count">The facts that it stands on.</param>
internal readonly record struct Evaluation(Rational Value, long Count)
{
    public RatioParts? Ratio { get; init; }

    public NpsParts? Nps { get; init; }

    public static Evaluation OfCount(long count) => new(new Rational(count, 1), count);

    /// <summary>In percent; no data when the denominator is 0.</summary>
    public static Evaluation OfRatio(long numerator, long denominator) =>
        new(Rational.Percent(numerator, denominator), denominator) { Ratio = new RatioParts(numerator, denominator) };
}

/// <summary>What was divided by what, in the units of each: tickets, seconds, money.</summary>
public readonly record struct RatioParts(decimal Numerator, decimal Denominator);

public readonly record struct NpsParts(long Promoters, long Passives, long Detractors);

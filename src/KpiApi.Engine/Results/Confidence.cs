using System.ComponentModel;
using System.Numerics;
using KpiApi.Engine.Aggregation.Accumulators;

namespace KpiApi.Engine.Results;

[Description("A 95% confidence interval, in the unit of its value.")]
public readonly record struct Confidence(decimal Low, decimal High)
{
    /// <summary>The two-sided 95% point of the normal distribution.</summary>
    private const double Z = 1.959963984540054;

    /// <summary>Wilson's score interval of a ratio, in percent: honest for few answers and near 0 and 100, where the plain one leaves the scale.</summary>
    internal static Confidence? OfRatio(decimal numerator, decimal denominator)
    {
        if (denominator < 2)
            return null;
        var n = (double)denominator;
        var p = (double)numerator / n;
        var centre = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
        var half = Z / (1 + Z * Z / n) * Math.Sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
        return Around(100 * centre, 100 * half);
    }

    /// <summary>
    /// Normal approximation: mean ± z · s ÷ √n, s with n − 1. The variance is (n · Σx² − (Σx)²) ÷ (n · (n − 1)), whole until it is divided:
    /// of long durations that differ little the two squares agree in all digits that a double has.
    /// </summary>
    internal static Confidence? OfMean(Moments moments)
    {
        var (sum, squares, count, unitsPerWhole) = moments;
        if (count < 2)
            return null;
        var spread = (BigInteger)squares * count - (BigInteger)sum * sum;
        var variance = (double)spread / ((double)count * (count - 1));
        return Around((double)sum / count / unitsPerWhole, Z * Math.Sqrt(variance / count) / unitsPerWhole);
    }

    /// <summary>Normal approximation of the difference of two shares of one sample: variance p + d − (p − d)², times n ÷ (n − 1).</summary>
    internal static Confidence? OfNps(NpsParts parts)
    {
        var count = parts.Promoters + parts.Passives + parts.Detractors;
        if (count < 2)
            return null;
        var (p, d) = (parts.Promoters / (double)count, parts.Detractors / (double)count);
        var variance = (p + d - (p - d) * (p - d)) / (count - 1);
        return Around(100 * (p - d), 100 * Z * Math.Sqrt(variance));
    }

    private static Confidence Around(double centre, double half) =>
        new(Rational.Round((decimal)(centre - half)), Rational.Round((decimal)(centre + half)));
}

using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Drivers;

/// <summary>How the change of a metric comes apart: metrics.md, section 4b.</summary>
internal static class Decomposition
{
    /// <summary>False for percentiles and extremes: those of the parts say nothing of that of the whole.</summary>
    public static bool Exists(Statistic statistic) => statistic.Kind is not (StatisticKind.Percentile or StatisticKind.Min or StatisticKind.Max);

    /// <summary>What a value contributes to the change of the total. Performance is null where the metric has no weights: then there is no mix either.</summary>
    public static (Fraction Contribution, Fraction? Performance) Of((Part Now, Part Before) value, (Part Now, Part Before) total) =>
        (value.Now.Weight, value.Before.Weight, total.Now.Weight, total.Before.Weight) is ({ } now, { } before, { } allNow, { } allBefore)
            ? Weighted(value, (now / allNow, before / allBefore), total)
            : (value.Now.Sum - value.Before.Sum, null);

    /// <summary>
    /// With w = weight ÷ all weights, x the value and M the total: performance is (x₁ − x₀)·(w₁ + w₀)/2, mix
    /// (w₁ − w₀)·((x₁ + x₀)/2 − (M₁ + M₀)/2), and both together w₁x₁ − w₀x₀ − (w₁ − w₀)·(M₁ + M₀)/2. That needs no x, so it holds for a value
    /// without weight in one of the periods too, which is all mix: even an agent who worked without a shift adds to the utilization of all.
    /// </summary>
    private static (Fraction Contribution, Fraction? Performance) Weighted((Part Now, Part Before) value, (Fraction Now, Fraction Before) w, (Part Now, Part Before) total)
    {
        var middle = (total.Now.Mean + total.Before.Mean).Half;
        var contribution = value.Now.Sum / total.Now.Weight!.Value - value.Before.Sum / total.Before.Weight!.Value - (w.Now - w.Before) * middle;
        var isInBoth = !w.Now.IsZero && !w.Before.IsZero;
        return (contribution, isInBoth ? (value.Now.Mean - value.Before.Mean) * (w.Now + w.Before).Half : Fraction.Zero);
    }
}

using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Planning;

/// <summary>What will be read and what will be counted, before anything is read. Pure: the same query on the same snapshot gives the same plan.</summary>
/// <param name="Query">What it answers.</param>
/// <param name="Outputs">For each metric asked, where its value is.</param>
/// <param name="Steps">The passes over rows; at most 64, because a work item names them by the bits of a number.</param>
internal sealed record QueryPlan(
    KpiQuery Query, CellLayout Layout, IReadOnlyList<AccumulatorSlot> Slots, IReadOnlyList<MetricOutput> Outputs, IReadOnlyList<PlanStep> Steps)
{
    /// <summary>A line a step.</summary>
    public override string ToString() => string.Join('\n', Steps);
}

/// <summary>Where the value of a metric comes from.</summary>
/// <param name="Slot">Of its accumulator, or of the numerator.</param>
/// <param name="Denominator">What to divide by.</param>
/// <param name="Factor">Times this.</param>
/// <param name="Variance">Knows the confidence of a mean.</param>
internal sealed record MetricOutput(AccumulatorSlot Slot, AccumulatorSlot? Denominator = null, int Factor = 1, AccumulatorSlot? Variance = null)
{
    /// <summary>A quotient whose numerator is an amount that somebody has to state: where nobody has, it is not known, and not 0.</summary>
    public bool IsUnknownWithoutNumerator { get; init; }
}

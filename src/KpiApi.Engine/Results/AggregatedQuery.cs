using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Planning;

namespace KpiApi.Engine.Results;

/// <summary>All that was counted for a query, ready to be evaluated.</summary>
internal sealed record AggregatedQuery(QueryPlan Plan, GroupIds Groups, Accumulator[] Accumulators)
{
    /// <summary>The same without groups, where a ticket can be in several: totals count it once. Null where none can.</summary>
    public AggregatedQuery? Ungrouped { get; init; }

    public Accumulator this[AccumulatorSlot slot] => Accumulators[slot.Index];

    /// <summary>True when any bucket of the group has a fact.</summary>
    public bool HasData(int group)
    {
        for (var cell = group * Plan.Layout.Buckets; cell < (group + 1) * Plan.Layout.Buckets; cell++)
        {
            foreach (var accumulator in Accumulators)
            {
                if (accumulator.HasData(cell))
                    return true;
            }
        }
        return false;
    }
}

/// <summary>A query with the period that it compares with.</summary>
/// <param name="Previous">Null when it does not compare, or there is no such time.</param>
internal sealed record AggregatedPeriods(AggregatedQuery Current, AggregatedQuery? Previous)
{
    /// <summary>The buckets before; null unless what is expected is asked for.</summary>
    public AggregatedQuery? History { get; init; }
}

using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution.Partials;
using KpiApi.Engine.Planning;

namespace KpiApi.Engine.Execution;

/// <summary>What a worker does at a time.</summary>
/// <param name="Chunks">One, or a block whose cached partials serve for these steps.</param>
/// <param name="Steps">Bit n stands for step n of the plan.</param>
/// <param name="Weight">Chunks whose rows may have to be read; 1 where a partial is only merged.</param>
internal readonly record struct WorkItem(ChunkRange Chunks, ulong Steps, int Weight)
{
    /// <summary>All that has to be done, what takes longest first: chunks that a step does not touch are left out.</summary>
    /// <param name="cached">Null where nothing is cached.</param>
    /// <param name="blockChunks">Chunks of a block.</param>
    public static List<WorkItem> List(QueryPlan plan, FactSnapshot snapshot, CachedAggregation? cached, int blockChunks)
    {
        var (items, count) = (new List<WorkItem>(), snapshot.Chunks.Length);
        for (var first = 0; first < count; first += blockChunks)
        {
            var block = new ChunkRange(first, Math.Min(blockChunks, count - first));
            var merged = cached is null || block.Count < blockChunks ? 0 : StepsThat(plan, step => cached.HasBlock(step, block));
            if (merged != 0)
                items.Add(new WorkItem(block, merged, StepsThat(plan, step => cached!.CachedCells(step, block) is null, merged) != 0 ? block.Count : 1));
            for (var chunk = first; chunk < block.End; chunk++)
            {
                var rest = StepsThat(plan, step => step.Touches(snapshot.ZoneMaps, chunk)) & ~merged;
                if (rest != 0)
                    items.Add(new WorkItem(ChunkRange.Of(chunk), rest, 1));
            }
        }
        return [.. items.OrderByDescending(item => item.Weight)];
    }

    /// <param name="among">The steps to choose from, as bits.</param>
    private static ulong StepsThat(QueryPlan plan, Func<PlanStep, bool> isTrue, ulong among = ulong.MaxValue)
    {
        var steps = 0UL;
        for (var step = 0; step < plan.Steps.Count; step++)
            steps |= (among >> step & 1) != 0 && isTrue(plan.Steps[step]) ? 1UL << step : 0;
        return steps;
    }
}

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
    /// <param name="blockChunks">Chunks of the largest block.</param>
    public static List<WorkItem> List(QueryPlan plan, FactSnapshot snapshot, CachedAggregation? cached, int blockChunks)
    {
        var items = new List<WorkItem>();
        for (var first = 0; first < snapshot.Chunks.Length; first += blockChunks)
            Add(new ChunkRange(first, blockChunks), StepsThat(plan, _ => true));
        return [.. items.OrderByDescending(item => item.Weight)];

        // In blocks as large as they are cached in: a block that is not is looked at half by half.
        void Add(ChunkRange block, ulong steps)
        {
            if (block.First >= snapshot.Chunks.Length)
                return;
            var merged = cached is null || !block.IsBlock || block.End > snapshot.Chunks.Length ? 0 : StepsThat(plan, step => cached.HasBlock(step, block), steps);
            if (merged != 0)
                items.Add(new WorkItem(block, merged, StepsThat(plan, step => cached!.CachedCells(step, block) is null, merged) != 0 ? block.Count : 1));
            if (block.IsBlock && merged != steps)
            {
                Add(block.FirstHalf, steps & ~merged);
                Add(block.SecondHalf, steps & ~merged);
            }
            else if (!block.IsBlock && StepsThat(plan, step => step.Touches(snapshot.ZoneMaps, block.First), steps) is not 0 and var read)
            {
                items.Add(new WorkItem(block, read, 1));
            }
        }
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

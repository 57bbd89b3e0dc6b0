using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Execution.Partials;
using KpiApi.Engine.Planning;

namespace KpiApi.Engine.Execution;

/// <summary>What a worker takes at a time: one chunk, or a block of chunks whose partials do for some steps.</summary>
/// <param name="First">Index of the chunk, or of the block's first.</param>
/// <param name="IsBlock">True for a block.</param>
/// <param name="Steps">Bit n stands for step n of the plan.</param>
internal readonly record struct WorkItem(int First, bool IsBlock, ulong Steps)
{
    /// <summary>All that has to be done: chunks that a period cannot touch are left out.</summary>
    /// <param name="shapes">For each step where its partials are kept; empty when none are used.</param>
    public static List<WorkItem> List(QueryPlan plan, FactSnapshot snapshot, PartialShape[] shapes)
    {
        var chunks = snapshot.Chunks;
        var (items, blockChunks) = (new List<WorkItem>(), shapes.Length == 0 ? chunks.Length : shapes[0].BlockChunks);
        for (var first = 0; first < chunks.Length; first += blockChunks)
        {
            var block = chunks.AsSpan(first, Math.Min(blockChunks, chunks.Length - first));
            var done = block.Length < blockChunks || shapes.Length == 0 ? 0 : StepsOfBlock(plan, snapshot.Spans, block, first, shapes);
            if (done != 0)
                items.Add(new WorkItem(first, true, done));
            for (var i = 0; i < block.Length; i++)
            {
                var rest = StepsOfChunk(plan, snapshot.Spans, first + i) & ~done;
                if (rest != 0)
                    items.Add(new WorkItem(first + i, false, rest));
            }
        }
        return items;
    }

    private static ulong StepsOfChunk(QueryPlan plan, ChunkSpans spans, int chunk)
    {
        var steps = 0UL;
        for (var step = 0; step < plan.StepCount; step++)
            steps |= PlanSteps.Touches(plan, step, spans, chunk) ? 1UL << step : 0;
        return steps;
    }

    /// <summary>Steps for which a partial of the whole block is there or can be made of those of its chunks.</summary>
    private static ulong StepsOfBlock(QueryPlan plan, ChunkSpans spans, ReadOnlySpan<FactChunk> block, int first, PartialShape[] shapes)
    {
        var steps = 0UL;
        for (var step = 0; step < plan.StepCount; step++)
        {
            if (!AreWithin(plan, step, spans, first, block.Length))
                continue;
            var (isKnown, partial) = shapes[step].OfBlock(first, block);
            if (partial is not null || (!isKnown && AreKnown(block, first, shapes[step])))
                steps |= 1UL << step;
        }
        return steps;
    }

    private static bool AreWithin(QueryPlan plan, int step, ChunkSpans spans, int first, int count)
    {
        for (var chunk = first; chunk < first + count; chunk++)
        {
            if (!PlanSteps.Touches(plan, step, spans, chunk) || !PlanSteps.IsWithin(plan, step, spans, chunk))
                return false;
        }
        return true;
    }

    private static bool AreKnown(ReadOnlySpan<FactChunk> block, int first, PartialShape shape)
    {
        for (var i = 0; i < block.Length; i++)
        {
            if (shape.OfChunk(first + i, block[i]).Partial is null)
                return false;
        }
        return true;
    }
}

using KpiApi.Engine.Planning;

namespace KpiApi.Engine.Execution;

/// <summary>
/// What makes queries fast: sorted runs for percentiles, rows looked up by value, and cached partial aggregates of chunks that have not changed.
/// The plain variants give the same numbers.
/// </summary>
/// <param name="AreOn">False for the plain variants.</param>
/// <param name="MaxPartialBytes">Beyond it the partials that were not used for the longest time are dropped.</param>
public sealed record Optimizations(bool AreOn = true, long MaxPartialBytes = 512L << 20)
{
    /// <summary>
    /// Chunks that have one partial together, at most. Percentiles search each partial, so fewer are faster; a change invalidates a whole block.
    /// Where a period begins or ends within a block, halves of it, and halves of these, have theirs.
    /// </summary>
    internal int BlockChunks { get; init; } = QueryPlanner.UsualBlockChunks;
}

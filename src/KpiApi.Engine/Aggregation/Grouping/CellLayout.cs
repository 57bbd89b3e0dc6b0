namespace KpiApi.Engine.Aggregation.Grouping;

/// <summary>How the cells of an answer are numbered: group × buckets + bucket.</summary>
/// <param name="Keys">How the codes of a row become the key of its group.</param>
/// <param name="Buckets">Cells a group has.</param>
/// <param name="MaxCells">Cells beyond which there is no answer.</param>
internal sealed record CellLayout(GroupKeys Keys, int Buckets, long MaxCells)
{
    /// <summary>Most cells of a large array stay empty, so more accumulators are given fewer cells.</summary>
    public long DenseCells(int accumulators) =>
        Math.Min(MaxCells, Math.Min(GroupIds.DenseCells, GroupIds.DenseStates / Math.Max(1, accumulators)));
}

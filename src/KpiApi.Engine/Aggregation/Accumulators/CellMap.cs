namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>Where the cells of one tally lie among those of another.</summary>
/// <param name="Groups">By the one's group; null when both number them alike. Buckets are numbered alike.</param>
/// <param name="Buckets">Cells a group has.</param>
/// <param name="Cells">By the one's cell, where buckets differ too; −1 for a cell that the other does not have.</param>
internal readonly record struct CellMap(int[]? Groups, int Buckets, int[]? Cells = null)
{
    /// <summary>True when each cell is the same in both.</summary>
    public bool AreSame => Groups is null && Cells is null;

    public int this[int cell]
    {
        get
        {
            if (Cells is not null)
                return Cells[cell];
            if (Groups is null)
                return cell;
            var (group, bucket) = Math.DivRem(cell, Buckets);
            return Groups[group] * Buckets + bucket;
        }
    }
}

namespace KpiApi.Engine.Execution;

/// <summary>Where the cells of one worker lie among those of another: groups may be numbered differently, buckets are not.</summary>
/// <param name="Groups">By the one's group; null when both number them alike.</param>
/// <param name="Buckets">Cells a group has.</param>
internal readonly record struct CellMap(int[]? Groups, int Buckets)
{
    public int this[int cell]
    {
        get
        {
            if (Groups is null)
                return cell;
            var (group, bucket) = Math.DivRem(cell, Buckets);
            return Groups[group] * Buckets + bucket;
        }
    }
}

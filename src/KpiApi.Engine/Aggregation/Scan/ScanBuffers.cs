using System.Buffers;
using KpiApi.Engine.Columns.Chunks;

namespace KpiApi.Engine.Aggregation.Scan;

/// <summary>What one core uses chunk after chunk: decoded columns and lists of rows.</summary>
internal sealed class ScanBuffers(int maxRows, bool fast) : IDisposable
{
    public ChunkReader Reader { get; } = new(fast);
    public long[] Instants { get; } = ArrayPool<long>.Shared.Rent(maxRows);
    public int[] Rows { get; } = ArrayPool<int>.Shared.Rent(maxRows);
    public int[] Cells { get; } = ArrayPool<int>.Shared.Rent(maxRows);
    public int[] BranchRows { get; } = ArrayPool<int>.Shared.Rent(maxRows);
    public int[] BranchCells { get; } = ArrayPool<int>.Shared.Rent(maxRows);
    public int[] Buckets { get; } = ArrayPool<int>.Shared.Rent(maxRows);

    public void Dispose()
    {
        Reader.Dispose();
        ArrayPool<long>.Shared.Return(Instants);
        foreach (var ints in (ReadOnlySpan<int[]>)[Rows, Cells, BranchRows, BranchCells, Buckets])
            ArrayPool<int>.Shared.Return(ints);
    }
}

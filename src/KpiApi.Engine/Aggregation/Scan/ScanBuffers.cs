using System.Buffers;
using KpiApi.Engine.Columns.Chunks;

namespace KpiApi.Engine.Aggregation.Scan;

/// <summary>What one core uses chunk after chunk: decoded columns and lists of rows.</summary>
internal sealed class ScanBuffers(int maxRows, bool fast) : IDisposable
{
    public ChunkReader Reader { get; } = new(fast);
    public long[] Instants { get; private set; } = ArrayPool<long>.Shared.Rent(maxRows);
    public int[] Rows { get; private set; } = ArrayPool<int>.Shared.Rent(maxRows);
    public int[] Cells { get; private set; } = ArrayPool<int>.Shared.Rent(maxRows);
    public int[] BranchRows { get; private set; } = ArrayPool<int>.Shared.Rent(maxRows);
    public int[] BranchCells { get; private set; } = ArrayPool<int>.Shared.Rent(maxRows);
    public int[] Buckets { get; private set; } = ArrayPool<int>.Shared.Rent(maxRows);

    /// <summary>For lists that name a row several times; what <see cref="Rows"/> has stays.</summary>
    public void MakeRoom(int rows)
    {
        if (rows <= Math.Min(Rows.Length, Instants.Length))
            return;
        Instants = Larger(Instants, rows);
        (Rows, Cells, Buckets) = (Larger(Rows, rows), Larger(Cells, rows), Larger(Buckets, rows));
        (BranchRows, BranchCells) = (Larger(BranchRows, rows), Larger(BranchCells, rows));
    }

    public void Dispose()
    {
        Reader.Dispose();
        ArrayPool<long>.Shared.Return(Instants);
        foreach (var ints in (ReadOnlySpan<int[]>)[Rows, Cells, BranchRows, BranchCells, Buckets])
            ArrayPool<int>.Shared.Return(ints);
    }

    private static T[] Larger<T>(T[] array, int length)
    {
        var larger = ArrayPool<T>.Shared.Rent(length);
        array.CopyTo(larger, 0);
        ArrayPool<T>.Shared.Return(array);
        return larger;
    }
}

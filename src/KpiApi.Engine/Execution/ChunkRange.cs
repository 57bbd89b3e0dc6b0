namespace KpiApi.Engine.Execution;

/// <summary>Chunks that follow each other: one, or a block.</summary>
internal readonly record struct ChunkRange(int First, int Count)
{
    public bool IsBlock => Count > 1;

    public int End => First + Count;

    public static ChunkRange Of(int chunk) => new(chunk, 1);
}

namespace KpiApi.Engine.Execution;

/// <summary>Chunks that follow each other: one, or a block.</summary>
internal readonly record struct ChunkRange(int First, int Count)
{
    public bool IsBlock => Count > 1;

    public int End => First + Count;

    /// <summary>The larger one where they are odd.</summary>
    public ChunkRange FirstHalf => new(First, Count - Count / 2);

    public ChunkRange SecondHalf => new(First + Count - Count / 2, Count / 2);

    public static ChunkRange Of(int chunk) => new(chunk, 1);
}

namespace KpiApi.Storage.Tables;

/// <summary>A task that one process at a time does. Who holds it renews it; one that is not renewed is taken by another process.</summary>
internal sealed class Lease
{
    public required string Name { get; init; }

    /// <summary>Random, of one holding; empty when it was given back.</summary>
    public required string Holder { get; init; }

    /// <summary>Raised by each renewal: who sees it stand still by its own clock knows that the holder is gone, whatever the clocks of others say.</summary>
    public required long Renewals { get; init; }

    /// <summary>How far the task has come, moved in the transaction that writes what it found; null before it began.</summary>
    public long? Position { get; init; }
}

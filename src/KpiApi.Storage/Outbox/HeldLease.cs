namespace KpiApi.Storage.Outbox;

/// <summary>A lease while it is held.</summary>
/// <param name="Holder">Of this holding alone: once another process has taken the lease, the store refuses what is done in its name.</param>
/// <param name="Position">How far the task had come when the lease was taken; null when it never began.</param>
internal sealed record HeldLease(string Name, string Holder, long? Position);

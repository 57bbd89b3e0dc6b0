namespace KpiApi.Engine.Execution.Scheduling;

/// <param name="Threads">At least two, so that a small query never waits for a large one.</param>
/// <param name="Bytes">Memory of all running queries together, until <see cref="QueryThreads.MaxBytes"/> says otherwise.</param>
/// <param name="WaitingOfKey">Queries of one key that may wait.</param>
/// <param name="Waiting">Queries that may wait.</param>
public sealed record QueryThreadsSize(int Threads, long Bytes, int WaitingOfKey, int Waiting);

using KpiApi.Engine.Columns;
using KpiApi.Engine.Planning;

namespace KpiApi.Engine.Execution;

/// <summary>Shares the chunks of a snapshot among the cores.</summary>
internal sealed class WorkerPool : IDisposable
{
    /// <summary>A second core is worth its start from this many chunks each.</summary>
    private const int ChunksPerWorker = 4;

    private readonly FactChunk[] _chunks;
    private readonly Worker[] _workers;
    private int _next = -1;

    public WorkerPool(QueryPlan plan, IReadOnlyList<ulong>? kept, FactSnapshot snapshot)
    {
        _chunks = snapshot.Chunks;
        var count = Math.Clamp(_chunks.Length / ChunksPerWorker, 1, Environment.ProcessorCount);
        _workers = new Worker[count];
        for (var i = 0; i < count; i++)
            _workers[i] = new Worker(plan, kept, snapshot.LargestTable);
    }

    /// <summary>Reads every chunk once and returns the worker that knows it all.</summary>
    public Worker Run(CancellationToken cancel)
    {
        var others = _workers.Skip(1).Select(w => Task.Run(() => Run(w, cancel), CancellationToken.None)).ToArray();
        try
        {
            Run(_workers[0], cancel);
        }
        finally
        {
            // Also when cancelled: the workers' arrays go back to the pool next, and none may still be written to.
            Task.WhenAll(others).GetAwaiter().GetResult();
        }
        foreach (var worker in _workers.AsSpan(1))
            _workers[0].Merge(worker);
        return _workers[0];
    }

    public void Dispose()
    {
        foreach (var worker in _workers)
            worker.Dispose();
    }

    private void Run(Worker worker, CancellationToken cancel)
    {
        for (var index = Interlocked.Increment(ref _next); index < _chunks.Length; index = Interlocked.Increment(ref _next))
        {
            cancel.ThrowIfCancellationRequested();
            worker.Read(_chunks[index], index);
        }
    }
}

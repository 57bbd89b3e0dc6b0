using KpiApi.Engine.Planning;

namespace KpiApi.Engine.Execution.Scheduling;

/// <summary>
/// A query's turns on the <see cref="QueryThreads"/>: one to aggregate, then one for each part of a long answer. From its first turn until it
/// is disposed it holds its reserved memory.
/// </summary>
public sealed class QueryTicket : IDisposable
{
    private readonly QueryThreads _threads;

    internal QueryTicket(QueryThreads threads, object key, QueryCost cost, long bytes) => (_threads, Key, IsSmall, Bytes) = (threads, key, cost.IsSmall, bytes);

    internal object Key { get; }

    /// <summary>Small queries overtake the others.</summary>
    internal bool IsSmall { get; }

    internal long Bytes { get; }

    internal bool HoldsMemory { get; set; }

    /// <summary>Waits for a turn and runs the work on a query thread. One call at a time.</summary>
    /// <param name="work">Receives the helpers it may use.</param>
    /// <param name="cancel">Ends the wait; once started, the work checks it itself.</param>
    /// <exception cref="QueueFullException">Too many wait already.</exception>
    public Task<T> RunAsync<T>(Func<Helpers, T> work, CancellationToken cancel)
    {
        var job = new QueryJob<T>(this, work);
        _threads.Add(job, cancel);
        return job.Task;
    }

    public void Dispose() => _threads.Release(this);
}

/// <summary>A turn that a caller waits for.</summary>
internal abstract class QueryJob(QueryTicket ticket)
{
    public QueryTicket Ticket => ticket;

    /// <summary>Its node in the queue; null when it does not wait.</summary>
    public LinkedListNode<QueryJob>? Place { get; set; }

    /// <summary>Disposed when the wait ends.</summary>
    public CancellationTokenRegistration Registration { get; set; }

    /// <summary>Carries ambient state, such as the current span, from the caller.</summary>
    public ExecutionContext? Context { get; } = ExecutionContext.Capture();

    /// <summary>Runs the work; <see cref="Complete"/> reports its outcome.</summary>
    public abstract void Run(Helpers helpers);

    public abstract void Complete();

    public abstract void Cancel(CancellationToken cancel);
}

internal sealed class QueryJob<T>(QueryTicket ticket, Func<Helpers, T> work) : QueryJob(ticket)
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private Exception? _failure;

    public Task<T> Task => _done.Task;

    public override void Run(Helpers helpers)
    {
        try
        {
            _result = work(helpers);
        }
#pragma warning disable CA1031 // The failure belongs to the caller, not to the thread.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _failure = failure;
        }
    }

    public override void Complete()
    {
        if (_failure is OperationCanceledException { CancellationToken: var cancel })
            _done.TrySetCanceled(cancel);
        else if (_failure is not null)
            _done.TrySetException(_failure);
        else
            _done.TrySetResult(_result!);
    }

    public override void Cancel(CancellationToken cancel) => _done.TrySetCanceled(cancel);
}

/// <summary>The queue of queries is full.</summary>
public sealed class QueueFullException : Exception
{
    internal QueueFullException(bool ofKey)
        : base(ofKey ? "Too many queries of this key wait." : "Too many queries wait.") => IsOfKey = ofKey;

    /// <summary>True when the caller's own share of the queue is full; false when the whole queue is.</summary>
    public bool IsOfKey { get; }
}

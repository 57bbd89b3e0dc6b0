using KpiApi.Engine.Planning;

namespace KpiApi.Engine.Execution.Scheduling;

/// <summary>
/// One question's turns on the <see cref="QueryThreads"/>: to count, and then for each piece of a long answer. From its first turn until it
/// is disposed of it holds its share of the memory.
/// </summary>
public sealed class QueryTicket : IDisposable
{
    private readonly QueryThreads _threads;

    internal QueryTicket(QueryThreads threads, object key, QueryCost cost, long bytes) => (_threads, Key, IsSmall, Bytes) = (threads, key, cost.IsSmall, bytes);

    internal object Key { get; }

    /// <summary>Small ones pass the others.</summary>
    internal bool IsSmall { get; }

    internal long Bytes { get; }

    internal bool HoldsMemory { get; set; }

    /// <summary>Waits for a turn and runs the work on a thread for queries. One at a time.</summary>
    /// <param name="work">Gets who may help it.</param>
    /// <param name="cancel">Ends the wait; the work has to check it by itself.</param>
    /// <exception cref="QueueFullException">Too many wait already.</exception>
    public Task<T> RunAsync<T>(Func<Helpers, T> work, CancellationToken cancel)
    {
        var job = new QueryJob<T>(this, work);
        _threads.Add(job, cancel);
        return job.Task;
    }

    public void Dispose() => _threads.Release(this);
}

/// <summary>A turn that is waited for.</summary>
internal abstract class QueryJob(QueryTicket ticket)
{
    public QueryTicket Ticket => ticket;

    /// <summary>Its place among those that wait; null when it does not.</summary>
    public LinkedListNode<QueryJob>? Place { get; set; }

    /// <summary>Ends with the wait.</summary>
    public CancellationTokenRegistration Registration { get; set; }

    /// <summary>Spans and the like go on where the query was asked.</summary>
    public ExecutionContext? Context { get; } = ExecutionContext.Capture();

    /// <summary>Does the work; only <see cref="Complete"/> reports its outcome.</summary>
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
#pragma warning disable CA1031 // Whatever it is, it belongs to who asked, not to the thread.
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

/// <summary>More queries wait than may.</summary>
public sealed class QueueFullException : Exception
{
    internal QueueFullException(bool ofKey)
        : base(ofKey ? "Too many queries of this key wait." : "Too many queries wait.") => IsOfKey = ofKey;

    /// <summary>True when it is the caller's own queries; false when there are too many of all.</summary>
    public bool IsOfKey { get; }
}

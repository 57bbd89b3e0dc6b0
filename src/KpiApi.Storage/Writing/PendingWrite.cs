using KpiApi.Storage.Databases;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Writing;

/// <summary>The write of one request, all or nothing. Its task completes when the write is durable and visible.</summary>
internal abstract class PendingWrite
{
    private readonly TaskCompletionSource<WriteResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<WriteResult> Done => _done.Task;

    public abstract int RowCount { get; }

    /// <summary>Approximate size in memory.</summary>
    public virtual long Bytes => 200;

    /// <summary>The queue that counts it until it is done.</summary>
    public WriterQueue? Queue { get; set; }

    /// <summary>The outcome of applying its rows; reset on each attempt.</summary>
    protected WriteResult Result { get; set; }

    /// <summary>The outcome of the attempt whose commit may or may not have succeeded.</summary>
    protected WriteResult? UnknownOutcome { get; private set; }

    public bool IsOutcomeUnknown => UnknownOutcome is not null;

    /// <summary>Registers what it will add to tickets, and what it will look up; called before any write of the transaction is applied.</summary>
    public virtual void Announce(TicketCapacity capacity, IWriteSession session)
    {
    }

    public abstract void Apply(IWriteSession session, TouchedOwners touched);

    /// <summary>The last attempt may have been committed; the write is applied again.</summary>
    public virtual void MarkOutcomeUnknown() => UnknownOutcome = Result;

    /// <summary>The given tickets that it may have touched.</summary>
    public virtual IReadOnlyCollection<string> TouchedOf(IReadOnlySet<string> tickets) => tickets;

    /// <summary>Adds its outcome to the metrics.</summary>
    public abstract void Count(StoreTelemetry telemetry);

    /// <summary>If the second attempt found nothing to change, the first one was committed, and its outcome counts.</summary>
    public void Complete(long version)
    {
        LeaveQueue();
        _done.TrySetResult(Settled(version));
    }

    /// <summary>What it did, once it is committed.</summary>
    public WriteResult Settled(long version) => (UnknownOutcome is { } doubted && !Result.ChangedSomething ? doubted : Result) with { Version = version };

    public void Fail(Exception exception)
    {
        LeaveQueue();
        _done.TrySetException(exception);
    }

    /// <summary>Before the task completes, so that a caller who then sends more finds room in the queue.</summary>
    private void LeaveQueue()
    {
        Queue?.Release(this);
        Queue = null;
    }
}

internal readonly record struct WriteResult(int Created, int Updated, int Unchanged, int Deleted, long Version)
{
    /// <summary>The positions of rows that were refused: their ticket is at its limit, or they do not fit what is stored. Null when there are none.</summary>
    public IReadOnlyList<int>? Refused { get; init; }

    public bool ChangedSomething => Created + Updated + Deleted > 0;
}

internal sealed class DeleteWrite<T>(StoreTable<T> table, string id) : PendingWrite
{
    /// <summary>Only looks whether it is there.</summary>
    public bool IsDryRun { get; init; }

    public override int RowCount => 1;

    public override void Announce(TicketCapacity capacity, IWriteSession session)
    {
        if (IsDryRun) session.Expect(table, [id]);
    }

    public override void Count(StoreTelemetry telemetry)
    {
        if (!IsDryRun) telemetry.Count(table.Kind, Result);
    }

    public override void Apply(IWriteSession session, TouchedOwners touched) =>
        Result = new(0, 0, 0, IsDryRun ? session.Find(table, id) is null ? 0 : 1 : session.Delete(table, [id], touched), 0);
}

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

    /// <summary>Registers what it will add to tickets; called before any write of the transaction is applied.</summary>
    public virtual void Announce(TicketCapacity capacity)
    {
    }

    public abstract void Apply(IWriteSession session, TouchedOwners touched);

    /// <summary>The last attempt may have been committed; the write is applied again.</summary>
    public void MarkOutcomeUnknown() => UnknownOutcome = Result;

    /// <summary>The given tickets that it may have touched.</summary>
    public virtual IReadOnlyCollection<string> TouchedOf(IReadOnlySet<string> tickets) => tickets;

    /// <summary>Adds its outcome to the metrics.</summary>
    public abstract void Count(StoreTelemetry telemetry);

    /// <summary>If the second attempt found nothing to change, the first one was committed, and its outcome counts.</summary>
    public void Complete(long version)
    {
        LeaveQueue();
        _done.TrySetResult((UnknownOutcome is { } doubted && !Result.ChangedSomething ? doubted : Result) with { Version = version });
    }

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
    /// <summary>The positions of rows that were not stored because their ticket is at its limit; null when there are none.</summary>
    public IReadOnlyList<int>? Refused { get; init; }

    public bool ChangedSomething => Created + Updated + Deleted > 0;
}

/// <param name="bytes">Their size, if it is already counted.</param>
/// <param name="isAllOrNothing">False to store the rows that can be stored.</param>
internal sealed class UpsertWrite<T>(StoreTable<T> table, IReadOnlyList<T> rows, long? bytes = null, bool isAllOrNothing = true) : PendingWrite
{
    private TicketCapacity? _capacity;

    public override int RowCount => rows.Count;

    public override long Bytes { get; } = bytes ?? rows.Sum(table.BytesOf);

    public override void Count(StoreTelemetry telemetry) => telemetry.Count(table.Kind, Result);

    public override IReadOnlyCollection<string> TouchedOf(IReadOnlySet<string> tickets) => table.Kind switch
    {
        RecordKind.Ticket or RecordKind.Event or RecordKind.Survey => rows.Select(table.TicketOf ?? table.Id).OfType<string>().Where(tickets.Contains).ToHashSet(StringComparer.Ordinal),
        // Whether an agent is a bot affects every ticket it worked on.
        RecordKind.Agent => tickets,
        _ => [],
    };

    public override void Announce(TicketCapacity capacity) => (_capacity = capacity).Expect(table, rows);

    public override void Apply(IWriteSession session, TouchedOwners touched)
    {
        touched.Expect(table.Kind, rows.Count);
        var refused = _capacity?.Refuse(session, table, rows, isAllOrNothing) ?? [];
        var stored = refused.Count == 0 ? rows : isAllOrNothing ? [] : Without(refused);
        Result = new WriteResult { Refused = refused.Count == 0 ? null : refused };
        session.Upsert(table, stored, touched,
            done => Result = Result with { Created = done.Created, Updated = done.Updated, Unchanged = stored.Count - done.Created - done.Updated });
    }

    private List<T> Without(List<int> refused)
    {
        var left = refused.ToHashSet();
        return [.. rows.Where((_, place) => !left.Contains(place))];
    }
}

internal sealed class DeleteWrite<T>(StoreTable<T> table, string id) : PendingWrite
{
    public override int RowCount => 1;

    public override void Count(StoreTelemetry telemetry) => telemetry.Count(table.Kind, Result);

    public override void Apply(IWriteSession session, TouchedOwners touched) => Result = new(0, 0, 0, session.Delete(table, [id], touched), 0);
}

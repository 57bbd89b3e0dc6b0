using KpiApi.Storage.Databases;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Writing;

/// <summary>What one request wants written, all or nothing; its task completes when it is durable and visible.</summary>
internal abstract class PendingWrite
{
    private readonly TaskCompletionSource<WriteResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<WriteResult> Done => _done.Task;

    public abstract int RowCount { get; }

    /// <summary>About what it takes in memory.</summary>
    public virtual long Bytes => 200;

    /// <summary>In which it counts until it is done.</summary>
    public WriterQueue? Queue { get; set; }

    /// <summary>What the store did with its rows; reset whenever it is applied.</summary>
    protected WriteResult Result { get; set; }

    /// <summary>What a commit in doubt would have done.</summary>
    protected WriteResult? UnknownOutcome { get; private set; }

    public bool IsOutcomeUnknown => UnknownOutcome is not null;

    /// <summary>Before any write of a transaction is applied: tells of which tickets it may make more.</summary>
    public virtual void Announce(TicketRoom room)
    {
    }

    public abstract void Apply(IWriteSession session, TouchedOwners touched);

    /// <summary>It is not known whether what was applied last was committed; it is applied again.</summary>
    public void MarkOutcomeUnknown() => UnknownOutcome = Result;

    /// <summary>Those of some tickets that it may have touched.</summary>
    public virtual IReadOnlyCollection<string> TouchedOf(IReadOnlySet<string> tickets) => tickets;

    /// <summary>Adds what became of its rows to what the service tells of itself.</summary>
    public abstract void Count(StoreTelemetry telemetry);

    /// <summary>When applying again found all of it done, the commit in doubt has done it.</summary>
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

    /// <summary>Before anybody hears that it is done: who then sends more finds room.</summary>
    private void LeaveQueue()
    {
        Queue?.Release(this);
        Queue = null;
    }
}

internal readonly record struct WriteResult(int Created, int Updated, int Unchanged, int Deleted, long Version)
{
    /// <summary>The places of rows that were not stored, because their ticket has as many as it may have; null = none.</summary>
    public IReadOnlyList<int>? Refused { get; init; }

    public bool ChangedSomething => Created + Updated + Deleted > 0;
}

/// <param name="bytes">What they take, for who has counted it already.</param>
/// <param name="isAllOrNothing">False to store what can be stored.</param>
internal sealed class UpsertWrite<T>(StoreTable<T> table, IReadOnlyList<T> rows, long? bytes = null, bool isAllOrNothing = true) : PendingWrite
{
    private TicketRoom? _room;

    public override int RowCount => rows.Count;

    public override long Bytes { get; } = bytes ?? rows.Sum(table.BytesOf);

    public override void Count(StoreTelemetry telemetry) => telemetry.Count(table.Kind, Result);

    public override IReadOnlyCollection<string> TouchedOf(IReadOnlySet<string> tickets) => table.Kind switch
    {
        RecordKind.Ticket or RecordKind.Event or RecordKind.Survey => rows.Select(table.TicketOf ?? table.Id).OfType<string>().Where(tickets.Contains).ToHashSet(StringComparer.Ordinal),
        // Whether it is a bot counts wherever it did something.
        RecordKind.Agent => tickets,
        _ => [],
    };

    public override void Announce(TicketRoom room) => (_room = room).Expect(table, rows);

    public override void Apply(IWriteSession session, TouchedOwners touched)
    {
        touched.Expect(table.Kind, rows.Count);
        var refused = _room?.Refuse(session, table, rows, isAllOrNothing) ?? [];
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

using KpiApi.Telemetry;

namespace KpiApi.Storage;

/// <summary>What one request wants written, all or nothing; its task completes when it is durable and visible.</summary>
internal abstract class PendingWrite
{
    private readonly TaskCompletionSource<WriteResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<WriteResult> Done => _done.Task;

    public abstract int RowCount { get; }

    /// <summary>What the store did with its rows; reset whenever it is applied.</summary>
    protected WriteResult Result { get; set; }

    public abstract void Apply(IStore store, TouchedOwners touched);

    /// <summary>Adds what became of its rows to what the service tells of itself.</summary>
    public abstract void Count(KpiTelemetry telemetry);

    public void Complete(long version) => _done.TrySetResult(Result with { Version = version });

    public void Fail(Exception exception) => _done.TrySetException(exception);
}

internal readonly record struct WriteResult(int Created, int Updated, int Unchanged, int Deleted, long Version);

internal sealed class UpsertWrite<T>(StoreTable<T> table, IReadOnlyList<T> rows) : PendingWrite
{
    public override int RowCount => rows.Count;

    public override void Count(KpiTelemetry telemetry) => telemetry.Count(table.Kind, Result);

    public override void Apply(IStore store, TouchedOwners touched) => store.Upsert(
        table, rows, touched, done => Result = new(done.Created, done.Updated, rows.Count - done.Created - done.Updated, 0, 0));
}

internal sealed class DeleteWrite<T>(StoreTable<T> table, string id) : PendingWrite
{
    public override int RowCount => 1;

    public override void Count(KpiTelemetry telemetry) => telemetry.Count(table.Kind, Result);

    public override void Apply(IStore store, TouchedOwners touched) => Result = new(0, 0, 0, store.Delete(table, [id], touched), 0);
}

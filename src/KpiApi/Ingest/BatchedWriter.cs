using KpiApi.Ingest.Contracts;
using KpiApi.Ingest.Parsing;
using KpiApi.Storage.Writing;

namespace KpiApi.Ingest;

/// <summary>
/// Hands the rows of a stream to the writer in batches, a few on their way at a time: enough to read on while the disk works,
/// few enough for flat memory.
/// </summary>
internal sealed class BatchedWriter<T>(Resource<T> resource, GroupWriter writer, BatchReport report)
{
    private const int BatchSize = 1_000;

    /// <summary>More than two of the writer's groups: one is made visible, the next is stored, and the rest is there for the one after.</summary>
    private const int MaxUnderWay = 8;

    /// <summary>Rows with long texts make smaller batches.</summary>
    private const long BatchBytes = 5 << 20;

    private readonly Queue<Batch> _underWay = new();
    private readonly Rehearsal<T>? _rehearsal = report.DryRun == true ? new() : null;
    private IncomingItems<T> _batch = new(resource.Contract, BatchSize);
    private long _bytes;

    /// <summary>Of a table, the column of a field.</summary>
    public Func<Field, string?> ColumnOf
    {
        get => _batch.ColumnOf;
        set => _batch.ColumnOf = value;
    }

    public bool IsFull => _batch.Rows.Count >= BatchSize || _bytes >= BatchBytes;

    /// <param name="index">Of the item in the stream, from 0.</param>
    public void Add(in Incoming<T> item, long index)
    {
        _batch.Add(item, index);
        _bytes += resource.Table.BytesOf(item.Row);
    }

    /// <summary>Sends what there is, waiting only while too much is under way.</summary>
    public async Task SendAsync(CancellationToken cancellation)
    {
        if (_batch.Rows.Count == 0) return;
        var write = Write();
        // What a stream has under way itself makes room: it is read more slowly, and refused only when others fill the queue.
        while (_underWay.Count >= MaxUnderWay || (_underWay.Count > 0 && !writer.HasRoomFor(write))) await FinishOneAsync();
        _underWay.Enqueue(new(writer.WriteAsync(write, cancellation), _batch));
        (_batch, _bytes) = (new(resource.Contract, BatchSize) { ColumnOf = ColumnOf }, 0);
    }

    /// <summary>The client is slower than the store: what has come need not wait for more.</summary>
    public async Task SendWhenIdleAsync(CancellationToken cancellation)
    {
        while (_underWay.TryPeek(out var first) && first.Written.IsCompleted) await FinishOneAsync();
        if (_underWay.Count == 0) await SendAsync(cancellation);
    }

    public async Task FinishAsync(CancellationToken cancellation)
    {
        await SendAsync(cancellation);
        // An empty stream still tells the version.
        if (_underWay.Count == 0 && report.Version is null) _underWay.Enqueue(new(writer.WriteAsync(Write(), cancellation), _batch));
        while (_underWay.Count > 0) await FinishOneAsync();
    }

    /// <summary>After a failure: stores what was read before it, unless the store is what failed, so that the report counts all that is stored.</summary>
    public async Task SettleAsync(bool isStoreAway)
    {
        if (!isStoreAway && _batch.Rows.Count > 0)
            _underWay.Enqueue(new(writer.WriteAsync(Write(), CancellationToken.None), _batch));
        while (_underWay.Count > 0)
        {
            try
            {
                await FinishOneAsync();
            }
            catch (StoreUnavailableException)
            {
                // The caller is told already that not everything was stored.
            }
        }
    }

    private async Task FinishOneAsync()
    {
        var batch = _underWay.Dequeue();
        var result = await batch.Written;
        report.Add(result);
        foreach (var place in result.Refused ?? []) report.Reject(resource.ErrorsOf(batch.Items, place));
    }

    private UpsertWrite<T> Write() => resource.Write(_batch, _bytes, isAllOrNothing: false, _rehearsal);

    private readonly record struct Batch(Task<WriteResult> Written, IncomingItems<T> Items);
}

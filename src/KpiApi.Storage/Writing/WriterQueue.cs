using System.Threading.Channels;

namespace KpiApi.Storage.Writing;

/// <summary>
/// Pending writes in order of arrival, bounded by requests, rows and bytes. A write beyond the bounds is
/// refused at once, because waiting requests use memory too. A write counts until it is done, not until it is dequeued.
/// </summary>
internal sealed class WriterQueue(WriterOptions options)
{
    /// <summary>Null is a request to poll for commits of other processes.</summary>
    private readonly Channel<PendingWrite?> _channel = Channel.CreateUnbounded<PendingWrite?>(new() { SingleReader = true });
    private readonly Lock _lock = new();
    private int _writes;
    private long _rows;
    private long _bytes;
    private bool _isPollRequested;

    public bool IsCompleted => _channel.Reader.Completion.IsCompleted;

    public bool HasRoomFor(PendingWrite write)
    {
        lock (_lock) return Fits(write);
    }

    /// <summary>False when it is full, or complete.</summary>
    public bool TryAdd(PendingWrite write)
    {
        lock (_lock)
        {
            if (!Fits(write)) return false;
            // Set first: the write may be done before this returns.
            write.Queue = this;
            if (!_channel.Writer.TryWrite(write)) return false;
            Count(write, 1);
            return true;
        }
    }

    public void Release(PendingWrite write)
    {
        lock (_lock) Count(write, -1);
    }

    /// <summary>Repeated requests are merged until the writer polls.</summary>
    public void RequestPoll()
    {
        if (!Interlocked.Exchange(ref _isPollRequested, true)) _channel.Writer.TryWrite(null);
    }

    public bool TryTake(out PendingWrite? write)
    {
        if (!_channel.Reader.TryRead(out write)) return false;
        if (write is null) Volatile.Write(ref _isPollRequested, false);
        return true;
    }

    public ValueTask<bool> WaitAsync() => _channel.Reader.WaitToReadAsync(CancellationToken.None);

    public void Complete() => _channel.Writer.TryComplete();

    /// <summary>A write larger than the whole queue is accepted when the queue is empty.</summary>
    private bool Fits(PendingWrite write) => _writes == 0
        || (_writes < options.MaxWaitingWrites && _rows + write.RowCount <= options.MaxWaitingRows && _bytes + write.Bytes <= (long)options.MaxWaitingMegabytes << 20);

    private void Count(PendingWrite write, int sign)
    {
        _writes += sign;
        _rows += sign * write.RowCount;
        _bytes += sign * write.Bytes;
    }
}

using System.Threading.Channels;

namespace KpiApi.Storage.Writing;

/// <summary>
/// What the writer has still to do, in the order of arrival. It holds so many requests, rows and bytes and no more: who comes too much is
/// refused at once, because waiting requests are memory as well. What is taken counts until it is done.
/// </summary>
internal sealed class WriterQueue(WriterOptions options)
{
    /// <summary>Null: it is time to look for what others have committed.</summary>
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
            // First: it may be done before this returns.
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

    /// <summary>Once is enough, however long the writer does not come to it.</summary>
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

    /// <summary>A write that is larger than all of the queue has to be possible.</summary>
    private bool Fits(PendingWrite write) => _writes == 0
        || (_writes < options.MaxWaitingWrites && _rows + write.RowCount <= options.MaxWaitingRows && _bytes + write.Bytes <= (long)options.MaxWaitingMegabytes << 20);

    private void Count(PendingWrite write, int sign)
    {
        _writes += sign;
        _rows += sign * write.RowCount;
        _bytes += sign * write.Bytes;
    }
}

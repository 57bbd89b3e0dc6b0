using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Snapshots;

namespace KpiApi.Storage.ColumnsFile;

/// <summary>The columns' file while it is being read: first what it tells of itself, then the columns, on a thread of their own.</summary>
internal sealed class ColumnsFileReader : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly FileStream _stream;
    private readonly SnapshotReader _reader;
    private Task<FactSnapshot>? _columns;

    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="InvalidDataException">It is of another format, or damaged.</exception>
    public ColumnsFileReader(string path)
    {
        _stream = new FileStream(path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
        try
        {
            _reader = new SnapshotReader(_stream);
            Note = ColumnsFileNote.Read(_reader.Head.Note);
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    public SnapshotHead Head => _reader.Head;

    public ColumnsFileNote Note { get; }

    /// <summary>Begins to read the columns, unless that was done before.</summary>
    /// <param name="progress">Is told owners read and owners there are, by any thread.</param>
    public void Begin(Action<LoadProgress> progress) => _columns ??= Task.Factory.StartNew(
        () => _reader.Read(owners => progress(new(owners, Head.OwnerCount, Head.Version)), _stop.Token),
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Waits until they have been read.</summary>
    /// <exception cref="InvalidDataException">Something is damaged.</exception>
    public FactSnapshot Columns() => _columns!.GetAwaiter().GetResult();

    /// <summary>What is still being read is given up.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        // However it ended, nobody wants it any more.
        _columns?.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Wait();
        _stream.Dispose();
        _stop.Dispose();
    }
}

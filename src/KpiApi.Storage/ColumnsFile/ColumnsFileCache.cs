using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Snapshots;
using KpiApi.Engine.Derivation;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Reading;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace KpiApi.Storage.ColumnsFile;

/// <summary>
/// The columns as a file, for a quick start. It can be deleted at any time: whatever is wrong with it, the facts are derived
/// from the store again.
/// </summary>
internal sealed partial class ColumnsFileCache(IOptions<StoreOptions> options, ColumnsFileMarks marks, StoreQueries queries, TimeProvider clock, ILogger<ColumnsFileCache> logger) : IDisposable
{
    /// <summary>What lies on another machine has nothing beside it; each process needs a folder of its own.</summary>
    private const string ServerFile = "kpi.columns";

    private const string Unfinished = ".tmp";

    private readonly Lock _place = new();

    /// <summary>Held while a file is written.</summary>
    private readonly Lock _writing = new();
    private CancellationTokenSource _erased = new();
    private readonly string? _path = options.Value.SnapshotMinutes == 0 ? null : PathOf(options.Value);
    private (long Since, ColumnsFileReader Reading)? _begun;
    private int _forgotten;

    /// <summary>Null when none is kept.</summary>
    public string? FullName => _path;

    /// <summary>How often the file was forgotten; to be read before the state that is to be written.</summary>
    public int Forgotten => Volatile.Read(ref _forgotten);

    /// <summary>
    /// Begins to read the file before the store can say whether it is of use: that takes a second, in which a core has nothing to do.
    /// Not for a file of another build, which is of none.
    /// </summary>
    /// <param name="progress">Is told owners read and owners there are.</param>
    public void BeginReading(Action<LoadProgress> progress)
    {
        if (_path is null || !File.Exists(_path)) return;
        try
        {
            var reading = new ColumnsFileReader(_path);
            if (reading.Head.Identity.StartsWith(ColumnsFileNote.Build, StringComparison.Ordinal)) reading.Begin(progress);
            _begun = (clock.GetTimestamp(), reading);
        }
#pragma warning disable CA1031 // Whoever wants the columns tells what is wrong with their file.
        catch (Exception)
#pragma warning restore CA1031
        {
            _begun = null;
        }
    }

    /// <summary>Null when there is none, or none of use.</summary>
    /// <param name="rules">What facts are derived by now; the bots are the file's.</param>
    /// <param name="progress">Is told owners read and owners there are.</param>
    public (FactSnapshot Snapshot, ColumnsFileNote Note)? TryRead(DerivationRules rules, Action<LoadProgress> progress)
    {
        if (_path is null || (_begun is null && !File.Exists(_path))) return null;
        try
        {
            var (started, reading) = _begun ?? (clock.GetTimestamp(), new ColumnsFileReader(_path));
            _begun = null;
            using (reading)
            {
                if (Refusal(reading.Head, reading.Note, rules) is { } reason)
                {
                    Log.Ignored(logger, _path, reason);
                    return null;
                }

                Log.Reading(logger, reading.Head.OwnerCount, reading.Head.Version, _path);
                reading.Begin(progress);
                var snapshot = reading.Columns();
                var milliseconds = (long)clock.GetElapsedTime(started).TotalMilliseconds;
                Log.Read(logger, milliseconds);
                return (snapshot, reading.Note);
            }
        }
#pragma warning disable CA1031 // What can be thrown away must not keep the service from starting, whatever is wrong with it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.Ignored(logger, _path, failure.Message);
            return null;
        }
    }

    /// <summary>False when it was not written. The file before it stays until the new one is whole and on disk.</summary>
    /// <param name="state">Of a version that is durable in the store.</param>
    /// <param name="forgotten">As <see cref="Forgotten"/> was before the state was taken.</param>
    public bool TryWrite(FeedState state, int forgotten, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, TokenOf(forgotten));
        lock (_writing) return TryWrite(state, FullName + Unfinished, forgotten, stop.Token);
    }

    private bool TryWrite(FeedState state, string unfinished, int forgotten, CancellationToken cancel)
    {
        try
        {
            cancel.ThrowIfCancellationRequested();
            Directory.CreateDirectory(Path.GetDirectoryName(unfinished)!);
            // Two processes that keep their files in one place by mistake do not write into one another's.
            using (var stream = new FileStream(unfinished, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 }))
                Write(state, stream, cancel);
            if (Place(unfinished, forgotten)) return true;
            File.Delete(unfinished);
            return false;
        }
        catch (OperationCanceledException)
        {
            File.Delete(unfinished);
            return false;
        }
        catch (Exception failure) when (FailureCause.Of(failure) is not null)
        {
            var reason = FailureCause.Reason(failure);
            Log.NotWritten(logger, unfinished, reason);
            return false;
        }
    }

    /// <summary>Removes the file, and lets none take its place that holds what was there before now: somebody's data were erased.</summary>
    public void Forget()
    {
        if (_path is null) return;
        CancellationTokenSource erased;
        lock (_place)
        {
            _forgotten++;
            (erased, _erased) = (_erased, new());
            Delete(_path);
        }

        // What is being written holds it too; that is over in a moment.
        erased.Cancel();
        lock (_writing) Delete(_path + Unfinished);
    }

    /// <summary>Its folder need not be there.</summary>
    private static void Delete(string path)
    {
        if (File.Exists(path)) File.Delete(path);
    }

    public void Dispose() => _erased.Dispose();

    /// <summary>Ends when the file is forgotten once more.</summary>
    private CancellationToken TokenOf(int forgotten)
    {
        lock (_place) return _forgotten == forgotten ? _erased.Token : new(canceled: true);
    }

    private static string? PathOf(StoreOptions options)
    {
        if (options.Provider != "Sqlite") return options.SnapshotFolder.Length == 0 ? null : Path.Combine(Path.GetFullPath(options.SnapshotFolder), ServerFile);
        var store = new SqliteConnectionStringBuilder(options.ConnectionString);
        if (store.Mode == SqliteOpenMode.Memory || store.DataSource is "" or ":memory:") return null;
        var file = Path.GetFullPath(store.DataSource) + ".columns";
        return options.SnapshotFolder.Length == 0 ? file : Path.Combine(Path.GetFullPath(options.SnapshotFolder), Path.GetFileName(file));
    }

    /// <summary>Why the file is of no use; null when it is.</summary>
    private string? Refusal(SnapshotHead head, ColumnsFileNote note, DerivationRules rules)
    {
        if (head.Identity != ColumnsFileNote.Identity(rules)) return "it was written by another build or under other settings";
        if (!marks.Knows(note.Mark)) return "it is not of this store, or of a state that the store has lost";
        return queries.ReadVersion() < head.Version ? "it is newer than the store" : null;
    }

    private void Write(FeedState state, FileStream stream, CancellationToken cancel)
    {
        var started = clock.GetTimestamp();
        var note = ColumnsFileNote.Of(marks.Add(state.Snapshot.Version), state);
        SnapshotWriter.Write(SnapshotHead.Of(state.Snapshot, ColumnsFileNote.Identity(state.Rules), note), state.Snapshot, stream, cancel);
        // Before it takes its name: a file that has the name is whole, also after the power failed.
        stream.Flush(flushToDisk: true);
        var (bytes, milliseconds) = (stream.Length, (long)clock.GetElapsedTime(started).TotalMilliseconds);
        Log.Written(logger, bytes, state.Snapshot.Version, milliseconds);
    }

    private bool Place(string unfinished, int forgotten)
    {
        lock (_place)
        {
            if (_forgotten != forgotten) return false;
            File.Move(unfinished, _path!, overwrite: true);
            return true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Reading {Owners} tickets and other owners at version {Version} from {File}")]
        public static partial void Reading(ILogger logger, int owners, long version, string file);

        [LoggerMessage(Level = LogLevel.Information, Message = "The columns were read in {Milliseconds} ms")]
        public static partial void Read(ILogger logger, long milliseconds);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{File} is not used, and all facts are derived from the store again: {Reason}")]
        public static partial void Ignored(ILogger logger, string file, string reason);

        [LoggerMessage(Level = LogLevel.Information, Message = "The columns, {Bytes} bytes at version {Version}, were written in {Milliseconds} ms")]
        public static partial void Written(ILogger logger, long bytes, long version, long milliseconds);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{File} could not be written; a start without it derives all facts again: {Reason}")]
        public static partial void NotWritten(ILogger logger, string file, string reason);

    }
}

using System.Buffers;
using System.Data.Common;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Snapshots;
using KpiApi.Engine.Facts;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace KpiApi.Storage;

/// <summary>
/// The columns as a file, for a quick start. It can be deleted at any time: whatever is wrong with it, the facts are derived
/// from the store again.
/// </summary>
internal sealed partial class SnapshotFile(IOptions<StoreOptions> options, SnapshotMarks marks, TimelineReader timelines, TimeProvider clock, ILogger<SnapshotFile> logger)
{
    /// <summary>What lies on another machine has nothing beside it; each process needs a folder of its own.</summary>
    private const string ServerFile = "kpi.columns";

    private const int PrefetchedAtOnce = 1 << 20;

    private readonly Lock _place = new();
    private readonly string? _path = PathOf(options.Value);
    private int _forgotten;

    /// <summary>Null when none is kept.</summary>
    public string? FullName => _path;

    /// <summary>How often the file was forgotten; to be read before the state that is to be written.</summary>
    public int Forgotten => Volatile.Read(ref _forgotten);

    /// <summary>Has the system fetch the file from the disk while the host is still being started, so that reading it waits for no disk.</summary>
    public Task PrefetchAsync() => _path is not null && File.Exists(_path) ? Task.Run(Prefetch) : Task.CompletedTask;

    /// <summary>Null when there is none, or none of use.</summary>
    /// <param name="rules">What facts are derived by now; the bots are the file's.</param>
    /// <param name="progress">Is told owners read and owners there are.</param>
    public (FactSnapshot Snapshot, SnapshotNote Note)? TryRead(DerivationRules rules, Action<LoadProgress> progress)
    {
        if (_path is null || !File.Exists(_path)) return null;
        var started = clock.GetTimestamp();
        try
        {
            using var stream = new FileStream(_path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
            var reader = new SnapshotReader(stream);
            var note = SnapshotNote.Read(reader.Head.Note);
            if (Refusal(reader.Head, note, rules) is { } reason)
            {
                Log.Ignored(logger, _path, reason);
                return null;
            }

            Log.Reading(logger, reader.Head.OwnerCount, reader.Head.Version, _path);
            var snapshot = reader.Read(owners => progress(new(owners, reader.Head.OwnerCount, reader.Head.Version)));
            var milliseconds = (long)clock.GetElapsedTime(started).TotalMilliseconds;
            Log.Read(logger, milliseconds);
            return (snapshot, note);
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
    /// <param name="cancel">Gives it up.</param>
    public bool TryWrite(FeedState state, int forgotten, CancellationToken cancel)
    {
        var unfinished = FullName + ".tmp";
        try
        {
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
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or DbException or DbUpdateException)
        {
            Log.NotWritten(logger, failure, unfinished);
            return false;
        }
    }

    /// <summary>Removes the file, and lets none take its place that holds what was there before now: somebody's data were erased.</summary>
    public void Forget()
    {
        if (_path is null) return;
        lock (_place)
        {
            _forgotten++;
            File.Delete(_path);
        }
    }

    private static string? PathOf(StoreOptions options)
    {
        if (options.SnapshotMinutes == 0) return null;
        if (options.Provider != "Sqlite") return options.SnapshotFolder.Length == 0 ? null : Path.Combine(Path.GetFullPath(options.SnapshotFolder), ServerFile);
        var store = new SqliteConnectionStringBuilder(options.ConnectionString);
        if (store.Mode == SqliteOpenMode.Memory || store.DataSource is "" or ":memory:") return null;
        var file = Path.GetFullPath(store.DataSource) + ".columns";
        return options.SnapshotFolder.Length == 0 ? file : Path.Combine(Path.GetFullPath(options.SnapshotFolder), Path.GetFileName(file));
    }

    private void Prefetch()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PrefetchedAtOnce);
        try
        {
            using var stream = new FileStream(_path!, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan, Share = FileShare.ReadWrite | FileShare.Delete });
            while (stream.Read(buffer) > 0)
            {
                // What was read stays in the memory of the system, which is all that is wanted.
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Whoever reads it in earnest tells what is wrong with it.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Why the file is of no use; null when it is.</summary>
    private string? Refusal(SnapshotHead head, SnapshotNote note, DerivationRules rules)
    {
        if (head.Identity != SnapshotNote.Identity(rules)) return "it was written by another build or under other settings";
        if (!marks.Knows(note.Mark)) return "it is not of this store, or of a state that the store has lost";
        return timelines.ReadVersion() < head.Version ? "it is newer than the store" : null;
    }

    private void Write(FeedState state, FileStream stream, CancellationToken cancel)
    {
        var started = clock.GetTimestamp();
        var note = SnapshotNote.Of(marks.Add(state.Snapshot.Version), state);
        SnapshotWriter.Write(SnapshotHead.Of(state.Snapshot, SnapshotNote.Identity(state.Rules), note), state.Snapshot, stream, cancel);
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

        [LoggerMessage(Level = LogLevel.Warning, Message = "{File} could not be written; a start without it derives all facts again")]
        public static partial void NotWritten(ILogger logger, Exception exception, string file);
    }
}

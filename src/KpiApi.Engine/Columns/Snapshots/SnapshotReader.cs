using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using KpiApi.Engine.Columns.Chunks;

namespace KpiApi.Engine.Columns.Snapshots;

/// <summary>Reads back what <see cref="SnapshotWriter"/> wrote: first the head, then, if it is wanted, the rest. Nothing of a damaged one comes out.</summary>
public sealed class SnapshotReader
{
    private readonly Stream _from;

    /// <param name="from">Stays the caller's.</param>
    /// <exception cref="InvalidDataException">It is of another format, or damaged.</exception>
    public SnapshotReader(Stream from)
    {
        _from = from;
        Span<byte> magic = stackalloc byte[SnapshotWriter.Magic.Length];
        if (from.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) < magic.Length || !magic.SequenceEqual(SnapshotWriter.Magic))
            throw new InvalidDataException("It is of another format.");
        using var frame = Frame.Read(from, 0);
        Head = SnapshotHead.Read(frame.Block());
    }

    public SnapshotHead Head { get; }

    /// <summary>One thread at a time reads the stream, while the others compare hashes and make chunks.</summary>
    /// <param name="progress">Called with the number of owners read so far, by any thread.</param>
    /// <param name="cancel">Looked at between chunks.</param>
    /// <exception cref="InvalidDataException">Something is damaged.</exception>
    public FactSnapshot Read(Action<int> progress, CancellationToken cancel = default)
    {
        var chunks = new FactChunk[Head.ChunkCount];
        var owners = 0;
        try
        {
            // No more than there are cores: a thread of the pool is left for those who ask how far it is.
            var cores = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel };
            Parallel.ForEach(Partitioner.Create(Frames(), EnumerablePartitionerOptions.NoBuffering), cores, frame =>
            {
                using (frame)
                {
                    var chunk = ChunkBlock.Read(frame.Block());
                    chunks[frame.Ordinal - 1] = chunk;
                    progress(Interlocked.Add(ref owners, chunk.OwnerCount));
                }
            });
        }
        catch (AggregateException failures)
        {
            // One is enough to know that nothing of it can be used.
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
        using var last = Frame.Read(_from, Head.ChunkCount + 1);
        var names = new BlockReader(last.Block());
        return new FactSnapshot(chunks, UsedNames.Read(ref names).ToImmutable(), Head.Version);
    }

    private IEnumerable<Frame> Frames()
    {
        for (var i = 1; i <= Head.ChunkCount; i++)
            yield return Frame.Read(_from, i);
    }
}

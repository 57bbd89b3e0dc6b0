using KpiApi.Engine.Columns.Chunks;

namespace KpiApi.Engine.Execution.Partials;

/// <summary>The partials of one question: of single chunks, of chunks without their late rows, and of blocks of chunks. Known by the chunks' numbers, so a changed chunk has none.</summary>
/// <param name="blockChunks">Chunks in a block. Percentiles search each part apart, so fewer parts are faster; a change spoils a whole block.</param>
/// <param name="held">Gets to know how many bytes more it holds, or fewer; null when nobody counts them.</param>
internal sealed class PartialShape(int blockChunks, Action<long>? held = null)
{
    /// <summary>Of the shape itself, its dictionary and its place in the store.</summary>
    public const long OwnBytes = 512;

    /// <summary>An entry of a dictionary that is half full.</summary>
    private const int EntryBytes = 96;

    private readonly Dictionary<(Kind Kind, int Index), Known> _known = [];
    private readonly Lock _gate = new();
    private long _sizeBytes = OwnBytes;
    private bool _isGivenUp;

    private enum Kind { Chunk, Rest, Block }

    public int BlockChunks => blockChunks;

    /// <summary>All that it holds, entries that say "nothing" included.</summary>
    public long SizeBytes => Volatile.Read(ref _sizeBytes);

    /// <summary>What is known of a chunk; null inside when it is known to be not worth keeping.</summary>
    public (bool IsKnown, Partial? Partial) OfChunk(int index, FactChunk chunk) => Of(Kind.Chunk, index, [chunk]);

    /// <summary>As <see cref="OfChunk"/>, without the late rows.</summary>
    public (bool IsKnown, Partial? Partial) OfRest(int index, FactChunk chunk) => Of(Kind.Rest, index, [chunk]);

    public (bool IsKnown, Partial? Partial) OfBlock(int first, ReadOnlySpan<FactChunk> chunks) => Of(Kind.Block, first, chunks);

    public void Keep(int index, FactChunk chunk, Partial? partial) => Keep(Kind.Chunk, index, [chunk], partial);

    public void KeepRest(int index, FactChunk chunk, Partial? partial) => Keep(Kind.Rest, index, [chunk], partial);

    /// <summary>Keeps a block in the place of its chunks.</summary>
    public void Keep(int first, ReadOnlySpan<FactChunk> chunks, Partial? partial) => Keep(Kind.Block, first, chunks, partial);

    /// <summary>Lets go of everything, and tells how many bytes that was. Queries that still use it go on, and nothing more is kept.</summary>
    public long GiveUp()
    {
        lock (_gate)
        {
            var bytes = _sizeBytes;
            _isGivenUp = true;
            _known.Clear();
            Volatile.Write(ref _sizeBytes, 0);
            return bytes;
        }
    }

    private (bool IsKnown, Partial? Partial) Of(Kind kind, int index, ReadOnlySpan<FactChunk> chunks)
    {
        lock (_gate)
            return _known.TryGetValue((kind, index), out var known) && known.IsOf(chunks) ? (true, known.Partial) : default;
    }

    private void Keep(Kind kind, int index, ReadOnlySpan<FactChunk> chunks, Partial? partial)
    {
        long more;
        // Two queries may count the same at once: each size is added and taken away once.
        lock (_gate)
        {
            if (_isGivenUp)
                return;
            more = Put((kind, index), new Known(chunks, partial));
            for (var i = 0; kind == Kind.Block && partial is not null && i < chunks.Length; i++)
                more -= Remove((Kind.Chunk, index + i));
            Volatile.Write(ref _sizeBytes, _sizeBytes + more);
        }
        held?.Invoke(more);
    }

    private long Put((Kind, int) key, Known known)
    {
        var before = Remove(key);
        _known[key] = known;
        return known.SizeBytes + EntryBytes - before;
    }

    private long Remove((Kind, int) key) => _known.Remove(key, out var old) ? old.SizeBytes + EntryBytes : 0;

    /// <summary>What was found out of chunks, by their numbers: one, or those of a block.</summary>
    private readonly struct Known
    {
        private readonly long _first;
        private readonly long[]? _numbers;

        public Known(ReadOnlySpan<FactChunk> chunks, Partial? partial)
        {
            (_first, Partial) = (chunks[0].Number, partial);
            if (chunks.Length == 1)
                return;
            _numbers = new long[chunks.Length];
            for (var i = 0; i < chunks.Length; i++)
                _numbers[i] = chunks[i].Number;
        }

        public Partial? Partial { get; }

        public long SizeBytes => (Partial?.SizeBytes ?? 0) + (_numbers is null ? 0 : Partial.ArrayBytes(_numbers.Length, sizeof(long)));

        public bool IsOf(ReadOnlySpan<FactChunk> chunks)
        {
            if (_first != chunks[0].Number)
                return false;
            for (var i = 1; i < chunks.Length; i++)
            {
                if (_numbers![i] != chunks[i].Number)
                    return false;
            }
            return true;
        }
    }
}

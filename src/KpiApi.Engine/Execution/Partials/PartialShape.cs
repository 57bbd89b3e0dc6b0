using System.Collections.Concurrent;
using KpiApi.Engine.Columns;

namespace KpiApi.Engine.Execution.Partials;

/// <summary>The partials of one question: of single chunks, of chunks without their late rows, and of blocks of chunks. Known by the chunks' numbers, so a changed chunk has none.</summary>
/// <param name="blockChunks">Chunks in a block. Percentiles search each part apart, so fewer parts are faster; a change spoils a whole block.</param>
internal sealed class PartialShape(int blockChunks)
{
    private readonly ConcurrentDictionary<int, (long Number, Partial? Partial)> _chunks = [];
    private readonly ConcurrentDictionary<int, (long Number, Partial? Partial)> _rests = [];
    private readonly ConcurrentDictionary<int, (long[] Numbers, Partial? Partial)> _blocks = [];
    private readonly Lock _keeping = new();
    private long _sizeBytes;

    public int BlockChunks => blockChunks;

    public long LastUse { get; set; }

    public long SizeBytes => Volatile.Read(ref _sizeBytes);

    /// <summary>What is known of a chunk; null inside when it is known to be not worth keeping.</summary>
    public (bool IsKnown, Partial? Partial) OfChunk(int index, FactChunk chunk) => Of(_chunks, index, chunk);

    /// <summary>As <see cref="OfChunk"/>, without the late rows.</summary>
    public (bool IsKnown, Partial? Partial) OfRest(int index, FactChunk chunk) => Of(_rests, index, chunk);

    public (bool IsKnown, Partial? Partial) OfBlock(int first, ReadOnlySpan<FactChunk> chunks)
    {
        if (!_blocks.TryGetValue(first, out var known))
            return default;
        for (var i = 0; i < chunks.Length; i++)
        {
            if (known.Numbers[i] != chunks[i].Number)
                return default;
        }
        return (true, known.Partial);
    }

    public void Keep(int index, FactChunk chunk, Partial? partial) => Keep(_chunks, index, chunk, partial);

    public void KeepRest(int index, FactChunk chunk, Partial? partial) => Keep(_rests, index, chunk, partial);

    /// <summary>Keeps a block in the place of its chunks.</summary>
    public void Keep(int first, ReadOnlySpan<FactChunk> chunks, Partial? partial)
    {
        lock (_keeping)
        {
            var old = _blocks.TryGetValue(first, out var known) ? known.Partial : null;
            _blocks[first] = (Numbers(chunks), partial);
            Grow(Size(partial) - Size(old));
            for (var index = first; partial is not null && index < first + chunks.Length; index++)
            {
                if (_chunks.TryRemove(index, out var chunk))
                    Grow(-Size(chunk.Partial));
            }
        }
    }

    private static (bool IsKnown, Partial? Partial) Of(ConcurrentDictionary<int, (long Number, Partial? Partial)> all, int index, FactChunk chunk) =>
        all.TryGetValue(index, out var known) && known.Number == chunk.Number ? (true, known.Partial) : default;

    private void Keep(ConcurrentDictionary<int, (long Number, Partial? Partial)> all, int index, FactChunk chunk, Partial? partial)
    {
        // Two queries may count the same at once: each size is added and taken away once.
        lock (_keeping)
        {
            var old = all.TryGetValue(index, out var known) ? known.Partial : null;
            all[index] = (chunk.Number, partial);
            Grow(Size(partial) - Size(old));
        }
    }

    private void Grow(long bytes) => Volatile.Write(ref _sizeBytes, _sizeBytes + bytes);

    private static long Size(Partial? partial) => partial?.SizeBytes ?? 0;

    private static long[] Numbers(ReadOnlySpan<FactChunk> chunks)
    {
        var numbers = new long[chunks.Length];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = chunks[i].Number;
        return numbers;
    }
}

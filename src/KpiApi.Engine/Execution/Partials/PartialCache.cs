using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Planning;

namespace KpiApi.Engine.Execution.Partials;

/// <summary>What a partial is found by. It is valid for the chunks that it was counted from: a changed chunk takes the place of the one before.</summary>
/// <param name="Step">What was counted.</param>
/// <param name="Chunks">The chunks that were counted, by their places in the snapshot.</param>
/// <param name="WithoutStragglers">Only the rows that are no stragglers were counted.</param>
internal readonly record struct PartialKey(Fingerprint Step, ChunkRange Chunks, bool WithoutStragglers = false);

/// <summary>Keeps partials for later queries. When they take too much memory, those that were not used for the longest time go first.</summary>
internal sealed class PartialCache(long maxBytes)
{
    /// <summary>An entry with its nodes in the dictionary and in the list, and its part of a fingerprint.</summary>
    public const int EntryBytes = 208;

    private readonly Lock _gate = new();
    private readonly Dictionary<PartialKey, LinkedListNode<Entry>> _entries = [];

    /// <summary>The one used last is the last.</summary>
    private readonly LinkedList<Entry> _byUse = [];
    private long _sizeBytes;
    private long _maxBytes = maxBytes;

    /// <summary>Partials are dropped at once when it becomes less than what they take.</summary>
    public long MaxBytes
    {
        get => Interlocked.Read(ref _maxBytes);
        set
        {
            lock (_gate)
            {
                _maxBytes = value;
                DropOldest();
            }
        }
    }

    /// <summary>All that it holds, entries that say "not worth keeping" included.</summary>
    public long SizeBytes => Interlocked.Read(ref _sizeBytes);

    /// <summary>True when the chunks have been counted; the partial is null when it was found not worth keeping.</summary>
    public bool TryGet(PartialKey key, ReadOnlySpan<FactChunk> chunks, out Partial? partial)
    {
        lock (_gate)
        {
            var isKnown = _entries.TryGetValue(key, out var node) && node.Value.IsOf(chunks);
            partial = isKnown ? node!.Value.Partial : null;
            if (isKnown && node != _byUse.Last)
            {
                _byUse.Remove(node!);
                _byUse.AddLast(node!);
            }
            return isKnown;
        }
    }

    /// <summary>Two queries may count the same at once: the later takes the place of the other.</summary>
    public void Put(PartialKey key, ReadOnlySpan<FactChunk> chunks, Partial? partial)
    {
        var entry = new Entry(key, chunks, partial);
        lock (_gate)
        {
            RemoveNow(key);
            _entries[key] = _byUse.AddLast(entry);
            _sizeBytes += entry.SizeBytes;
            DropOldest();
        }
    }

    public void Remove(PartialKey key)
    {
        lock (_gate)
            RemoveNow(key);
    }

    /// <summary>Memory is short, and everything can be counted again.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
            _byUse.Clear();
            _sizeBytes = 0;
        }
    }

    private void DropOldest()
    {
        while (_sizeBytes > _maxBytes)
            RemoveNow(_byUse.First!.Value.Key);
    }

    private void RemoveNow(PartialKey key)
    {
        if (!_entries.Remove(key, out var node))
            return;
        _byUse.Remove(node);
        _sizeBytes -= node.Value.SizeBytes;
    }

    private sealed class Entry
    {
        private readonly long[] _chunkIds;

        public Entry(PartialKey key, ReadOnlySpan<FactChunk> chunks, Partial? partial)
        {
            (Key, Partial, _chunkIds) = (key, partial, new long[chunks.Length]);
            for (var i = 0; i < chunks.Length; i++)
                _chunkIds[i] = chunks[i].Id;
        }

        public PartialKey Key { get; }

        public Partial? Partial { get; }

        public long SizeBytes => EntryBytes + Partials.Partial.ArrayBytes(_chunkIds.Length, sizeof(long)) + (Partial?.SizeBytes ?? 0);

        public bool IsOf(ReadOnlySpan<FactChunk> chunks)
        {
            for (var i = 0; i < chunks.Length; i++)
            {
                if (_chunkIds[i] != chunks[i].Id)
                    return false;
            }
            return true;
        }
    }
}

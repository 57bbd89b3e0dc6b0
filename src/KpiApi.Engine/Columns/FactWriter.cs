using KpiApi.Engine.Execution;
using KpiApi.Engine.Facts;

namespace KpiApi.Engine.Columns;

/// <summary>Makes each snapshot from the one before, copying only the chunks that change. One thread at a time.</summary>
public sealed class FactWriter
{
    private readonly FastWays _ways;
    private Vocabularies _vocabularies;
    private Lazy<OwnerIndex> _index = new(new OwnerIndex());
    private HashSet<int> _removed = [];
    private ChunkEditor _editor;
    private volatile FactSnapshot _current;

    // Used again by each publish: filled and empty within it.
    private readonly OrderedDictionary<OwnerKey, OwnerFacts?> _fresh = [];
    private readonly Queue<OwnerFacts> _appended = new();

    /// <param name="ways">How chunks are edited and its snapshots asked.</param>
    public FactWriter(FastWays? ways = null)
    {
        _ways = ways ?? new FastWays();
        _vocabularies = new Vocabularies { Partials = { Ways = _ways } };
        _editor = new ChunkEditor(_vocabularies, _ways.AreOn);
        _current = new FactSnapshot([], _vocabularies, 0);
    }

    /// <summary>Goes on from a snapshot that no other writer goes on from.</summary>
    public FactWriter(FactSnapshot snapshot)
    {
        (_ways, _vocabularies, _current) = (snapshot.Vocabularies.Partials.Ways, snapshot.Vocabularies, snapshot);
        _editor = new ChunkEditor(_vocabularies, _ways.AreOn);
        // Seconds for ten million owners, in which queries are answered already: only changes need it, and wait for it.
        var index = _index = new Lazy<OwnerIndex>(() => OwnerIndex.Of(snapshot.Chunks));
        _ = Task.Run(() => index.Value);
    }

    /// <summary>The newest snapshot; readers on any thread take the reference and keep it.</summary>
    public FactSnapshot Current => _current;

    /// <summary>True when facts of this owner have been published and not removed since.</summary>
    public bool Contains(OwnerKey key) => _index.Value.Find(key, _current.Chunks) is >= 0 and var place && !_removed.Contains(place);

    /// <summary>Replaces the facts of the owners named, all at once; null removes an owner from every number. The last change of an owner wins.</summary>
    public FactSnapshot Publish(IReadOnlyCollection<FactChange> changes, long version)
    {
        if (changes.Count == 0)
            return _current = new FactSnapshot(_current.Chunks, _vocabularies, version, _current);
        var chunks = new List<FactChunk>(_current.Chunks);
        var replaced = new SortedDictionary<int, OwnerFacts>();
        var appended = Sort(changes, chunks, replaced);
        var unchangedTail = chunks.Count;
        foreach (var group in replaced.GroupBy(r => r.Key / FactChunk.Capacity))
        {
            var edits = group.Select(r => (r.Key % FactChunk.Capacity, r.Value)).ToList();
            var isTail = group.Key == unchangedTail - 1;
            chunks[group.Key] = _editor.Edit(chunks[group.Key], edits, isTail ? TakeFitting(chunks[group.Key], appended) : []);
        }
        Append(chunks, appended);
        IndexNew(chunks);
        return _current = new FactSnapshot([.. chunks], _vocabularies, version, _current);
    }

    /// <summary>
    /// Puts the facts of another writer in the place of these, all at once: the same owners derived by other rules.
    /// The other one is not to be used afterwards.
    /// </summary>
    /// <param name="other">Knows every owner.</param>
    /// <param name="version">Not lower than the current one: a reader never sees the data grow older.</param>
    public FactSnapshot TakeOver(FactWriter other, long version)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(version, _current.Version);
        (_vocabularies, _index, _removed) = (other._vocabularies, other._index, other._removed);
        _vocabularies.Partials.Ways = _ways;
        _editor = new ChunkEditor(_vocabularies, _ways.AreOn);
        return _current = new FactSnapshot(other._current.Chunks, _vocabularies, version);
    }

    /// <summary>Fills <paramref name="replaced"/> by place and returns the owners that have none yet, in order.</summary>
    private Queue<OwnerFacts> Sort(IReadOnlyCollection<FactChange> changes, List<FactChunk> chunks, SortedDictionary<int, OwnerFacts> replaced)
    {
        _fresh.Clear();
        _appended.Clear();
        foreach (var (key, facts) in changes)
        {
            var place = _index.Value.Find(key, chunks);
            if (place < 0)
            {
                _fresh[key] = facts;
                continue;
            }
            replaced[place] = facts ?? new OwnerFacts { Key = key };
            if (facts is null)
                _removed.Add(place);
            else
                _removed.Remove(place);
        }
        foreach (var (_, facts) in _fresh)
        {
            if (facts is not null)
                _appended.Enqueue(facts);
        }
        _fresh.Clear();
        return _appended;
    }

    private void Append(List<FactChunk> chunks, Queue<OwnerFacts> appended)
    {
        while (appended.Count > 0)
        {
            if (chunks.Count == 0 || chunks[^1].OwnerCount == FactChunk.Capacity)
                chunks.Add(FactChunk.Empty);
            chunks[^1] = _editor.Edit(chunks[^1], [], TakeFitting(chunks[^1], appended));
        }
    }

    private static List<OwnerFacts> TakeFitting(FactChunk chunk, Queue<OwnerFacts> appended)
    {
        var taken = new List<OwnerFacts>(Math.Min(appended.Count, FactChunk.Capacity - chunk.OwnerCount));
        while (taken.Count + chunk.OwnerCount < FactChunk.Capacity && appended.TryDequeue(out var next))
            taken.Add(next);
        return taken;
    }

    private void IndexNew(List<FactChunk> chunks)
    {
        var index = _index.Value;
        for (var place = index.Count; place / FactChunk.Capacity < chunks.Count; place = index.Count)
        {
            var chunk = chunks[place / FactChunk.Capacity];
            if (place % FactChunk.Capacity >= chunk.OwnerCount)
                break;
            index.Add(chunk.Ids.Utf8(place % FactChunk.Capacity));
        }
    }
}

/// <summary>An owner and what now is known of it; null = nothing that counts.</summary>
public readonly record struct FactChange(OwnerKey Key, OwnerFacts? Facts);

using System.Collections.Concurrent;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Columns;

/// <summary>Makes each snapshot from the one before, sharing the chunks and the columns that stay. One thread at a time.</summary>
public sealed partial class FactWriter
{
    /// <summary>So many chunks are made at once: few enough for flat memory when a publish changes all of them.</summary>
    private const int ChunksAtOnce = 4;

    /// <summary>The facts of an owner that was removed.</summary>
    private static readonly OwnerFacts s_none = new() { Key = new(OwnerKind.Ticket, "") };

    private readonly bool _fast;
    private NameDictionaryBuilders _names;
    private Lazy<OwnerIndex> _index = new(new OwnerIndex());
    private HashSet<int> _removed = [];
    private ChunkEditor[] _editors;
    private volatile FactSnapshot _current;

    /// <summary>A publish has ended with an exception, and may have counted rows of names that are as they were: no name is let go any more.</summary>
    private bool _hasFailed;

    // Used again by each publish: changes, by their number in it, of owners without a place and with one, and the keys of a few.
    private readonly OwnerKey[] _keys = new OwnerKey[OwnerIndex.Together];
    private readonly OrderedDictionary<OwnerKey, int> _fresh = [];
    private readonly List<(int Place, int Change)> _known = [];
    private readonly List<(int Place, bool IsGone)> _gone = [];

    /// <param name="fast">False: every column of a changed chunk is decoded and encoded again, one chunk after the other. The snapshots are the same.</param>
    /// <param name="attributes">Which have columns; none unless said.</param>
    public FactWriter(bool fast = true, AttributeSlots? attributes = null)
    {
        (_fast, _names) = (fast, new NameDictionaryBuilders(attributes));
        _editors = Editors();
        _current = new FactSnapshot([], _names.ToImmutable(), 0);
    }

    /// <summary>Goes on from a snapshot that no other writer goes on from.</summary>
    public FactWriter(FactSnapshot snapshot)
    {
        (_fast, _names, _current) = (true, snapshot.Names.Builders, snapshot);
        _editors = Editors();
        IndexLater(snapshot.Chunks);
    }

    /// <summary>The newest snapshot; readers on any thread take the reference and keep it.</summary>
    public FactSnapshot Current => _current;

    /// <summary>Bytes of what finds an owner's place, beside the columns; on any thread.</summary>
    public long IndexBytes => _index is { IsValueCreated: true, Value: var index } ? index.SizeBytes : 0;

    /// <summary>True when facts of this owner have been published and not removed since. On the thread that publishes; others ask a snapshot.</summary>
    public bool Contains(OwnerKey key) => _index.Value.Find(key, _current.Chunks) is >= 0 and var place && !_removed.Contains(place);

    /// <summary>The owners with a place that a filter lets through, in any order; it is asked by several threads.</summary>
    public IReadOnlyCollection<OwnerKey> FindOwners(OwnerFilter filter)
    {
        var (chunks, found) = (_current.Chunks, new ConcurrentBag<OwnerKey>());
        Parallel.For(0, chunks.Length, number =>
        {
            var ids = chunks[number].Ids;
            for (var row = 0; row < ids.Length; row++)
            {
                if (ids.Utf8(row) is { IsEmpty: false } key && filter(OwnerIndex.KindOf(key), key[1..]))
                    found.Add(OwnerIndex.ParseKey(ids[row]));
            }
        });
        return found;
    }

    /// <summary>Replaces the facts of the owners named, all at once; null removes an owner from every number. The last change of an owner wins.</summary>
    public FactSnapshot Publish(IReadOnlyList<FactChange> changes, long version) => Publish(changes, change => change.Key, change => change.Facts, version);

    /// <summary>The same of changes whose facts are made only when they are written, so that they are never all in memory.</summary>
    /// <param name="changes">The last one of an owner wins.</param>
    /// <param name="keyOf">The owner.</param>
    /// <param name="factsOf">Null removes the owner from every number.</param>
    /// <param name="version">Of the store.</param>
    public FactSnapshot Publish<T>(IReadOnlyList<T> changes, Func<T, OwnerKey> keyOf, Func<T, OwnerFacts?> factsOf, long version)
    {
        if (changes.Count == 0)
            return _current = new FactSnapshot(_current.Chunks, _current.Names, version, _current);
        var (chunks, hasFailed) = (new List<FactChunk>(_current.Chunks), _hasFailed);
        _hasFailed = true;
        Sort(changes, keyOf, chunks);
        using var appended = _fresh.Values.Select(change => factsOf(changes[change])).OfType<OwnerFacts>().GetEnumerator();
        for (var next = 0; next < _known.Count;)
            next = Replace(chunks, next, change => factsOf(changes[change]), appended);
        Append(chunks, appended);
        ForEach(PendingChanges.Due(chunks), chunk => chunk.MakeColumns());
        Remember();
        _fresh.Clear();
        IndexNew(chunks);
        if (!hasFailed)
            _names.ReleaseUnused();
        _hasFailed = hasFailed;
        return _current = new FactSnapshot([.. chunks], _names.ToImmutable(), version, _current);
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
        (_names, _index, _removed, _hasFailed) = (other._names, other._index, other._removed, other._hasFailed);
        _editors = Editors();
        return _current = new FactSnapshot(other._current.Chunks, other._current.Names, version);
    }

    /// <summary>Parts the changes of owners that have a place, by place, from those of others, in the order of their first change.</summary>
    private void Sort<T>(IReadOnlyList<T> changes, Func<T, OwnerKey> keyOf, List<FactChunk> chunks)
    {
        _fresh.Clear();
        _known.Clear();
        _gone.Clear();
        Span<int> places = stackalloc int[OwnerIndex.Together];
        for (var start = 0; start < changes.Count; start += OwnerIndex.Together)
        {
            var keys = _keys.AsSpan(0, Math.Min(OwnerIndex.Together, changes.Count - start));
            for (var i = 0; i < keys.Length; i++)
                keys[i] = keyOf(changes[start + i]);
            _index.Value.Find(keys, places, chunks);
            for (var i = 0; i < keys.Length; i++)
            {
                if (places[i] < 0)
                    _fresh[keys[i]] = start + i;
                else
                    _known.Add((places[i], start + i));
            }
        }
        _known.Sort();
    }

    /// <summary>Replaces owners of the next few chunks; the last chunk takes of the new ones what it has room for at once.</summary>
    /// <returns>Where in <see cref="_known"/> to go on.</returns>
    private int Replace(List<FactChunk> chunks, int next, Func<int, OwnerFacts?> factsOf, IEnumerator<OwnerFacts> appended)
    {
        var opened = new List<int>(ChunksAtOnce);
        while (next < _known.Count && opened.Count < ChunksAtOnce)
        {
            var (editor, number) = (_editors[opened.Count], _known[next].Place / FactChunk.Capacity);
            editor.Open(chunks[number]);
            for (; next < _known.Count && _known[next].Place / FactChunk.Capacity == number; next++)
            {
                if (next + 1 == _known.Count || _known[next + 1].Place != _known[next].Place)
                    Replace(editor, _known[next].Place, factsOf(_known[next].Change));
            }
            if (number == chunks.Count - 1)
                Fill(editor, appended);
            opened.Add(number);
        }
        ForEach(opened, number => chunks[number] = _editors[opened.IndexOf(number)].Close());
        for (var i = 0; i < opened.Count; i++)
            _editors[i].CountRemovedRows();
        return next;
    }

    private void Replace(ChunkEditor editor, int place, OwnerFacts? facts)
    {
        editor.Replace(place % FactChunk.Capacity, facts ?? s_none);
        if (facts is null)
            _gone.Add((place, true));
        else if (_removed.Contains(place))
            _gone.Add((place, false));
    }

    private void Append(List<FactChunk> chunks, IEnumerator<OwnerFacts> appended)
    {
        while (appended.MoveNext())
        {
            if (chunks.Count == 0 || chunks[^1].OwnerCount == FactChunk.Capacity)
                chunks.Add(FactChunk.Empty);
            _editors[0].Open(chunks[^1]);
            _editors[0].Append(appended.Current);
            Fill(_editors[0], appended);
            chunks[^1] = _editors[0].Close();
        }
    }

    private static void Fill(ChunkEditor editor, IEnumerator<OwnerFacts> appended)
    {
        while (editor.HasRoom && appended.MoveNext())
            editor.Append(appended.Current);
    }

    /// <summary>Who is gone, and who is back: when nothing can fail any more.</summary>
    private void Remember()
    {
        foreach (var (place, isGone) in _gone)
        {
            if (isGone)
                _removed.Add(place);
            else
                _removed.Remove(place);
        }
    }

    /// <summary>On all cores where there are several; for one, to wake another thread would take longer.</summary>
    private void ForEach<T>(List<T> items, Action<T> action)
    {
        if (_fast && items.Count > 1)
            Parallel.ForEach(items, action);
        else
            items.ForEach(action);
    }

    private ChunkEditor[] Editors() => [.. Enumerable.Range(0, ChunksAtOnce).Select(_ => new ChunkEditor(_names, _fast))];

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

/// <summary>Whether an owner is one of those looked for.</summary>
public delegate bool OwnerFilter(OwnerKind kind, ReadOnlySpan<byte> idUtf8);

/// <summary>An owner and what now is known of it; null = nothing that counts.</summary>
public readonly record struct FactChange(OwnerKey Key, OwnerFacts? Facts);

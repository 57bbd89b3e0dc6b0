using System.Runtime.CompilerServices;
using System.Text;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Columns;

/// <summary>
/// Finds an owner's place by its key: open addressing over hashes, the keys themselves stay in the chunks. About 13 bytes an owner
/// where a dictionary of strings takes a hundred. Writer only.
/// </summary>
internal sealed class OwnerIndex
{
    /// <summary>In the order of <see cref="OwnerKind"/>.</summary>
    private const string KindLetters = "tsahc";

    /// <summary>So many owners are looked for at once.</summary>
    public const int Together = 16;

    /// <summary>Room that most keys fit in.</summary>
    public const int MaxStackKey = 256;

    /// <summary>A hash above a place, counted from 1; 0 = free. Side by side, for one look into memory and not two.</summary>
    private long[] _slots = new long[1 << 10];

    // While they are moved into the larger ones.
    private long[] _smaller = [];
    private int _smallerMoved;

    /// <summary>Of places, those of owners forgotten included.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes held by its slots.</summary>
    public long SizeBytes => (_slots.Length + (long)_smaller.Length) * sizeof(long);

    /// <summary>The index of chunks that none has seen grow. An empty key is nobody's.</summary>
    /// <exception cref="InvalidOperationException">An owner has two places.</exception>
    public static OwnerIndex Of(FactChunk[] chunks)
    {
        var index = new OwnerIndex { Count = chunks.Sum(chunk => chunk.OwnerCount) };
        var slots = index._slots.Length;
        while (IsFull(index.Count, slots))
            slots *= 2;
        index._slots = new long[slots];
        // Written in order first: else the kernel maps each page twice, as one looks into it and as one writes.
        index._slots.AsSpan().Clear();
        for (var i = 0; i < chunks.Length; i++)
            index.Insert(chunks, i);
        return index;
    }

    /// <summary>A ticket and a survey may have the same id, so the kind stands before it.</summary>
    /// <param name="room">Used for the key where it fits.</param>
    public static ReadOnlySpan<byte> KeyUtf8(OwnerKey key, Span<byte> room)
    {
        if (key.Id.Length * 3 >= room.Length)
            room = new byte[1 + Encoding.UTF8.GetByteCount(key.Id)];
        room[0] = (byte)KindLetters[(int)key.Kind];
        return room[..(1 + Encoding.UTF8.GetBytes(key.Id, room[1..]))];
    }

    public static string Key(OwnerKey key) => KindLetters[(int)key.Kind] + key.Id;

    public static OwnerKind KindOf(ReadOnlySpan<byte> keyUtf8) => (OwnerKind)KindLetters.IndexOf((char)keyUtf8[0], StringComparison.Ordinal);

    public static OwnerKey ParseKey(string text) => new((OwnerKind)KindLetters.IndexOf(text[0], StringComparison.Ordinal), text[1..]);

    /// <summary>The owner's place among all owners, or -1.</summary>
    public int Find(OwnerKey key, IReadOnlyList<FactChunk> chunks)
    {
        var place = 0;
        Find(new ReadOnlySpan<OwnerKey>(in key), new Span<int>(ref place), chunks);
        return place;
    }

    /// <summary>The same for a few owners, each of whose slots is elsewhere in memory: they are fetched together, and not one after the other.</summary>
    /// <param name="keys">At most <see cref="Together"/>.</param>
    /// <param name="places">One for each of them.</param>
    public void Find(ReadOnlySpan<OwnerKey> keys, Span<int> places, IReadOnlyList<FactChunk> chunks)
    {
        Span<byte> room = stackalloc byte[MaxStackKey];
        Span<int> hashes = stackalloc int[Together];
        Span<long> slots = stackalloc long[Together];
        for (var i = 0; i < keys.Length; i++)
        {
            hashes[i] = Hash(KeyUtf8(keys[i], room));
            slots[i] = _slots[hashes[i] & (_slots.Length - 1)];
        }
        for (var i = 0; i < keys.Length; i++)
        {
            var place = slots[i] == 0 ? -1 : Find(_slots, hashes[i], keys[i], chunks);
            places[i] = place < 0 && _smallerMoved < _smaller.Length ? Find(_smaller, hashes[i], keys[i], chunks) : place;
        }
    }

    /// <summary>Adds an owner that is not there yet, at the next place.</summary>
    public void Add(ReadOnlySpan<byte> keyUtf8)
    {
        if (IsFull(Count + 1, _slots.Length))
            Grow();
        Insert(Slot(Hash(keyUtf8), ++Count));
        MoveOn();
    }

    private static int Find(long[] slots, int hash, OwnerKey key, IReadOnlyList<FactChunk> chunks)
    {
        for (var slot = hash & (slots.Length - 1); slots[slot] != 0; slot = (slot + 1) & (slots.Length - 1))
        {
            if ((int)(slots[slot] >> 32) == hash && IsAt((int)slots[slot] - 1, key, chunks))
                return (int)slots[slot] - 1;
        }
        return -1;
    }

    private static bool IsFull(int count, int slots) => count * 5L > slots * 3L;

    private static long Slot(int hash, int place) => ((long)hash << 32) | (uint)place;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Insert(FactChunk[] chunks, int number)
    {
        var ids = chunks[number].Ids;
        for (var row = 0; row < ids.Length; row++)
        {
            var key = ids.Utf8(row);
            if (key.IsEmpty)
                continue;
            var hash = Hash(key);
            var at = hash & (_slots.Length - 1);
            for (; _slots[at] != 0; at = (at + 1) & (_slots.Length - 1))
            {
                if ((int)(_slots[at] >> 32) == hash && IsAt((int)_slots[at] - 1, key, chunks))
                    throw new InvalidOperationException("An owner has two places.");
            }
            _slots[at] = Slot(hash, number * FactChunk.Capacity + row + 1);
        }
    }

    private static bool IsAt(int place, OwnerKey key, IReadOnlyList<FactChunk> chunks)
    {
        Span<byte> room = stackalloc byte[MaxStackKey];
        return IsAt(place, KeyUtf8(key, room), chunks);
    }

    private static bool IsAt(int place, ReadOnlySpan<byte> utf8, IReadOnlyList<FactChunk> chunks) =>
        chunks[place / FactChunk.Capacity].Ids.Utf8(place % FactChunk.Capacity).SequenceEqual(utf8);

    /// <summary>
    /// Twice the slots. They fill from the old ones a few with each owner added, and both are searched meanwhile: moving ten million
    /// at once would hold a publish up for a tenth of a second and more.
    /// </summary>
    private void Grow()
    {
        (_smaller, _smallerMoved) = (_slots, 0);
        _slots = new long[_smaller.Length * 2];
    }

    /// <summary>Sixteen slots an owner: all are moved long before the larger table is full.</summary>
    private void MoveOn()
    {
        for (var end = Math.Min(_smallerMoved + 16, _smaller.Length); _smallerMoved < end; _smallerMoved++)
        {
            if (_smaller[_smallerMoved] != 0)
                Insert(_smaller[_smallerMoved]);
        }
        if (_smallerMoved == _smaller.Length)
            (_smaller, _smallerMoved) = ([], 0);
    }

    private void Insert(long slot)
    {
        var at = (int)(slot >> 32) & (_slots.Length - 1);
        while (_slots[at] != 0)
            at = (at + 1) & (_slots.Length - 1);
        _slots[at] = slot;
    }

    private static int Hash(ReadOnlySpan<byte> utf8)
    {
        var hash = new HashCode();
        hash.AddBytes(utf8);
        return hash.ToHashCode();
    }
}

using System.Runtime.CompilerServices;
using System.Text;
using KpiApi.Engine.Facts;

namespace KpiApi.Engine.Columns;

/// <summary>
/// Finds an owner's place by its key: open addressing over hashes, the keys themselves stay in the chunks. About 13 bytes an owner
/// where a dictionary of strings takes a hundred. Writer only.
/// </summary>
internal sealed class OwnerIndex
{
    /// <summary>In the order of <see cref="OwnerKind"/>.</summary>
    private const string KindLetters = "tsahc";

    /// <summary>A hash above a place, counted from 1; 0 = free. Side by side, for one look into memory and not two.</summary>
    private long[] _slots = new long[1 << 10];

    /// <summary>Of places, those of owners forgotten included.</summary>
    public int Count { get; private set; }

    /// <summary>The index of chunks that none has seen grow. An empty key is nobody's.</summary>
    public static OwnerIndex Of(FactChunk[] chunks)
    {
        var index = new OwnerIndex { Count = chunks.Sum(chunk => chunk.OwnerCount) };
        var slots = index._slots.Length;
        while (IsFull(index.Count, slots))
            slots *= 2;
        index._slots = new long[slots];
        Parallel.For(0, chunks.Length, i => index.Claim(chunks[i].Ids, i * FactChunk.Capacity));
        return index;
    }

    /// <summary>A ticket and a survey may have the same id, so the kind stands before it.</summary>
    public static string KeyText(OwnerKey key) => KindLetters[(int)key.Kind] + key.Id;

    public static OwnerKey ParseKey(string text) => new((OwnerKind)KindLetters.IndexOf(text[0], StringComparison.Ordinal), text[1..]);

    /// <summary>The owner's place among all owners, or -1.</summary>
    public int Find(OwnerKey key, IReadOnlyList<FactChunk> chunks)
    {
        var text = KeyText(key);
        Span<byte> utf8 = stackalloc byte[1024];
        utf8 = text.Length * 3 <= utf8.Length ? utf8[..Encoding.UTF8.GetBytes(text, utf8)] : Encoding.UTF8.GetBytes(text);
        var hash = Hash(utf8);
        for (var slot = hash & (_slots.Length - 1); _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            var place = (int)_slots[slot] - 1;
            if ((int)(_slots[slot] >> 32) == hash && chunks[place / FactChunk.Capacity].Ids.Utf8(place % FactChunk.Capacity).SequenceEqual(utf8))
                return place;
        }
        return -1;
    }

    /// <summary>Adds an owner that is not there yet, at the next place.</summary>
    public void Add(ReadOnlySpan<byte> keyUtf8)
    {
        if (IsFull(Count + 1, _slots.Length))
            Grow();
        Insert(_slots, Slot(Hash(keyUtf8), ++Count));
    }

    private static bool IsFull(int count, int slots) => count * 5L > slots * 3L;

    private static long Slot(int hash, int place) => ((long)hash << 32) | (uint)place;

    /// <summary>Adds the owners of a chunk beside other threads that add theirs. Nobody looks for anything meanwhile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Claim(IdColumn ids, int firstPlace)
    {
        var slots = _slots;
        for (var row = 0; row < ids.Length; row++)
        {
            var key = ids.Utf8(row);
            if (key.IsEmpty)
                continue;
            var hash = Hash(key);
            var at = hash & (slots.Length - 1);
            while (Interlocked.CompareExchange(ref slots[at], Slot(hash, firstPlace + row + 1), 0) != 0)
                at = (at + 1) & (slots.Length - 1);
        }
    }

    private void Grow()
    {
        var slots = new long[_slots.Length * 2];
        foreach (var slot in _slots)
        {
            if (slot != 0)
                Insert(slots, slot);
        }
        _slots = slots;
    }

    private static void Insert(long[] slots, long slot)
    {
        var at = (int)(slot >> 32) & (slots.Length - 1);
        while (slots[at] != 0)
            at = (at + 1) & (slots.Length - 1);
        slots[at] = slot;
    }

    private static int Hash(ReadOnlySpan<byte> utf8)
    {
        var hash = new HashCode();
        hash.AddBytes(utf8);
        return hash.ToHashCode();
    }
}

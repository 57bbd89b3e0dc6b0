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

    private int[] _hashes = new int[1 << 10];
    private int[] _places = new int[1 << 10];

    /// <summary>Of places, those of owners forgotten included.</summary>
    public int Count { get; private set; }

    /// <summary>The index of chunks that none has seen grow. An empty key is nobody's.</summary>
    public static OwnerIndex Of(FactChunk[] chunks)
    {
        var index = new OwnerIndex { Count = chunks.Sum(chunk => chunk.OwnerCount) };
        var slots = index._places.Length;
        while (IsFull(index.Count, slots))
            slots *= 2;
        (index._hashes, index._places) = (new int[slots], new int[slots]);
        Parallel.For(0, chunks.Length, i =>
        {
            for (var row = 0; row < chunks[i].OwnerCount; row++)
            {
                if (chunks[i].Ids.Utf8(row) is { IsEmpty: false } key)
                    index.Claim(Hash(key), i * FactChunk.Capacity + row + 1);
            }
        });
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
        for (var slot = hash & (_places.Length - 1); _places[slot] != 0; slot = (slot + 1) & (_places.Length - 1))
        {
            var place = _places[slot] - 1;
            if (_hashes[slot] == hash && chunks[place / FactChunk.Capacity].Ids.Utf8(place % FactChunk.Capacity).SequenceEqual(utf8))
                return place;
        }
        return -1;
    }

    /// <summary>Adds an owner that is not there yet, at the next place.</summary>
    public void Add(ReadOnlySpan<byte> keyUtf8)
    {
        if (IsFull(Count + 1, _places.Length))
            Grow();
        Insert(_hashes, _places, Hash(keyUtf8), ++Count);
    }

    private static bool IsFull(int count, int slots) => count * 5L > slots * 3L;

    /// <summary>As <see cref="Insert"/> does, beside other threads that do. Nobody looks for anything meanwhile.</summary>
    private void Claim(int hash, int place)
    {
        var slot = hash & (_places.Length - 1);
        while (Interlocked.CompareExchange(ref _places[slot], place, 0) != 0)
            slot = (slot + 1) & (_places.Length - 1);
        _hashes[slot] = hash;
    }

    private void Grow()
    {
        var hashes = new int[_hashes.Length * 2];
        var places = new int[hashes.Length];
        for (var slot = 0; slot < _places.Length; slot++)
        {
            if (_places[slot] != 0)
                Insert(hashes, places, _hashes[slot], _places[slot]);
        }
        (_hashes, _places) = (hashes, places);
    }

    private static void Insert(int[] hashes, int[] places, int hash, int place)
    {
        var slot = hash & (places.Length - 1);
        while (places[slot] != 0)
            slot = (slot + 1) & (places.Length - 1);
        (hashes[slot], places[slot]) = (hash, place);
    }

    private static int Hash(ReadOnlySpan<byte> utf8)
    {
        var hash = new HashCode();
        hash.AddBytes(utf8);
        return hash.ToHashCode();
    }
}

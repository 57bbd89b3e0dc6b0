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

    /// <summary>Room that most keys fit in.</summary>
    public const int MaxStackKey = 256;

    private int[] _hashes = new int[1 << 10];
    private int[] _places = new int[1 << 10];

    // While they are moved into the larger ones.
    private int[] _smallerHashes = [];
    private int[] _smallerPlaces = [];
    private int _smallerMoved;

    public int Count { get; private set; }

    /// <summary>A ticket and a survey may have the same id, so the kind stands before it.</summary>
    /// <param name="room">Used for the key where it fits.</param>
    public static ReadOnlySpan<byte> KeyUtf8(OwnerKey key, Span<byte> room)
    {
        if (key.Id.Length * 3 >= room.Length)
            room = new byte[1 + Encoding.UTF8.GetByteCount(key.Id)];
        room[0] = (byte)KindLetters[(int)key.Kind];
        return room[..(1 + Encoding.UTF8.GetBytes(key.Id, room[1..]))];
    }

    public static OwnerKey ParseKey(string text) => new((OwnerKind)KindLetters.IndexOf(text[0], StringComparison.Ordinal), text[1..]);

    /// <summary>The owner's place among all owners, or -1.</summary>
    public int Find(OwnerKey key, IReadOnlyList<FactChunk> chunks)
    {
        Span<byte> room = stackalloc byte[MaxStackKey];
        var utf8 = KeyUtf8(key, room);
        var hash = Hash(utf8);
        for (var slot = hash & (_places.Length - 1); _places[slot] != 0; slot = (slot + 1) & (_places.Length - 1))
        {
            if (_hashes[slot] == hash && IsAt(_places[slot] - 1, utf8, chunks))
                return _places[slot] - 1;
        }
        if (_smallerMoved == _smallerPlaces.Length)
            return -1;
        for (var slot = hash & (_smallerPlaces.Length - 1); _smallerPlaces[slot] != 0; slot = (slot + 1) & (_smallerPlaces.Length - 1))
        {
            if (_smallerHashes[slot] == hash && IsAt(_smallerPlaces[slot] - 1, utf8, chunks))
                return _smallerPlaces[slot] - 1;
        }
        return -1;
    }

    /// <summary>Adds an owner that is not there yet, at the next place.</summary>
    public void Add(ReadOnlySpan<byte> keyUtf8)
    {
        if ((Count + 1) * 5L > _places.Length * 3L)
            Grow();
        Insert(Hash(keyUtf8), ++Count);
        MoveOn();
    }

    private static bool IsAt(int place, ReadOnlySpan<byte> utf8, IReadOnlyList<FactChunk> chunks) =>
        chunks[place / FactChunk.Capacity].Ids.Utf8(place % FactChunk.Capacity).SequenceEqual(utf8);

    /// <summary>
    /// Twice the slots. They fill from the old ones a few with each owner added, and both are searched meanwhile: moving ten million
    /// at once would hold a publish up for a tenth of a second and more.
    /// </summary>
    private void Grow()
    {
        (_smallerHashes, _smallerPlaces, _smallerMoved) = (_hashes, _places, 0);
        _hashes = new int[_smallerHashes.Length * 2];
        _places = new int[_hashes.Length];
    }

    /// <summary>Sixteen slots an owner: all are moved long before the larger table is full.</summary>
    private void MoveOn()
    {
        for (var end = Math.Min(_smallerMoved + 16, _smallerPlaces.Length); _smallerMoved < end; _smallerMoved++)
        {
            if (_smallerPlaces[_smallerMoved] != 0)
                Insert(_smallerHashes[_smallerMoved], _smallerPlaces[_smallerMoved]);
        }
        if (_smallerMoved == _smallerPlaces.Length)
            (_smallerHashes, _smallerPlaces, _smallerMoved) = ([], [], 0);
    }

    private void Insert(int hash, int place)
    {
        var slot = hash & (_places.Length - 1);
        while (_places[slot] != 0)
            slot = (slot + 1) & (_places.Length - 1);
        (_hashes[slot], _places[slot]) = (hash, place);
    }

    private static int Hash(ReadOnlySpan<byte> utf8)
    {
        var hash = new HashCode();
        hash.AddBytes(utf8);
        return hash.ToHashCode();
    }
}

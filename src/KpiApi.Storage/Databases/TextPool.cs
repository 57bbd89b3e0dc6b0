using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace KpiApi.Storage.Databases;

/// <summary>
/// Gives one string for the same bytes again and again (channels, teams, agents, accounts), without making it first. Where more
/// than two fall on the same places, some push others out; where that happens often it grows. What is in it has been checked.
/// </summary>
/// <param name="mostBytes">That it takes with its texts. It begins anew when they are too long, or too many, for that.</param>
internal sealed class TextPool(int mostBytes)
{
    private const int FewestPlaces = 256;

    /// <summary>In bytes of UTF-8; a longer one is made each time.</summary>
    private const int LongestText = 64;

    private const int PlaceBytes = 16;

    /// <summary>A string without its characters.</summary>
    private const int StringBytes = 24;

    private (uint Hash, string Text)[] _places = new (uint, string)[FewestPlaces];
    private uint _missed;
    private long _textBytes;

    /// <summary>About what it takes with its texts.</summary>
    public long SizeBytes => _textBytes + ((long)_places.Length * PlaceBytes);

    public string? Find(ReadOnlySpan<byte> utf8)
    {
        var hash = Hash(utf8);
        foreach (ref readonly var entry in PlacesOf(hash))
            if (entry.Hash == hash && entry.Text is { } text && IsSame(utf8, text)) return text;
        return null;
    }

    public void Add(ReadOnlySpan<byte> utf8, string text)
    {
        if (utf8.Length > LongestText) return;
        var hash = Hash(utf8);
        var places = PlacesOf(hash);
        var free = places[0].Text is null ? 0 : 1;
        if (places[free].Text is not null)
        {
            if (++_missed > _places.Length && _textBytes + (4L * _places.Length * PlaceBytes) <= mostBytes) Grow();
            // Not at every miss: each write into an old array makes the collector look through a part of it.
            if (_missed % 8 != 0) return;
            places = PlacesOf(hash);
            free = (int)(_missed / 8 % 2);
        }

        _textBytes += BytesOf(text) - BytesOf(places[free].Text);
        places[free] = (hash, text);
        if (SizeBytes > mostBytes) Clear();
    }

    private void Grow()
    {
        (var before, _places, _missed, _textBytes) = (_places, new (uint, string)[4 * _places.Length], 0, 0);
        foreach (var entry in before)
        {
            if (entry.Text is null) continue;
            ref var place = ref PlacesOf(entry.Hash)[0];
            _textBytes += BytesOf(entry.Text) - BytesOf(place.Text);
            place = entry;
        }
    }

    private void Clear()
    {
        Array.Clear(_places);
        _textBytes = 0;
    }

    private static long BytesOf(string? text) => text is null ? 0 : StringBytes + (text.Length * sizeof(char));

    /// <summary>As many bytes as characters are all ASCII, and only then.</summary>
    private static bool IsSame(ReadOnlySpan<byte> utf8, string text)
    {
        if (utf8.Length == text.Length) return Ascii.Equals(utf8, text);
        Span<byte> bytes = stackalloc byte[LongestText];
        return Encoding.UTF8.TryGetBytes(text, bytes, out var length) && utf8.SequenceEqual(bytes[..length]);
    }

    private Span<(uint Hash, string Text)> PlacesOf(uint hash) => _places.AsSpan((int)(hash & (uint)(_places.Length - 2)), 2);

    /// <summary>Eight bytes at a time.</summary>
    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        const ulong Mix = 0x9E37_79B9_7F4A_7C15;
        var hash = (ulong)utf8.Length;
        for (; utf8.Length >= sizeof(ulong); utf8 = utf8[sizeof(ulong)..])
            hash = BitOperations.RotateLeft((hash ^ BinaryPrimitives.ReadUInt64LittleEndian(utf8)) * Mix, 29);
        foreach (var unit in utf8) hash = (hash ^ unit) * Mix;
        return (uint)(hash >> 32) ^ (uint)hash;
    }
}

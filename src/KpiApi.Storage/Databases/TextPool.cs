namespace KpiApi.Storage.Databases;

/// <summary>
/// Gives one string for the same bytes again and again (channels, teams, agents, accounts), without making it first. Where more
/// than two fall on the same places, some push others out; where that happens often it grows. What is in it has been checked.
/// </summary>
/// <param name="mostPlaces">To which it grows, a power of two: at about 250 bytes a place at most.</param>
internal sealed class TextPool(int mostPlaces)
{
    private const int FewestPlaces = 256;

    /// <summary>In bytes; a longer one is made each time.</summary>
    private const int LongestText = 64;

    private (byte[] Utf8, string Text)[] _places = new (byte[], string)[FewestPlaces];
    private uint _missed;

    public string? Find(ReadOnlySpan<byte> utf8)
    {
        foreach (ref readonly var entry in PlacesOf(utf8))
            if (entry.Text is not null && utf8.SequenceEqual(entry.Utf8)) return entry.Text;
        return null;
    }

    public void Add(ReadOnlySpan<byte> utf8, string text)
    {
        if (utf8.Length > LongestText) return;
        var places = PlacesOf(utf8);
        var free = places[0].Text is null ? 0 : 1;
        if (places[free].Text is not null)
        {
            if (++_missed > _places.Length && _places.Length < mostPlaces) Grow();
            // Not at every miss: each write into an old array makes the collector look through a part of it.
            if (_missed % 8 != 0) return;
            places = PlacesOf(utf8);
            free = (int)(_missed / 8 % 2);
        }

        places[free] = (utf8.ToArray(), text);
    }

    private void Grow()
    {
        (var before, _places, _missed) = (_places, new (byte[], string)[4 * _places.Length], 0);
        foreach (var entry in before)
            if (entry.Text is not null) PlacesOf(entry.Utf8)[0] = entry;
    }

    private Span<(byte[] Utf8, string Text)> PlacesOf(ReadOnlySpan<byte> utf8)
    {
        var hash = 2166136261u;
        foreach (var unit in utf8) hash = (hash ^ unit) * 16777619u;
        return _places.AsSpan((int)((hash ^ (hash >> 15)) & (uint)(_places.Length - 2)), 2);
    }
}

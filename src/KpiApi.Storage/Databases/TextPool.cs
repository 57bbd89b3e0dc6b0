namespace KpiApi.Storage.Databases;

/// <summary>
/// Gives one string for the same bytes again and again (channels, teams, agents, accounts), without making it first. Two that fall on one place
/// push each other out; where that happens often it grows, up to a size. What is in it has been checked.
/// </summary>
internal sealed class TextPool
{
    private const int FewestPlaces = 256;
    private const int MostPlaces = 1 << 16;

    private (byte[] Utf8, string Text)[] _places = new (byte[], string)[FewestPlaces];
    private int _missed;

    public string? Find(ReadOnlySpan<byte> utf8)
    {
        ref var place = ref _places[PlaceOf(utf8)];
        return place.Text is not null && utf8.SequenceEqual(place.Utf8) ? place.Text : null;
    }

    public void Add(ReadOnlySpan<byte> utf8, string text)
    {
        ref var place = ref _places[PlaceOf(utf8)];
        if (place.Text is not null)
        {
            if (++_missed > _places.Length && _places.Length < MostPlaces) Grow();
            if (_missed % 8 != 0) return;
            place = ref _places[PlaceOf(utf8)];
        }

        place = (utf8.ToArray(), text);
    }

    private void Grow()
    {
        (var before, _places, _missed) = (_places, new (byte[], string)[4 * _places.Length], 0);
        foreach (var entry in before)
            if (entry.Text is not null) _places[PlaceOf(entry.Utf8)] = entry;
    }

    private int PlaceOf(ReadOnlySpan<byte> utf8)
    {
        var hash = 2166136261u;
        foreach (var unit in utf8) hash = (hash ^ unit) * 16777619u;
        return (int)((hash ^ (hash >> 15)) & (uint)(_places.Length - 1));
    }
}

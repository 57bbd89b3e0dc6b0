namespace KpiApi.Storage.Databases;

/// <summary>
/// Gives one string for the same bytes again and again (channels, teams, agents), without making it first. Two that fall on one place
/// push each other out, so it never grows. What is in it has been checked.
/// </summary>
internal sealed class TextPool
{
    private const int Places = 4096;

    private readonly (byte[] Utf8, string Text)[] _places = new (byte[], string)[Places];

    public string? Find(ReadOnlySpan<byte> utf8)
    {
        ref var place = ref _places[PlaceOf(utf8)];
        return place.Text is not null && utf8.SequenceEqual(place.Utf8) ? place.Text : null;
    }

    public void Add(ReadOnlySpan<byte> utf8, string text) => _places[PlaceOf(utf8)] = (utf8.ToArray(), text);

    private static int PlaceOf(ReadOnlySpan<byte> utf8)
    {
        var hash = 2166136261u;
        foreach (var unit in utf8) hash = (hash ^ unit) * 16777619u;
        return (int)((hash ^ (hash >> 15)) % Places);
    }
}

using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Columns.Encodings;

/// <summary>
/// The names of one domain and their codes, as of one snapshot: immutable, whatever the writer adds or lets go meanwhile. Code 0 is
/// "no value"; a code between others may have no name, since names that no fact has any more are removed.
/// </summary>
internal sealed class NameDictionary
{
    private readonly NameDictionaryBuilder _builder;
    private readonly string?[][] _names;

    /// <summary>Empty where names are no sets.</summary>
    private readonly int[]?[][] _members;
    private readonly long _nameBytes;
    private readonly long _releases;
    private Dictionary<string, int>? _ownIndex;
    private int[]? _places;

    /// <param name="builder">Has the index that all snapshots share.</param>
    /// <param name="names">Pages in which those of codes below the count stay as they are, so that letting one go copies a page and not all names.</param>
    /// <param name="members">Likewise, of names that are sets of others.</param>
    /// <param name="count">Codes in use, "no value" included.</param>
    internal NameDictionary(NameDictionaryBuilder builder, string?[][] names, int[]?[][] members, int count) =>
        (_builder, _names, _members, Count, _nameBytes, _releases) = (builder, names, members, count, builder.SizeBytes, builder.Releases);

    /// <summary>Every code of the snapshot's facts is below it.</summary>
    public int Count { get; }

    /// <summary>Every name that a fact of the snapshot has, and the fixed ones.</summary>
    public IEnumerable<string> Names => Enumerable.Range(0, Count).Select(Name).OfType<string>();

    /// <summary>About what names take: each with its entry in the index, its members, and its place once they are sorted.</summary>
    public long SizeBytes => _nameBytes + (long)(Places?.Length ?? 0) * sizeof(int);

    /// <summary>See <see cref="SortNames"/>; null before it was called.</summary>
    public int[]? Places => Volatile.Read(ref _places);

    public string? Name(int code) => CodePages<string>.Of(_names, code);

    /// <summary>Of a name that is a set of names of another dictionary their codes there; none of "no value".</summary>
    public ReadOnlySpan<int> Members(int code) => _members.Length == 0 ? default : CodePages<int[]>.Of(_members, code);

    /// <summary>The code of a name, or null when no fact of the snapshot has it.</summary>
    public int? Find(string name)
    {
        if (_builder.Find(name) is { } code && code < Count && Name(code) == name)
            return code;
        // The shared index may have let the name go after this snapshot was made, but then it says so; asked in this order.
        return _builder.Releases == _releases ? null : OwnIndex().TryGetValue(name, out var own) ? own : null;
    }

    /// <summary>By code the place of its name among all names, letter by letter, "no value" last. Kept; a race repeats the work.</summary>
    public int[] SortNames()
    {
        int[] codes = [.. Enumerable.Range(1, Count - 1).Where(code => Name(code) is not null)];
        Array.Sort(Array.ConvertAll(codes, code => Name(code)!), codes, StringComparer.Ordinal);
        var places = new int[Count];
        for (var place = 0; place < codes.Length; place++)
            places[codes[place]] = place;
        places[0] = codes.Length;
        Volatile.Write(ref _places, places);
        return places;
    }

    internal NameDictionaryBuilder Builder => _builder;

    /// <summary>Made only for a snapshot that is asked for names after some were removed; a race repeats the work.</summary>
    private Dictionary<string, int> OwnIndex()
    {
        if (Volatile.Read(ref _ownIndex) is { } index)
            return index;
        index = [];
        for (var code = 1; code < Count; code++)
        {
            if (Name(code) is { } name)
                index.Add(name, code);
        }
        Volatile.Write(ref _ownIndex, index);
        return index;
    }
}

/// <summary>One dictionary a domain.</summary>
internal sealed class NameDictionaries
{
    private readonly NameDictionary[] _all;

    internal NameDictionaries(NameDictionary[] all, AttributeSlots attributes) => (_all, Attributes) = (all, attributes);

    /// <summary>Whose values the dictionaries of attributes have.</summary>
    public AttributeSlots Attributes { get; }

    /// <summary>About what names of all domains take.</summary>
    public long SizeBytes => _all.Sum(names => names.SizeBytes);

    public NameDictionary this[DictionaryId domain] => _all[(int)domain];

    /// <summary>For the one writer that goes on from a snapshot.</summary>
    internal NameDictionaryBuilders Builders => new(Array.ConvertAll(_all, names => names.Builder), Attributes);
}

using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Columns.Encodings;

/// <summary>One builder a domain.</summary>
internal sealed class NameDictionaryBuilders
{
    private readonly NameDictionaryBuilder[] _all;

    public NameDictionaryBuilders(AttributeSlots? attributes = null)
    {
        Attributes = attributes ?? AttributeSlots.None;
        var tags = new NameDictionaryBuilder();
        _all = [.. DictionaryIds.All.Select(id => id == DictionaryId.Tag ? tags : new NameDictionaryBuilder(id == DictionaryId.TagSet ? tags : null))];
        foreach (var domain in DictionaryIds.All)
            this[domain].AddFixed(FixedNames.Of(domain));
    }

    internal NameDictionaryBuilders(NameDictionaryBuilder[] all, AttributeSlots attributes) => (_all, Attributes) = (all, attributes);

    /// <summary>Whose values the dictionaries of attributes have.</summary>
    public AttributeSlots Attributes { get; }

    public NameDictionaryBuilder this[DictionaryId domain] => _all[(int)domain];

    public void ReleaseUnused()
    {
        foreach (var builder in _all)
            builder.ReleaseUnused();
    }

    public NameDictionaries ToImmutable() => new(Array.ConvertAll(_all, builder => builder.ToImmutable()), Attributes);
}

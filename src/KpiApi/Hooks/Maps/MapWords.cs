namespace KpiApi.Hooks.Maps;

/// <summary>The words of a help desk for values of ours, by member; letter case does not matter.</summary>
/// <param name="byMember">A word that stands for no value has null.</param>
internal sealed class MapWords(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string?>> byMember)
{
    /// <summary>Stands for all words that are not listed.</summary>
    private const string AnyOther = "*";

    /// <param name="member">Of which it is a value: status, score.</param>
    /// <param name="word">As the help desk sends it.</param>
    /// <param name="known">What it stands for; null for no value.</param>
    /// <returns>False when the map says nothing about it.</returns>
    public bool TryTranslate(string member, string word, out string? known)
    {
        known = null;
        return byMember.TryGetValue(member, out var words) && (words.TryGetValue(word.Trim(), out known) || words.TryGetValue(AnyOther, out known));
    }
}

namespace KpiApi.Engine.Model;

/// <summary>The tags of a ticket as they are kept: one text, such as <c>refund|vip</c>. Equal for equal sets of tags, in whatever order and however often each was given.</summary>
public static class TagText
{
    /// <summary>Between tags, so that none has it.</summary>
    public const char Separator = '|';

    /// <summary>Different tags of a ticket.</summary>
    public const int MaxTags = 20;

    /// <summary>In order; none of null.</summary>
    public static string[] Parse(string? text) => text is null ? [] : text.Split(Separator);

    /// <summary>Null for none.</summary>
    public static string? Write(IEnumerable<string> tags)
    {
        var text = string.Join(Separator, tags.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        return text.Length == 0 ? null : text;
    }
}

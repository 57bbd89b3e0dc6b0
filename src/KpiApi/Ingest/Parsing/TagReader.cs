using System.Globalization;
using System.Text;
using System.Text.Json;
using KpiApi.Engine.Model;
using KpiApi.Http.Json;
using KpiApi.Ingest.Contracts;

namespace KpiApi.Ingest.Parsing;

/// <summary>Reads the tags of one item: a list of texts, or a cell of a table with a bar between them. A tag that comes twice is one tag.</summary>
internal sealed class TagReader
{
    private const int MaxLength = 200;

    private readonly HashSet<string> _tags = new(StringComparer.Ordinal);

    /// <summary>Reads the list at which the reader stands, to its end; as it is kept, null for none.</summary>
    public string? Read(ref Utf8JsonReader json, Field field, ItemDraft draft)
    {
        _tags.Clear();
        for (var index = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; index++)
        {
            var place = index.ToString(CultureInfo.InvariantCulture);
            if (json.TokenType != JsonTokenType.String)
                draft.Problem(field, place, new("wrong_type", "A tag has to be a text."));
            else if (TextRules.Read(ref json) is { } tag)
                Add(tag, field, place, draft);
            else
                draft.Problem(field, place, TextRules.InvalidUtf8("A tag"));
            json.Skip();
        }

        return Whole(field, draft);
    }

    /// <summary>Reads a cell that is not empty.</summary>
    public string? Read(ReadOnlySpan<byte> cell, Field field, ItemDraft draft)
    {
        _tags.Clear();
        foreach (var (index, tag) in TagText.Parse(Encoding.UTF8.GetString(cell)).Index())
            Add(tag, field, index.ToString(CultureInfo.InvariantCulture), draft);
        return Whole(field, draft);
    }

    private void Add(string tag, Field field, string place, ItemDraft draft)
    {
        if (TextRules.CheckLine("A tag", tag, MaxLength) is { } error)
            draft.Problem(field, place, error);
        else if (tag.Contains(TagText.Separator, StringComparison.Ordinal))
            draft.Problem(field, place, new("separator_in_tag", $"A tag can't have '{TagText.Separator}', which stands between tags in tables."));
        else
            _tags.Add(tag);
    }

    private string? Whole(Field field, ItemDraft draft)
    {
        if (_tags.Count > TagText.MaxTags)
            draft.Problem(field, "too_many_tags", $"{field.Name} has {_tags.Count} different tags; at most {TagText.MaxTags} are possible.");
        return TagText.Write(_tags);
    }
}

using System.Text;
using System.Text.Json;
using KpiApi.Engine.Model;
using KpiApi.Engine.Spelling;
using KpiApi.Http.Errors;
using KpiApi.Http.Json;
using KpiApi.Ingest.Contracts;

namespace KpiApi.Ingest.Parsing;

/// <summary>Reads the declared attributes of one item: an object of texts. Numbers, true and false are kept as they are written.</summary>
/// <param name="declared">Ids that are possible.</param>
/// <param name="of">As in sentences: account.</param>
internal sealed class AttributeReader(IReadOnlyList<string> declared, string of)
{
    private const int MaxLength = 200;

    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Ids of those that were null.</summary>
    public List<string> Cleared { get; } = [];

    public void Clear()
    {
        _values.Clear();
        Cleared.Clear();
    }

    /// <summary>What has been read since, as it is kept; null for none.</summary>
    public string? Text() => AttributeText.Write(_values);

    /// <summary>Reads the object at which the reader stands, to its end.</summary>
    public void Read(ref Utf8JsonReader json, Field field, ItemDraft draft)
    {
        Clear();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var id = TextRules.Read(ref json);
            json.Read();
            if (id is null)
                draft.Problem(field, TextRules.InvalidUtf8("A name in attributes"));
            else if (!seen.Add(id))
                draft.Problem(field, id, new("duplicate_field", $"{id} is given more than once."));
            else if (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                draft.Problem(field, id, new("wrong_type", $"{id} has to be a text."));
            else if (json.TokenType == JsonTokenType.Null)
                AddCleared(id, field, draft);
            else if ((json.TokenType == JsonTokenType.String ? TextRules.Read(ref json) : Encoding.UTF8.GetString(json.ValueSpan)) is { } value)
                Add(id, value, field, draft);
            else
                draft.Problem(field, id, TextRules.InvalidUtf8(id));
            json.Skip();
        }
    }

    /// <summary>Takes one that has no value any more.</summary>
    public void AddCleared(string id, Field field, ItemDraft draft)
    {
        if (declared.Contains(id))
            Cleared.Add(id);
        else
            draft.Problem(field, id, Undeclared(id));
    }

    /// <summary>Takes one of them.</summary>
    public void Add(string id, string value, Field field, ItemDraft draft)
    {
        if (!declared.Contains(id))
            draft.Problem(field, id, Undeclared(id));
        else if (TextRules.CheckLine(id, value, MaxLength) is { } error)
            draft.Problem(field, id, error);
        else
            _values[id] = value;
    }

    private RequestError Undeclared(string id) => new("unknown_attribute",
        $"No attribute {id} of {of}s is declared. PUT /v1/attributes/{id} with {{\"of\": \"{of}\"}} declares it.", Nearest.To(id, declared));
}

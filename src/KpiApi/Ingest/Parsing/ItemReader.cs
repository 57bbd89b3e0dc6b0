using System.Text;
using System.Text.Json;
using KpiApi.Engine.Spelling;
using KpiApi.Http.Errors;
using KpiApi.Http.Json;
using KpiApi.Http.Limits;
using KpiApi.Ingest.Contracts;
using NodaTime;

namespace KpiApi.Ingest.Parsing;

/// <summary>Reads items of one resource from JSON and checks them; every problem of an item is found, not the first. One per request: not for two threads.</summary>
internal sealed class ItemReader<T>(Contract<T> contract, LimitsOptions limits, long latestMs = long.MaxValue)
{
    private readonly ItemDraft _draft = new(contract.Fields.Length);
    private readonly FieldParser _parser = new(limits) { LatestMs = latestMs };
    private readonly AttributeReader _attributes = new(contract.Declared, contract.Singular);
    private readonly TagReader _tags = new();
    private byte[] _unescaped = [];
    private int _comparisons = Nearest.ComparisonsOfRequest;

    public Contract<T> Contract => contract;

    /// <summary>In which a date is a day.</summary>
    public DateTimeZone? DayZone { init => _parser.DayZone = value; }

    /// <summary>What an item does not say is cleared, and not left as it is stored.</summary>
    public bool Replaces { get; init; }

    /// <summary>Reads the item at which the reader stands, to its end.</summary>
    /// <param name="json">Stands on the item's first token.</param>
    /// <param name="source">The bytes that <paramref name="json"/> reads, from its beginning.</param>
    /// <param name="index">Of the item in its batch; null when it came alone.</param>
    /// <param name="pathId">The id of the path, for an item that came under one.</param>
    /// <param name="item">To be used when there is no problem.</param>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public IReadOnlyList<RequestError> Read(ref Utf8JsonReader json, ReadOnlySpan<byte> source, long? index, string? pathId, out Incoming<T> item)
    {
        _draft.Clear();
        _attributes.Clear();
        item = default;
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return [new RequestError("not_an_object", $"A {contract.Singular} has to be a JSON object.") { Item = new(index) }];
        }

        ReadMembers(ref json);
        ApplyPathId(pathId);
        if (!contract.CheckRead(_draft, Replaces)) return Located(source, index);
        item = contract.Take(_draft, Replaces, _draft.Problems.Count == 0 ? null : Located(source, index)) with { ClearedAttributes = ClearedAttributes() };
        return [];
    }

    private void ReadMembers(ref Utf8JsonReader json)
    {
        var next = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var found = Find(ref json, next);
            if (found < 0)
            {
                ReportUnknown(ref json);
                continue;
            }

            next = found + 1;
            ReadValue(ref json, contract.Fields[found]);
        }
    }

    private int Find(ref Utf8JsonReader json, int next)
    {
        var name = json.ValueSpan;
        if (json.ValueIsEscaped && !TryUnescape(ref json, out name)) return -1;
        for (var offset = 0; offset < contract.Fields.Length; offset++)
        {
            var index = next + offset;
            if (index >= contract.Fields.Length) index -= contract.Fields.Length;
            if (name.SequenceEqual(contract.Fields[index].Utf8Name)) return index;
        }

        return -1;
    }

    private void ReportUnknown(ref Utf8JsonReader json)
    {
        var name = RequestError.Shorten(Encoding.UTF8.GetString(json.ValueSpan));
        json.Read();
        var value = RequestError.Shorten(Encoding.UTF8.GetString(json.ValueSpan));
        json.Skip();
        if (_draft.HasEnoughProblems)
            return;
        var nearest = Nearest.To(name, contract.Fields.Select(field => field.Name), ref _comparisons);
        var hint = nearest is null ? "" : $" Did you mean {nearest}?";
        _draft.Problems.Add((new("unknown_field", $"A {contract.Singular} has no field {name}.{hint}", nearest)
        {
            Pointer = "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal),
            Value = value,
        }, null));
    }

    private void ReadValue(ref Utf8JsonReader json, Field field)
    {
        json.Read();
        ref var slot = ref _draft[field];
        if (slot.State != SlotState.Absent)
        {
            json.Skip();
            if (!_draft.HasEnoughProblems)
                _draft.Problem(field, "duplicate_field", $"{field.Name} is given more than once.");
            return;
        }

        slot.Start = (int)json.TokenStartIndex;
        slot.State = SlotState.Null;
        if (json.TokenType == JsonTokenType.Null)
        {
            slot.Length = 4;
            return;
        }

        var problems = _draft.Problems.Count;
        var error = ParseValue(ref json, field, ref slot);
        slot.Length = (int)json.BytesConsumed - slot.Start;
        slot.State = error is null && _draft.Problems.Count == problems ? SlotState.Set : SlotState.Bad;
        if (error is not null) _draft.Problem(field, error);
    }

    private RequestError? ParseValue(ref Utf8JsonReader json, Field field, ref Slot slot)
    {
        var (fits, wanted) = field.Kind switch
        {
            FieldKind.Text when field.MayBeNumber => (json.TokenType == JsonTokenType.String || IsDigits(json), "a string, or a whole number in digits alone, such as 42"),
            FieldKind.Text or FieldKind.Choice or FieldKind.Instant => (json.TokenType == JsonTokenType.String, "a string"),
            FieldKind.Flag => (json.TokenType is JsonTokenType.True or JsonTokenType.False, "true or false"),
            FieldKind.Tags => (json.TokenType == JsonTokenType.StartArray, "a list"),
            FieldKind.Attributes => (json.TokenType == JsonTokenType.StartObject, "an object"),
            _ => (json.TokenType == JsonTokenType.Number, "a number"),
        };
        if (!fits)
        {
            json.Skip();
            return new("wrong_type", $"{field.Name} has to be {wanted}.");
        }

        if (field.Kind == FieldKind.Attributes)
        {
            _attributes.Read(ref json, field, _draft);
            slot.Text = _attributes.Text();
            return null;
        }

        if (field.Kind == FieldKind.Tags)
        {
            slot.Text = _tags.Read(ref json, field, _draft);
            return null;
        }

        if (!json.ValueIsEscaped) return _parser.Parse(field, json.ValueSpan, ref slot);
        return TryUnescape(ref json, out var text) ? _parser.Parse(field, text, ref slot) : TextRules.InvalidUtf8(field.Name);
    }

    private IReadOnlyList<string>? ClearedAttributes() => _attributes.Cleared.Count == 0 ? null : [.. _attributes.Cleared];

    /// <summary>42.0 and 4.2e1 are the same number, but other texts.</summary>
    private static bool IsDigits(in Utf8JsonReader json) =>
        json.TokenType == JsonTokenType.Number && json.ValueSpan.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    private bool TryUnescape(scoped ref Utf8JsonReader json, out ReadOnlySpan<byte> text)
    {
        if (_unescaped.Length < json.ValueSpan.Length) _unescaped = new byte[json.ValueSpan.Length];
        text = default;
        try
        {
            text = _unescaped.AsSpan(0, json.CopyString(_unescaped));
            return true;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, which is no character.
            return false;
        }
    }

    private void ApplyPathId(string? pathId)
    {
        if (pathId is null) return;
        ref var slot = ref _draft[contract.Id];
        if (slot.State is SlotState.Absent or SlotState.Null)
        {
            var error = _parser.Parse(contract.Id, Encoding.UTF8.GetBytes(pathId), ref slot);
            slot.State = error is null ? SlotState.Set : SlotState.Bad;
            if (error is not null) _draft.Problem(contract.Id, error);
        }
        else if (slot.State == SlotState.Set && slot.Text != pathId)
        {
            _draft.Problem(contract.Id, "id_mismatch", $"The body's id differs from the path's, which is {RequestError.Shorten(pathId)}.");
        }
    }

    private List<RequestError> Located(ReadOnlySpan<byte> source, long? index)
    {
        var id = _draft.Has(contract.Id) ? _draft.Text(contract.Id) : null;
        var located = new List<RequestError>(_draft.Problems.Count);
        foreach (var (error, field) in _draft.Problems)
            located.Add(error with { Item = new(index, id), Value = field is null ? error.Value : ValueOf(field, source) });
        return located;
    }

    private object? ValueOf(Field field, ReadOnlySpan<byte> source)
    {
        var slot = _draft[field];
        if (slot.Length == 0 || slot.State == SlotState.Null) return null;
        var text = Encoding.UTF8.GetString(source.Slice(slot.Start, slot.Length));
        if (text.Length > RequestError.MaxValueLength || text[0] is '{' or '[') return RequestError.Shorten(text);
        try
        {
            var value = JsonElement.Parse(text);
            return value.ValueKind == JsonValueKind.String ? value.GetString() : value;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair can be shown only as it was written.
            return text;
        }
    }
}

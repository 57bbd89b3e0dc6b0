using System.Globalization;
using System.Text.Json;
using KpiApi.Engine.Spelling;
using KpiApi.Http.Errors;
using KpiApi.Http.Limits;

namespace KpiApi.Http.Json;

/// <summary>The members of a JSON object that is read, and everything that is wrong with them, each with where it stands. A null counts as absent.</summary>
internal sealed class JsonMembers
{
    /// <summary>The defaults, which are what the tables hold: settings in the store are read by the same rules, whatever the limits have become since.</summary>
    private static readonly LimitsOptions s_tables = new();

    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly string _pointer;
    private readonly List<RequestError> _errors;

    private JsonMembers(JsonElement? element, string pointer, IReadOnlyList<string> names, List<RequestError> errors, string unknown = "unknown_field")
    {
        (_pointer, _errors) = (pointer, errors);
        if (element is not { } json) return;
        if (json.ValueKind != JsonValueKind.Object)
        {
            ProblemAt(pointer, "wrong_type", "It has to be a JSON object.", Shown(json));
            return;
        }

        IsRead = true;
        foreach (var member in json.EnumerateObject())
        {
            if (!names.Contains(member.Name))
                Problem(member.Name, unknown, $"There is no {member.Name} here; possible: {string.Join(", ", names)}.", Shown(member.Value), Nearest.To(member.Name, names));
            else if (!_members.TryAdd(member.Name, member.Value))
                Problem(member.Name, "duplicate_field", $"{member.Name} is given more than once.");
        }

        foreach (var (name, _) in _members.Where(member => member.Value.ValueKind == JsonValueKind.Null).ToList()) _members.Remove(name);
    }

    /// <summary>Of the setting.</summary>
    public string Id { get; private init; } = "";

    /// <summary>Where the object stands in the body.</summary>
    public string Pointer => _pointer;

    /// <summary>False when there is no object.</summary>
    public bool IsRead { get; }

    /// <summary>A whole body; its id may be left out, because it is in the path.</summary>
    public static JsonMembers OfBody(JsonElement body, string id, IReadOnlyList<string> names, List<RequestError> errors)
    {
        var members = new JsonMembers(body, "", names, errors) { Id = id };
        members.CheckText("id", "/id", id);
        if (members.Text("id") is { } said && said != id) members.Problem("id", "id_mismatch", "The body's id differs from the path's.", said);
        return members;
    }

    /// <summary>A whole body that has no id.</summary>
    public static JsonMembers OfBody(JsonElement body, IReadOnlyList<string> names, List<RequestError> errors) => new(body, "", names, errors);

    public bool Has(string name) => _members.ContainsKey(name);

    public bool IsEmptyList(string name) => _members[name].ValueKind == JsonValueKind.Array && _members[name].GetArrayLength() == 0;

    /// <summary>Null when absent or wrong, and reported then.</summary>
    public string? Text(string name) => _members.TryGetValue(name, out var value) ? TextOf(value, name, At(name)) : null;

    /// <summary>Empty when absent or wrong, and reported.</summary>
    public string RequiredText(string name) => RequiredText(name, s_tables.MaxTextLength);

    /// <param name="maxLength">In characters, of a text that may be longer than most.</param>
    public string RequiredText(string name, int maxLength)
    {
        Require(name);
        return (_members.TryGetValue(name, out var value) ? TextOf(value, name, At(name), maxLength) : null) ?? "";
    }

    public decimal? Number(string name, decimal min, decimal max)
    {
        if (!_members.TryGetValue(name, out var value)) return null;
        if (value.ValueKind != JsonValueKind.Number) Problem(name, "wrong_type", $"{name} has to be a number.", Shown(value));
        else if (value.TryGetDecimal(out var number) && number >= min && number <= max) return number;
        else Problem(name, "out_of_range", string.Create(CultureInfo.InvariantCulture, $"{name} has to be from {min} to {max}."), Shown(value));
        return null;
    }

    public decimal? RequiredNumber(string name, decimal min, decimal max)
    {
        Require(name);
        return Number(name, min, max);
    }

    public long? Whole(string name, long min, long max)
    {
        if (Number(name, min, max) is not { } number) return null;
        if (decimal.IsInteger(number)) return (long)number;
        Problem(name, "not_whole", $"{name} has to be a whole number.", number);
        return null;
    }

    /// <summary>Null when absent or wrong, and reported then.</summary>
    public bool? Flag(string name)
    {
        if (!_members.TryGetValue(name, out var value)) return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Problem(name, "wrong_type", $"{name} has to be true or false.", Shown(value));
        return null;
    }

    /// <summary>An object that somebody else reads; null when absent or wrong, and reported.</summary>
    public JsonElement? RequiredJsonObject(string name)
    {
        Require(name);
        return JsonObject(name);
    }

    /// <summary>An object that somebody else reads; null when absent or wrong, and reported then.</summary>
    public JsonElement? JsonObject(string name)
    {
        if (!_members.TryGetValue(name, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Object) return value.Clone();
        Problem(name, "wrong_type", $"{name} has to be a JSON object.", Shown(value));
        return null;
    }

    /// <summary>The items of a list, each with its pointer; none when absent or wrong.</summary>
    public IEnumerable<(JsonElement Value, string Pointer)> List(string name)
    {
        if (!_members.TryGetValue(name, out var value)) return [];
        if (value.ValueKind == JsonValueKind.Array) return value.EnumerateArray().Select((item, index) => (item, $"{At(name)}/{index}")).ToList();
        Problem(name, "wrong_type", $"{name} has to be a list.", Shown(value));
        return [];
    }

    /// <summary>The good texts of a list.</summary>
    public List<(string Text, string Pointer)> Texts(string name) =>
        [.. List(name).Select(item => (Text: TextOf(item.Value, name, item.Pointer)!, item.Pointer)).Where(item => item.Text is not null)];

    public JsonMembers Object(string name, IReadOnlyList<string> names, string unknown = "unknown_field") =>
        new(_members.TryGetValue(name, out var value) ? value : null, At(name), names, _errors, unknown);

    public JsonMembers RequiredObject(string name, IReadOnlyList<string> names)
    {
        Require(name);
        return Object(name, names);
    }

    public JsonMembers Within(JsonElement value, string pointer, IReadOnlyList<string> names) => new(value, pointer, names, _errors);

    public void Problem(string name, string code, string message, object? value = null, string? nearest = null) =>
        ProblemAt(At(name), code, message, value, nearest);

    public void ProblemAt(string pointer, string code, string message, object? value = null, string? nearest = null) =>
        _errors.Add(new(code, message, nearest) { Pointer = pointer, Value = value });

    public void Problem(string name, RequestError error) => _errors.Add(error with { Pointer = At(name) });

    private void Require(string name)
    {
        if (!Has(name) && (IsRead || _pointer.Length == 0) && !_errors.Exists(error => error.Pointer == _pointer && error.Code == "wrong_type"))
            Problem(name, "required", $"{name} is missing.");
    }

    private string? TextOf(JsonElement value, string name, string pointer, int? maxLength = null)
    {
        if (value.ValueKind == JsonValueKind.String) return CheckText(name, pointer, value.GetString()!, maxLength);
        ProblemAt(pointer, "wrong_type", $"{name} has to be a string.", Shown(value));
        return null;
    }

    /// <summary>By the rules of every text that comes in.</summary>
    private string? CheckText(string name, string pointer, string text, int? maxLength = null)
    {
        if (TextRules.CheckLine(name, text, maxLength ?? s_tables.MaxTextLength) is not { } error) return text;
        _errors.Add(error with { Pointer = pointer, Value = text });
        return null;
    }

    private string At(string name) => $"{_pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    /// <summary>What may be long is left out.</summary>
    private static object? Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null => null,
        _ => value.Clone(),
    };
}

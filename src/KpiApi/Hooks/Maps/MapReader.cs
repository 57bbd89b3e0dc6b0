using System.Text.Json;
using KpiApi.Engine.Model;
using KpiApi.Engine.Spelling;
using KpiApi.Http.Errors;
using KpiApi.Ingest.Contracts;
using NodaTime;

namespace KpiApi.Hooks.Maps;

/// <summary>Reads a map from JSON and checks it; everything that is wrong with it is found at once.</summary>
/// <param name="errors">To which what is wrong is added.</param>
/// <param name="root">Where the map stands in the body.</param>
internal sealed class MapReader(List<RequestError> errors, string root)
{
    public const string Payloads = "payloads";
    public const string When = "when";
    public const string Each = "each";
    public const string Clears = "clears";
    public const string States = "states";

    private const int MaxRules = 50;
    private const string At = "at";
    private const string AttributePrefix = "attributes.";

    /// <summary>Of tickets, in the words of its fields, and the type of the events that tell of it.</summary>
    private static readonly Dictionary<string, string> s_states = new(StringComparer.Ordinal)
    {
        ["status"] = EventTypes.Status,
        ["stage"] = EventTypes.Stage,
        ["agent"] = EventTypes.Assignment,
        ["team"] = EventTypes.Team,
        ["priority"] = EventTypes.Priority,
    };

    /// <summary>What the id of an event is made of that has none in the payload.</summary>
    private static readonly string[] s_madeOf = ["ticket", "type", "at"];

    private static readonly string[] s_kinds = [.. MappedKind.All.Select(kind => kind.Name)];

    /// <summary>To be used only when there are no errors.</summary>
    public HookMap Read(JsonElement map, MapWords words, DateTimeZone? zone)
    {
        var rules = new List<MapRule>();
        if (!IsObject(map, root)) return new(rules, words, zone);
        foreach (var member in map.EnumerateObject().Where(member => member.Name != Payloads && !s_kinds.Contains(member.Name)))
            Wrong($"{root}/{member.Name}", "unknown_field", $"A map makes no {member.Name}; it makes {string.Join(", ", s_kinds)}.", Nearest.To(member.Name, [.. s_kinds, Payloads]));
        foreach (var kind in MappedKind.All)
            if (map.TryGetProperty(kind.Name, out var given))
                rules.AddRange(Rules(kind, given));
        if (rules.Count > MaxRules) Wrong(root, "too_many_rules", $"A map has at most {MaxRules} rules; this one has {rules.Count}.");
        return new(rules, words, zone) { Payloads = Optional(map, Payloads, root) };
    }

    private IEnumerable<MapRule> Rules(MappedKind kind, JsonElement given)
    {
        var pointer = $"{root}/{kind.Name}";
        return given.ValueKind == JsonValueKind.Array
            ? [.. given.EnumerateArray().Select((rule, index) => Rule(kind, rule, $"{pointer}/{index}")).OfType<MapRule>()]
            : Rule(kind, given, pointer) is { } only ? [only] : [];
    }

    private MapRule? Rule(MappedKind kind, JsonElement json, string pointer)
    {
        if (!IsObject(json, pointer)) return null;
        var members = new List<MapMember>();
        foreach (var member in json.EnumerateObject())
            if (member.Name is not (When or Each or Clears or States) && Member(kind, member, pointer) is { } known)
                members.Add(known);
        foreach (var required in (kind == MappedKind.Events ? s_madeOf : ["id"]).Where(required => !json.TryGetProperty("id", out _) && !json.TryGetProperty(required, out _)))
            Wrong($"{pointer}/{required}", "required", $"A rule for {kind.Name} has to say where the {required} is{(kind == MappedKind.Events ? ", or the id" : "")}.");
        return new(kind, pointer)
        {
            When = Optional(json, When, pointer),
            Each = Optional(json, Each, pointer),
            Members = members,
            Clears = ReadClears(kind, json, pointer),
            States = ReadStates(kind, json, pointer),
        };
    }

    private MapMember? Member(MappedKind kind, JsonProperty member, string pointer)
    {
        var at = $"{pointer}/{member.Name}";
        var isAttribute = member.Name.StartsWith(AttributePrefix, StringComparison.Ordinal);
        var field = kind.Find(isAttribute ? AttributePrefix[..^1] : member.Name);
        if (field is null || (!isAttribute && field.Kind == FieldKind.Attributes))
        {
            var possible = kind.Fields.Select(f => f.Kind == FieldKind.Attributes ? AttributePrefix + "<id>" : f.Name).Concat([When, Each, Clears]).Concat(kind == MappedKind.Tickets ? [States] : []).ToList();
            Wrong(at, "unknown_field", $"A rule for {kind.Name} has no {member.Name}; possible: {string.Join(", ", possible)}.", Nearest.To(member.Name, possible));
            return null;
        }

        return Expression(member.Value, at) is { } value ? new(field, isAttribute ? member.Name[AttributePrefix.Length..] : null, value) : null;
    }

    private MapStates? ReadStates(MappedKind kind, JsonElement rule, string pointer)
    {
        if (!rule.TryGetProperty(States, out var json)) return null;
        var at = $"{pointer}/{States}";
        if (kind != MappedKind.Tickets) Wrong(at, "unknown_field", $"Only tickets have {States}.");
        if (kind != MappedKind.Tickets || !IsObject(json, at)) return null;
        var values = new List<(string, MapExpression)>();
        foreach (var member in json.EnumerateObject().Where(member => member.Name != At))
        {
            if (!s_states.TryGetValue(member.Name, out var type))
                Wrong($"{at}/{member.Name}", "unknown_field", $"There is no state {member.Name}; there are {string.Join(", ", s_states.Keys)}.", Nearest.To(member.Name, s_states.Keys));
            else if (Expression(member.Value, $"{at}/{member.Name}") is { } value)
                values.Add((type, value));
        }

        if (!json.TryGetProperty(At, out _)) Wrong($"{at}/{At}", "required", "States have to say when the ticket was so.");
        return Optional(json, At, at) is { } moment ? new(moment, values) : null;
    }

    private HashSet<string> ReadClears(MappedKind kind, JsonElement rule, string pointer)
    {
        var clears = new HashSet<string>(StringComparer.Ordinal);
        if (!rule.TryGetProperty(Clears, out var json)) return clears;
        if (json.ValueKind != JsonValueKind.Array)
        {
            Wrong($"{pointer}/{Clears}", "wrong_type", $"{Clears} has to be a list of members.");
            return clears;
        }

        var possible = kind.Fields.Where(field => !field.Required && field.Kind != FieldKind.Attributes).Select(field => field.Name).ToList();
        foreach (var (item, index) in json.EnumerateArray().Select((item, index) => (item, index)))
        {
            var name = item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText();
            if (possible.Contains(name)) clears.Add(name);
            else Wrong($"{pointer}/{Clears}/{index}", "unknown_field", $"{name} cannot be cleared; possible: {string.Join(", ", possible)}.", Nearest.To(name, possible));
        }

        return clears;
    }

    private MapExpression? Optional(JsonElement json, string name, string pointer) => json.TryGetProperty(name, out var value) ? Expression(value, $"{pointer}/{name}") : null;

    private MapExpression? Expression(JsonElement value, string pointer)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            Wrong(pointer, "wrong_type", "It has to be a JMESPath expression, as a text.");
            return null;
        }

        var expression = MapExpression.Parse(value.GetString()!, out var problem);
        if (problem is not null) errors.Add(new("invalid_expression", problem) { Pointer = pointer, Value = RequestError.Shorten(value.GetString()!) });
        return expression;
    }

    private bool IsObject(JsonElement json, string pointer)
    {
        if (json.ValueKind == JsonValueKind.Object) return true;
        Wrong(pointer, "wrong_type", "It has to be a JSON object.");
        return false;
    }

    private void Wrong(string pointer, string code, string message, string? nearest = null) => errors.Add(new(code, message, nearest) { Pointer = pointer });
}

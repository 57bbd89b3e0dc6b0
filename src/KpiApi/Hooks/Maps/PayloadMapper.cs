using System.Text.Json;
using KpiApi.Engine.Model;
using KpiApi.Http;
using KpiApi.Http.Errors;
using Newtonsoft.Json.Linq;

namespace KpiApi.Hooks.Maps;

/// <summary>Makes items of payloads, by a map. What it makes is checked like anything else that is sent. For one payload at a time.</summary>
/// <param name="clock">By which a payload that takes too long is given up.</param>
internal sealed class PayloadMapper(HookMap map, TimeProvider clock)
{
    /// <summary>Of one payload, of which one rule makes items.</summary>
    private const int MaxParts = 10_000;

    /// <summary>For one payload; real ones take a millisecond.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly MappedValues _values = new(map.Words, map.Zone);

    /// <param name="items">To which what it gives is added.</param>
    /// <param name="number">Of the payload among others, from 0; null when it came alone.</param>
    public void Map(JToken payload, MappedItems items, long? number = null)
    {
        items.Payload = number;
        try
        {
            foreach (var one in Parts(map.Payloads, payload, MapReader.Payloads)) MapOne(one, items);
        }
        catch (MapException failure)
        {
            Fail(items, $"/map/{MapReader.Payloads}", failure);
        }
    }

    private void MapOne(JToken payload, MappedItems items)
    {
        var began = clock.GetTimestamp();
        foreach (var rule in map.Rules)
        {
            try
            {
                if (rule.When?.Holds(payload, payload) == false) continue;
                foreach (var part in Parts(rule.Each, payload, MapReader.Each))
                {
                    Add(items, rule, payload, part);
                    if (clock.GetElapsedTime(began) > s_patience) throw new MapException($"It took longer than {s_patience.TotalSeconds} seconds.");
                }
            }
            catch (MapException failure)
            {
                Fail(items, rule.Pointer, failure);
            }
        }
    }

    private static void Fail(MappedItems items, string pointer, MapException failure) =>
        items.Fail(pointer, "map_failed", $"The map's {pointer} cannot be applied to this payload: {failure.Message}");

    private static IEnumerable<JToken> Parts(MapExpression? expression, JToken payload, string name)
    {
        if (expression is null) return [payload];
        return expression.Evaluate(payload, payload) switch
        {
            null => [],
            JArray { Count: > MaxParts } many => throw new MapException($"{name} finds {many.Count} parts; a payload has at most {MaxParts}."),
            JArray list => list.Where(part => part.Type != JTokenType.Null),
            var one => [one],
        };
    }

    private void Add(MappedItems items, MapRule rule, JToken payload, JToken part)
    {
        if (IsNoChange(rule, payload, part)) return;
        using var buffer = new MemoryStream();
        string? id = null;
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var member in rule.Members.Where(member => member.Attribute is null))
            {
                var value = member.Value.Evaluate(payload, part);
                if (member.Name == "id") id = MappedValues.Text(value);
                _values.Write(json, member.Field, WordsOf(rule, member.Name, payload, part), value, rule.Clears.Contains(member.Name));
            }

            if (rule.Kind == MappedKind.Events && MadeId(rule, payload, part) is { } made) json.WriteString("id", made);
            WriteAttributes(json, rule, payload, part);
            json.WriteEndObject();
        }

        items.Add(rule.Kind, buffer.ToArray());
        if (rule.States is { } states && id is not null) AddStates(items, rule, states, id, payload, part);
    }

    /// <summary>A status or a stage that the map says is no value: there is always one, so nothing is known to have changed.</summary>
    private bool IsNoChange(MapRule rule, JToken payload, JToken part) =>
        rule.Kind == MappedKind.Events && TypeOf(rule, payload, part) is EventTypes.Status or EventTypes.Stage
        && ValueOf(rule, "to", payload, part) is { } to && _values.Word(WordsOf(rule, "to", payload, part), to) is null;

    /// <summary>Of events whose help desk gives them no id: by the ticket, what changed, the moment and to what.</summary>
    private string? MadeId(MapRule rule, JToken payload, JToken part)
    {
        if (rule.Members.Any(member => member.Name == "id")) return null;
        var (ticket, type) = (MappedValues.Text(ValueOf(rule, "ticket", payload, part)), TypeOf(rule, payload, part));
        if (ticket is null || type is null || _values.Instant(ValueOf(rule, "at", payload, part)) is not { } at) return null;
        var id = EventId(ticket, StateWords(type), at);
        return _values.State(WordsOf(rule, "to", payload, part), ValueOf(rule, "to", payload, part)) is { } to ? $"{id}@{to}" : id;
    }

    private static string EventId(string ticket, string what, long atMs) => $"{ticket}@{what}@{atMs}";

    private static JToken? ValueOf(MapRule rule, string member, JToken payload, JToken part) =>
        rule.Members.FirstOrDefault(known => known.Name == member)?.Value.Evaluate(payload, part);

    private string? TypeOf(MapRule rule, JToken payload, JToken part) => _values.Word("type", ValueOf(rule, "type", payload, part));

    /// <summary>An event's from and to are in the words of what changes.</summary>
    private string WordsOf(MapRule rule, string member, JToken payload, JToken part) =>
        rule.Kind == MappedKind.Events && member is "from" or "to" && TypeOf(rule, payload, part) is { } type ? StateWords(type) : member;

    private static string StateWords(string eventType) => eventType == EventTypes.Assignment ? "agent" : eventType;

    private void WriteAttributes(Utf8JsonWriter json, MapRule rule, JToken payload, JToken part)
    {
        var isOpen = false;
        foreach (var member in rule.Members.Where(member => member.Attribute is not null))
        {
            if (_values.Word(member.Name, member.Value.Evaluate(payload, part)) is not { } text) continue;
            if (!isOpen) json.WriteStartObject(member.Field.Utf8Name);
            isOpen = true;
            json.WriteString(member.Attribute!, text);
        }

        if (isOpen) json.WriteEndObject();
    }

    /// <summary>One event for each state that is seen, told by the ticket, what it is of and the moment: seen again, it is the same event.</summary>
    private void AddStates(MappedItems items, MapRule rule, MapStates states, string ticket, JToken payload, JToken part)
    {
        if (_values.Instant(states.At.Evaluate(payload, part)) is not { } at)
        {
            items.Fail($"{rule.Pointer}/{MapReader.States}/at", "required", $"There is no time at which the ticket {RequestError.Shorten(ticket)} was in this state.");
            return;
        }

        var agent = states.Values.Where(state => state.Type == EventTypes.Assignment).Select(state => _values.Word("agent", state.Value.Evaluate(payload, part))).FirstOrDefault();
        foreach (var (type, value) in states.Values)
        {
            var name = StateWords(type);
            var to = _values.State(name, value.Evaluate(payload, part));
            if (to is null && !rule.Clears.Contains(name)) continue;
            using var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                json.WriteString("id", EventId(ticket, name, at));
                json.WriteString("ticket", ticket);
                json.WriteString("type", type);
                json.WriteString("at", InstantText.Utc(at));
                json.WriteString("actor", "system");
                if (type == EventTypes.Status && agent is not null) json.WriteString("agent", agent);
                if (to is not null) json.WriteString("to", to);
                json.WriteEndObject();
            }

            items.Add(MappedKind.Events, buffer.ToArray());
        }
    }
}

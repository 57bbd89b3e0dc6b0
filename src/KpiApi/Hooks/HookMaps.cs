using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using KpiApi.Engine.Calendars;
using KpiApi.Hooks.Maps;
using KpiApi.Hooks.Presets;
using KpiApi.Http.Errors;
using KpiApi.Settings;
using NodaTime;

namespace KpiApi.Hooks;

/// <summary>The maps of hooks, compiled once: a preset's, with what the hook says otherwise.</summary>
internal sealed class HookMaps
{
    private readonly ConditionalWeakTable<HookSetting, HookMap> _compiled = [];

    /// <summary>Of a hook that was checked when it came.</summary>
    public HookMap Of(HookSetting hook) => _compiled.GetValue(hook, known => Compile(known, []));

    /// <summary>To be used only when it adds no errors.</summary>
    public static HookMap Compile(HookSetting hook, List<RequestError> errors)
    {
        var preset = hook.Preset is { } name && HookPresets.Names.Contains(name) ? HookPresets.Get(name) : new JsonObject { ["map"] = new JsonObject(), ["values"] = new JsonObject() };
        var zone = hook.TimeZone is { } id ? Zone(id, errors) : null;
        var words = Words(preset["values"]!.AsObject(), hook.Values, errors);
        var given = hook.Map is { } map ? JsonObject.Create(map)! : [];
        using var merged = JsonDocument.Parse(HookPresets.Override(preset["map"]!.AsObject(), given).ToJsonString());
        return new MapReader(errors, "/map").Read(merged.RootElement, words, zone);
    }

    private static DateTimeZone? Zone(string id, List<RequestError> errors)
    {
        if (TimeZones.Find(id) is { } zone) return zone;
        errors.Add(new("unknown_time_zone", $"'{id}' is no time zone; one is a name like Europe/Berlin.", TimeZones.Nearest(id)) { Pointer = "/timeZone", Value = id });
        return null;
    }

    /// <summary>A hook's own words come before those of the preset.</summary>
    private static MapWords Words(JsonObject preset, JsonElement? given, List<RequestError> errors)
    {
        var all = new Dictionary<string, IReadOnlyDictionary<string, string?>>(StringComparer.Ordinal);
        using var known = JsonDocument.Parse(preset.ToJsonString());
        Add(known.RootElement);
        if (given is { } own) Add(own);
        return new(all);

        void Add(JsonElement members)
        {
            foreach (var member in members.EnumerateObject())
            {
                if (member.Value.ValueKind != JsonValueKind.Object)
                {
                    errors.Add(new("wrong_type", "It has to be an object: what the help desk says, and what it is here.") { Pointer = $"/values/{member.Name}" });
                    continue;
                }

                var words = all.TryGetValue(member.Name, out var before) ? new(before, StringComparer.OrdinalIgnoreCase) : new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
                foreach (var word in member.Value.EnumerateObject())
                {
                    if (word.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.Null)
                        words[word.Name] = word.Value.ValueKind == JsonValueKind.Null ? null : word.Value.ToString();
                    else
                        errors.Add(new("wrong_type", "It has to be a text, a number, or null for no value.") { Pointer = $"/values/{member.Name}/{word.Name}" });
                }

                all[member.Name] = words;
            }
        }
    }
}

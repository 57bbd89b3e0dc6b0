using System.Text.Json;
using System.Text.Json.Nodes;
using KpiApi.Engine.Results;

namespace KpiApi.Hooks.Presets;

/// <summary>The maps of help desks that are built in: files beside this one, each as it could be sent to <c>PUT /v1/hooks/{id}</c>.</summary>
internal static class HookPresets
{
    public static IReadOnlyList<string> Names { get; } = ["chatwoot", "freshdesk", "hubspot", "intercom", "zammad", "zendesk"];

    private static readonly Dictionary<string, JsonObject> s_presets = Names.ToDictionary(name => name, Load, StringComparer.Ordinal);

    /// <summary>Its map and its values.</summary>
    public static JsonObject Get(string name) => s_presets[name].DeepClone().AsObject();

    /// <summary>What a help desk's data cannot tell; none of a map of one's own.</summary>
    public static IReadOnlyList<KpiWarning> Warnings(string? name) =>
        name is not null && s_presets.TryGetValue(name, out var preset) ? [.. preset["warnings"]!.AsArray().Select(one => new KpiWarning((string)one!["code"]!, (string)one["message"]!))] : [];

    /// <summary>A preset's map with what a hook says otherwise: a list takes the place of all rules of its kind, an object of single members of each of them; a member that is null is taken out.</summary>
    public static JsonObject Override(JsonObject preset, JsonObject given)
    {
        var map = preset.DeepClone().AsObject();
        foreach (var (kind, change) in given)
        {
            if (change is JsonObject members && map[kind] is { } known)
                foreach (var rule in known is JsonArray rules ? rules.OfType<JsonObject>() : [known.AsObject()]) Change(rule, members);
            else if (change is null) map.Remove(kind);
            else map[kind] = change.DeepClone();
        }

        return map;
    }

    private static void Change(JsonObject rule, JsonObject members)
    {
        foreach (var (name, value) in members)
        {
            if (value is null) rule.Remove(name);
            else rule[name] = value.DeepClone();
        }
    }

    private static JsonObject Load(string name)
    {
        using var file = typeof(HookPresets).Assembly.GetManifestResourceStream($"hooks.{name}.json")!;
        return JsonNode.Parse(file, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Disallow })!.AsObject();
    }
}

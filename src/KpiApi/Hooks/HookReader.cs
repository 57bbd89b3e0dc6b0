using System.Text.Json;
using KpiApi.Engine.Spelling;
using KpiApi.Hooks.Presets;
using KpiApi.Http.Errors;
using KpiApi.Http.Json;
using KpiApi.Settings;

namespace KpiApi.Hooks;

/// <summary>Reads a hook as it is sent.</summary>
internal static class HookReader
{
    private const int MaxIdLength = 100;
    private const string Secret = "secret";

    /// <summary>Ids that are the words of paths.</summary>
    private const string Reserved = "presets";

    private static readonly string[] s_members = ["id", "preset", "map", "values", "timeZone", Secret];

    /// <summary>To be used only when it adds no errors; the token is the caller's business.</summary>
    /// <param name="before">The hook that it replaces, whose secret stays unless another one or null is sent; null for a new one.</param>
    public static HookSetting Read(JsonElement body, string id, HookSetting? before, List<RequestError> errors)
    {
        var members = JsonMembers.OfBody(body, id, s_members, errors);
        if (id.Length is 0 or > MaxIdLength || id == Reserved || id.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('_' or '-')))
            members.Problem("id", "invalid_id", $"The id of a hook has up to {MaxIdLength} letters, digits, '_' and '-', and is not {Reserved}.", id);
        var preset = members.Text("preset");
        if (preset is not null && !HookPresets.Names.Contains(preset))
            members.Problem("preset", "unknown_value", $"There is no preset {preset}; there are {string.Join(", ", HookPresets.Names)}.", preset, Nearest.To(preset, HookPresets.Names));
        if (preset is null && !members.Has("map") && members.IsRead) members.Problem("map", "required", "A hook needs a preset, a map or both.");
        var secret = IsGiven(body, Secret) ? members.Text(Secret) : before?.Secret;
        if (secret is not null && !HookSignatures.AreSentBy(preset)) members.Problem(Secret, "not_allowed", $"{preset} does not sign what it sends: a secret would refuse all of it.");
        var hook = new HookSetting(id, preset, members.JsonObject("map"), members.JsonObject("values"), members.Text("timeZone"), secret, before?.Hash ?? "", before?.OldHash, before?.OldUntilMs);
        if (members.IsRead) HookMaps.Compile(hook, errors);
        return hook;
    }

    private static bool IsGiven(JsonElement body, string member) => body.ValueKind == JsonValueKind.Object && body.TryGetProperty(member, out _);
}

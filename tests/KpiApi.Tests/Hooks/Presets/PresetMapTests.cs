using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KpiApi.Hooks;
using KpiApi.Hooks.Maps;
using KpiApi.Hooks.Presets;
using KpiApi.Http.Errors;
using KpiApi.Http.Limits;
using KpiApi.Settings;

namespace KpiApi.Tests.Hooks.Presets;

/// <summary>What the presets make of payloads, before anything is stored.</summary>
public sealed class PresetMapTests
{
    private static readonly HashSet<string> s_times = ["createdAt", "updatedAt", "at", "sentAt", "respondedAt", "closedAt", "resolvedAt", "firstResolvedAt", "firstResponseAt"];

    public static TheoryData<string, string> Ways
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var desk in DeskPayloads.Desks)
                foreach (var way in (string[])["", "exports"]) all.Add(desk, way);
            return all;
        }
    }

    [Fact]
    public void Every_preset_has_payloads()
    {
        Assert.Equal(HookPresets.Names, DeskPayloads.Desks);
        Assert.All(DeskPayloads.Desks, desk => Assert.True(DeskPayloads.Of(desk).Count >= 8, desk));
    }

    /// <summary>Set KPIAPI_WRITE_SPECS to write what comes out, to be reviewed.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public void Payloads_give_the_items_that_were_reviewed(string desk, string way)
    {
        var text = new StringBuilder();
        foreach (var (name, json) in DeskPayloads.Of(desk, way)) text.Append(name).Append('\n').Append(Items(desk, json));
        var file = Path.Combine(DeskPayloads.Folder(desk), way, "items.txt");
        if (Environment.GetEnvironmentVariable("KPIAPI_WRITE_SPECS") is not null) File.WriteAllText(file, text.ToString());
        Assert.Equal(File.ReadAllText(file), text.ToString());
    }

    /// <summary>One line an item, errors too.</summary>
    internal static string Items(string desk, string json)
    {
        var errors = new List<RequestError>();
        var map = HookMaps.Compile(new HookSetting("h", desk, null, null, desk == "freshdesk" ? "UTC" : null, null, "", null, null), errors);
        Assert.Empty(errors);
        var payload = Payloads.Parse(Encoding.UTF8.GetBytes(json), new LimitsOptions(), out var malformed);
        Assert.Null(malformed);
        var mapped = new MappedItems();
        new PayloadMapper(map, TimeProvider.System).Map(payload!, mapped);
        var lines = new StringBuilder();
        foreach (var error in mapped.Errors) lines.Append("  ! ").Append(error.Message).Append('\n');
        foreach (var (kind, items) in JsonNode.Parse(mapped.ToBatch())!.AsObject())
            foreach (var item in items!.AsArray())
                lines.Append("  ").Append(kind).Append(' ').AppendJoin(' ', item!.AsObject().Select(member => $"{member.Key}={Value(member.Key, member.Value)}")).Append('\n');
        return lines.Length == 0 ? "  nothing\n" : lines.ToString();
    }

    private static string Value(string member, JsonNode? value) => value switch
    {
        null => "null",
        JsonValue text when text.GetValueKind() == JsonValueKind.String => s_times.Contains(member) ? (string)text! : (string)text! is var word && word.Contains(' ', StringComparison.Ordinal) ? $"'{word}'" : word,
        _ => value.ToJsonString(),
    };
}

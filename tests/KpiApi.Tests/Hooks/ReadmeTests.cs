using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KpiApi.Hooks;
using KpiApi.Hooks.Maps;
using KpiApi.Http.Errors;
using KpiApi.Http.Limits;
using KpiApi.Settings;
using KpiApi.Tests.Hooks.Presets;

namespace KpiApi.Tests.Hooks;

/// <summary>What the README of hooks tells to paste.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string[] s_examples = [.. Block().Matches(File.ReadAllText(Readme())).Select(block => block.Groups[1].Value)];

    [Fact]
    public void Worked_example_gives_what_it_says()
    {
        var (payload, hook, items) = (s_examples[^3], JsonNode.Parse(s_examples[^2])!, s_examples[^1]);
        var errors = new List<RequestError>();
        var map = HookMaps.Compile(new HookSetting("h", null, hook["map"].Deserialize<JsonElement>(), hook["values"].Deserialize<JsonElement>(), null, null, "", null, null), errors);
        var made = new MappedItems();
        new PayloadMapper(map, TimeProvider.System).Map(Payloads.Parse(Encoding.UTF8.GetBytes(payload), new LimitsOptions(), out _)!, made);
        Assert.Empty(errors);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(items), JsonNode.Parse(made.ToBatch())), Encoding.UTF8.GetString(made.ToBatch()));
    }

    [Theory]
    [InlineData("freshdesk", "{{ticket.modified_on}}", "tickets id=7 createdAt=2026-01-05T09:00:00Z updatedAt=2026-01-05T09:20:00Z channel=email reason=Problem priority=high team=Hardware agent=anna@desk.example account='Stern Ltd' tags=[\"router\",\"vip\"]")]
    [InlineData("zendesk", "{{ticket.updated_at_with_timestamp}}", "surveys id=7 kind=csat ticket=7 respondedAt=2026-01-05T09:20:00Z score=1 scaleMin=0 scaleMax=1")]
    public void Content_with_placeholders_fits_the_preset(string desk, string placeholder, string item)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["id"] = "7",
            ["created_on"] = "2026-01-05 09:00:00",
            ["modified_on"] = "2026-01-05 09:20:00",
            ["status"] = "Open",
            ["status_changed_on"] = "2026-01-05 09:00:00",
            ["priority"] = "High",
            ["source"] = "Email",
            ["ticket_type"] = "Problem",
            ["agent.email"] = "anna@desk.example",
            ["group.name"] = "Hardware",
            ["company.name"] = "Stern Ltd",
            ["tags"] = "router, vip",
            ["updated_at_with_timestamp"] = "2026-01-05T09:20:00Z",
        };
        var content = Placeholder().Replace(s_examples.Single(example => example.Contains(placeholder, StringComparison.Ordinal)), found => known[found.Groups[1].Value]);
        Assert.Contains(item, PresetMapTests.Items(desk, content), StringComparison.Ordinal);
    }

    private static string Readme([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "../../../src/KpiApi/Hooks/README.md");

    [GeneratedRegex(@"```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\{\{ticket\.([a-z_.]+)\}\}")]
    private static partial Regex Placeholder();
}

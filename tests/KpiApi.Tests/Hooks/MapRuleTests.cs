using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KpiApi.Hooks;
using KpiApi.Hooks.Maps;
using KpiApi.Http.Errors;
using KpiApi.Http.Limits;
using KpiApi.Settings;

namespace KpiApi.Tests.Hooks;

/// <summary>What a rule makes of a part of a payload.</summary>
public sealed class MapRuleTests
{
    private const string Change = """{"events":{"ticket":"id","type":"what","at":"at","to":"to"}}""";

    [Theory]
    [InlineData("""{"id":7,"what":"status","at":1767603600,"to":"Closed"}""", "7@status@1767603600000@closed")]
    [InlineData("""{"id":7,"what":"assignment","at":"2026-01-05T09:00:00Z","to":31}""", "7@agent@1767603600000@31")]
    [InlineData("""{"id":7,"what":"assignment","at":"2026-01-05T09:00:00Z","to":""}""", "7@agent@1767603600000")]
    [InlineData("""{"id":7,"what":"reply","at":"2026-01-05T10:00:00+01:00"}""", "7@reply@1767603600000")]
    [InlineData("""{"id":7,"what":"reply"}""", null)]
    public void Event_without_an_id_gets_one_of_its_ticket_its_type_its_moment_and_its_value(string payload, string? id) =>
        Assert.Equal(id, (string?)One(Map(Change, "{}", payload), "events")["id"]);

    [Fact]
    public void Rule_for_events_needs_an_id_or_what_one_is_made_of()
    {
        Assert.Equal("/map/events/type required; /map/events/at required", Wrong("""{"events":{"ticket":"id"}}"""));
        Assert.Equal("", Wrong("""{"events":{"id":"id"}}"""));
        Assert.Equal("/map/tickets/id required", Wrong("""{"tickets":{"createdAt":"at"}}"""));
    }

    [Theory]
    [InlineData("OPEN", "open")]
    [InlineData("Waiting on us", "open")]
    [InlineData("On-hold", "on_hold")]
    public void Status_of_an_event_is_in_the_words_of_statuses_and_in_any_case(string to, string known) => Assert.Equal(known,
        (string?)One(Map(Change, """{"status":{"waiting on us":"open"}}""", $$"""{"id":7,"what":"status","at":1,"to":"{{to}}"}"""), "events")["to"]);

    [Fact]
    public void Star_stands_for_all_other_words()
    {
        const string words = """{"status":{"1":"new","*":null},"priority":{"*":"other"}}""";
        Assert.Equal("new", (string?)One(Map(Change, words, """{"id":7,"what":"status","at":1,"to":1}"""), "events")["to"]);
        Assert.Equal("other", (string?)One(Map(Change, words, """{"id":7,"what":"priority","at":1,"to":"P3"}"""), "events")["to"]);
    }

    /// <summary>There is always a status and a stage, but not always an agent.</summary>
    [Theory]
    [InlineData("status", 0)]
    [InlineData("stage", 0)]
    [InlineData("assignment", 1)]
    public void Change_to_no_value_is_left_out_where_there_is_always_one(string what, int count) =>
        Assert.Equal(count, Map(Change, """{"status":{"*":null},"stage":{"*":null},"agent":{"*":null}}""", $$"""{"id":7,"what":"{{what}}","at":1,"to":"x"}""")["events"]?.AsArray().Count ?? 0);

    [Fact]
    public void Type_of_an_event_has_words_too()
    {
        var made = One(Map(Change, """{"type":{"moved":"status"},"status":{"done":"solved"}}""", """{"id":7,"what":"moved","at":1,"to":"done"}"""), "events");
        Assert.Equal("status solved 7@status@1000@solved", $"{made["type"]} {made["to"]} {made["id"]}");
    }

    [Fact]
    public void Payloads_of_a_page_are_mapped_one_after_the_other()
    {
        const string map = """{"payloads":"results || [@]","events":{"each":"changes","ticket":"$.id","type":"'stage'","at":"at","to":"to"}}""";
        var page = Map(map, "{}", """{"results":[{"id":7,"changes":[{"at":1,"to":"a"}]},{"id":8,"changes":[{"at":1,"to":"b"},{"at":2,"to":"c"}]}]}""");
        Assert.Equal("7 8 8", string.Join(' ', page["events"]!.AsArray().Select(made => made!["ticket"])));
        Assert.Equal("9", (string?)One(Map(map, "{}", """{"id":9,"changes":[{"at":1,"to":"a"}]}"""), "events")["ticket"]);
        Assert.Equal("/map/payloads invalid_expression", Wrong("""{"payloads":"[","events":{"id":"id"}}"""));
    }

    private static JsonNode One(JsonNode items, string kind) => Assert.Single(items[kind]!.AsArray())!;

    private static JsonNode Map(string map, string values, string payload)
    {
        var errors = new List<RequestError>();
        var compiled = HookMaps.Compile(Hook(map, values), errors);
        Assert.Empty(errors);
        var items = new MappedItems();
        new PayloadMapper(compiled, TimeProvider.System).Map(Payloads.Parse(Encoding.UTF8.GetBytes(payload), new LimitsOptions(), out _)!, items);
        return JsonNode.Parse(items.ToBatch())!;
    }

    private static string Wrong(string map)
    {
        var errors = new List<RequestError>();
        HookMaps.Compile(Hook(map, "{}"), errors);
        return string.Join("; ", errors.Select(error => $"{error.Pointer} {error.Code}"));
    }

    private static HookSetting Hook(string map, string values) => new("h", null, JsonSerializer.Deserialize<JsonElement>(map), JsonSerializer.Deserialize<JsonElement>(values), null, null, "", null, null);
}

using System.Globalization;
using System.Text.Json.Nodes;

namespace KpiApi.Tests.Ingest;

/// <summary>What comes out goes in again.</summary>
public sealed class ReadBackTests
{
    /// <summary>Every member of every resource, each with a value that is not its default.</summary>
    private static readonly (string Resource, string Item)[] s_items =
    [
        ("tickets", """{"id":"full ä/1","createdAt":"2026-01-05T09:12:00.123Z","channel":"email","reason":"billing","priority":"high","team":"tier-1","agent":"anna","account":"A-77","createdBy":"agent","status":"closed","firstResponseAt":"2026-01-05T09:13:00Z","firstResolvedAt":"2026-01-05T09:14:00Z","resolvedAt":"2026-01-05T09:15:00Z","closedAt":"2026-01-05T09:16:00Z","reopens":1,"replies":3,"handleSeconds":4.005,"updatedAt":"2026-01-05T09:17:00Z","attributes":{"plan":"pro ä"},"tags":["VIP","a b,c","vip","ä/1"]}"""),
        ("events", """{"id":"full ä/1","ticket":"T-1","type":"status","at":"2026-01-05T09:40:00Z","actor":"system","agent":"anna","public":true,"durationSeconds":4.5,"from":"open","to":"solved"}"""),
        ("surveys", """{"id":"full ä/1","kind":"ces","ticket":"T-1","sentAt":"2026-01-05T09:40:00Z","respondedAt":"2026-01-05T09:41:00Z","score":2.5,"scaleMin":1,"scaleMax":5,"lowerIsBetter":true,"agent":"anna","channel":"email","reason":"billing","team":"tier-1","account":"A-77","comment":"so\nso"}"""),
        ("agents", """{"id":"full ä/1","name":"Anna \"A\" Berg","team":"tier-1","bot":true}"""),
        ("accounts", """{"id":"full ä/1","name":"Nordwind","value":12500.0001,"since":"2024-03-01T00:00:00Z","until":"2026-06-30T22:00:00Z","attributes":{"tier":"gold"}}"""),
        ("shifts", """{"id":"full ä/1","agent":"anna","from":"2026-01-05T08:00:00Z","to":"2026-01-05T16:30:00Z","kind":"available"}"""),
        ("costs", """{"id":"full ä/1","from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:00Z","amount":99999999999.9999,"channel":"chat","team":"tier-1"}"""),
    ];

    /// <summary>With the members that an item has to have, and no others.</summary>
    private static readonly (string Resource, string Item)[] s_bare =
    [
        ("tickets", """{"id":"bare","createdAt":"2026-01-05T09:12:00Z"}"""),
        ("events", """{"id":"bare","ticket":"T-1","type":"customer_message","at":"2026-01-05T09:40:00Z"}"""),
        ("surveys", """{"id":"bare","kind":"nps","sentAt":"2026-01-05T09:40:00Z"}"""),
        ("agents", """{"id":"bare"}"""),
        ("accounts", """{"id":"bare"}"""),
        ("shifts", """{"id":"bare","agent":"anna","from":"2026-01-05T08:00:00Z","to":"2026-01-05T16:30:00Z"}"""),
        ("costs", """{"id":"bare","from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:00Z","amount":0}"""),
    ];

    [Theory]
    [InlineData("id=", "400 empty")]
    [InlineData("id=a&limit=5", "400 conflict")]
    [InlineData("id=a&foo=5", "400 conflict")]
    public async Task Ids_stand_alone(string query, string outcome)
    {
        await using var app = await KpiApp.StartAsync();
        var many = string.Join('&', Enumerable.Range(0, 101).Select(n => $"id={n}"));
        foreach (var (asked, expected) in ((string, string)[])[(query, outcome), (many, "400 too_many")])
        {
            var answer = await app.GetAsync("/v1/agents?" + asked);
            Assert.Equal(expected, $"{answer.Status} {answer.Errors[0]!["code"]}");
        }
    }

    [Fact]
    public async Task Every_member_comes_back_as_it_was_sent_and_can_be_sent_again()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAllAsync(("/v1/attributes/plan", """{"of":"ticket"}"""), ("/v1/attributes/tier", """{"of":"account"}"""));
        foreach (var (resource, item) in s_items.Concat(s_bare))
        {
            var sent = JsonNode.Parse(item)!.AsObject();
            var path = $"/v1/{resource}/{Uri.EscapeDataString((string)sent["id"]!)}";
            Assert.Equal(201, (await app.PutAsync(path, item)).Status);
            var read = await app.GetAsync(path);
            Assert.Equal((200, "application/json"), (read.Status, read.Type));
            var back = resource == "tickets" ? read.Json["ticket"]!.AsObject() : read.Json;
            foreach (var (member, value) in sent) Assert.True(JsonNode.DeepEquals(value, back[member]), $"{resource}.{member} was {value} and came back as {back[member]}");
            if (sent["id"]!.ToString() != "bare") Assert.Equal(sent.Select(member => member.Key).Order(), back.Select(member => member.Key).Order());
            Assert.Equal("unchanged", (await app.PutAsync(path, back.ToJsonString()))["outcome"]);
            Assert.Equal(404, (await app.GetAsync($"/v1/{resource}/nobody")).Status);
        }

        foreach (var (resource, item) in s_items.Skip(1))
        {
            var named = (await app.GetAsync($"/v1/{resource}?id=bare&id=nobody&id=full%20%C3%A4/1&id=bare")).Json;
            Assert.Equal(["bare", "full ä/1"], named["items"]!.AsArray().Select(one => (string)one!["id"]!));
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(item), named["items"]![1]), $"{resource}: {named["items"]![1]}");
            Assert.Null(named["nextCursor"]);
        }

        foreach (var (resource, item) in s_items)
        {
            var list = (await app.GetAsync($"/v1/{resource}?updatedSince=0")).Json;
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(item), list["items"]![0]), $"{resource}: {list["items"]![0]}");
            Assert.Equal(["full ä/1", "bare"], list["items"]!.AsArray().Select(one => (string)one!["id"]!));
            var again = await app.PostAsync($"/v1/{resource}", list["items"]!.ToJsonString());
            Assert.Equal((200, "2"), (again.Status, again["unchanged"]));
        }
    }

    [Fact]
    public async Task Each_member_that_changes_is_an_update_and_the_same_again_is_not()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAllAsync(("/v1/attributes/plan", """{"of":"ticket"}"""), ("/v1/attributes/tier", """{"of":"account"}"""));
        foreach (var (resource, item) in s_items)
        {
            var sent = JsonNode.Parse(item)!.AsObject();
            var path = $"/v1/{resource}/{Uri.EscapeDataString((string)sent["id"]!)}";
            await app.PutAsync(path, item);
            // The scale of a survey changes only together with its kind and score.
            foreach (var (member, value) in sent.Where(member => member.Key != "id" && (resource != "surveys" || member.Key is not ("kind" or "scaleMin" or "scaleMax"))))
            {
                var patch = new JsonObject { [member] = Changed($"{resource}.{member}", value!) }.ToJsonString();
                var outcomes = (await OutcomeAsync(app.PatchAsync(path, patch)), await OutcomeAsync(app.PatchAsync(path, patch)));
                Assert.True(outcomes == ("updated", "unchanged"), $"{resource} {patch}: {outcomes}");
                // The other way round updatedAt would be older than what is stored.
                if (member == "updatedAt") await app.DeleteAsync(path);
                Assert.Contains(await OutcomeAsync(app.PutAsync(path, item)), (string[])["updated", "created"]);
            }
        }

        static async Task<string> OutcomeAsync(Task<Answer> answer) => (await answer).Status < 300 ? (await answer)["outcome"] : string.Join(' ', (await answer).Codes);
    }

    /// <summary>Another value that stands beside the others of the item.</summary>
    private static JsonNode Changed(string member, JsonNode value) => (member, value) switch
    {
        ("tickets.createdBy", _) => "customer",
        ("tickets.status", _) => "solved",
        ("events.type", _) => "note",
        ("events.actor", _) => "agent",
        ("events.from", _) => "new",
        ("events.to", _) => "closed",
        ("shifts.kind", _) => "scheduled",
        (_, JsonArray) => new JsonArray("other"),
        (_, JsonObject attributes) => new JsonObject { [attributes.First().Key] = "other" },
        (_, JsonValue number) when number.TryGetValue<decimal>(out var amount) => amount - 0.5m is var less && member is "tickets.reopens" or "tickets.replies" ? amount + 1 : less,
        (_, JsonValue flag) when flag.TryGetValue<bool>(out var isSet) => !isSet,
        (_, JsonValue text) when text.TryGetValue<DateTimeOffset>(out var instant) =>
            instant.AddSeconds(member.Split('.')[1] is "createdAt" or "sentAt" or "since" or "from" ? -1 : 1).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        _ => $"{value}x",
    };

    [Fact]
    public async Task List_comes_in_the_order_of_change_page_by_page_and_goes_on_where_it_ended()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PostAsync("/v1/agents", $"[{string.Join(',', Enumerable.Range(0, 5).Select(n => $$"""{"id":"a-{{n}}"}"""))}]");
        await app.PutAsync("/v1/agents/a-1", """{"name":"One"}""");
        var (ids, version) = await PullAsync(app, "/v1/agents?limit=2");
        Assert.Equal(["a-0 a-2", "a-3 a-4", "a-1"], ids);
        Assert.Equal(2, version);

        await app.PutAsync("/v1/agents/a-3", """{"name":"Three"}""");
        await app.DeleteAsync("/v1/agents/a-4");
        (ids, version) = await PullAsync(app, $"/v1/agents?updatedSince={version}");
        Assert.Equal("a-3 at 4", $"{string.Join(',', ids)} at {version}");
        Assert.Equal([""], (await PullAsync(app, "/v1/agents?updatedSince=4")).Ids);
    }

    [Theory]
    [InlineData("updatedSince=yesterday", "updatedSince invalid_value")]
    [InlineData("updatedSince=-1", "updatedSince invalid_value")]
    [InlineData("limit=0", "limit invalid_value")]
    [InlineData("limit=1001", "limit invalid_value")]
    [InlineData("cursor=nonsense", "cursor invalid_value")]
    [InlineData("updatedsince=1", "updatedsince unknown_parameter")]
    [InlineData("limit=0&cursor=x", "cursor invalid_value, limit invalid_value")]
    public async Task Wrong_parameter_is_told(string parameters, string errors)
    {
        await using var app = await KpiApp.StartAsync();
        var answer = await app.GetAsync($"/v1/events?{parameters}");
        Assert.Equal((400, errors), (answer.Status, string.Join(", ", answer.Errors.Select(error => $"{error!["parameter"]} {error["code"]}"))));
    }

    /// <summary>The ids of each page, and the version of the last.</summary>
    private static async Task<(List<string> Ids, long Version)> PullAsync(KpiApp app, string path)
    {
        var (pages, cursor) = (new List<string>(), "");
        while (true)
        {
            var page = (await app.GetAsync(path + cursor)).Json;
            pages.Add(string.Join(' ', page["items"]!.AsArray().Select(item => (string)item!["id"]!)));
            if (page["nextCursor"] is null) return (pages, (long)page["version"]!);
            cursor = $"{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}cursor={page["nextCursor"]}";
        }
    }
}

using System.Text;
using KpiApi.Hooks.Presets;
using KpiApi.Tests.Auth;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.Hooks;

public sealed class HookTests
{
    [Fact]
    public async Task Payload_becomes_a_ticket_its_events_and_its_survey()
    {
        await using var app = await HookDesk.StartAsync();
        var url = await app.MakeHookAsync();
        var reply = await app.CallAsync("POST", url, null, HookDesk.Ticket(42, "WAITING", "2026-01-01T11:00:00Z", rating: "Good"));
        Assert.Equal("200 1 2 1", $"{reply.Status} {reply.Json["tickets"]!["created"]} {reply.Json["events"]!["created"]} {reply.Json["surveys"]!["created"]}");
        var ticket = (await app.CallAsync("GET", "/v1/tickets/42", Keyed.Admin)).Json;
        Assert.Equal("2026-01-01T10:00:00Z 7 pending", $"{ticket["ticket"]!["createdAt"]} {ticket["ticket"]!["agent"]} {ticket["facts"]!["status"]}");
        Assert.Equal("csat-42 5 positive", $"{ticket["surveys"]![0]!["id"]} {ticket["surveys"]![0]!["score"]} {ticket["surveys"]![0]!["outcome"]}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task States_give_reopens_and_reassignments_in_whatever_order_they_come(int seed)
    {
        await using var app = await HookDesk.StartAsync();
        var url = await app.MakeHookAsync();
        string[] payloads =
        [
            HookDesk.Ticket(1, "open", "2026-01-01T10:00:00Z", null), HookDesk.Ticket(1, "open", "2026-01-01T11:00:00Z", "7"), HookDesk.Ticket(1, "solved", "2026-01-01T12:00:00Z", "7"),
            HookDesk.Ticket(1, "open", "2026-01-01T13:00:00Z", "7"), HookDesk.Ticket(1, "open", "2026-01-01T14:00:00Z", "8"), HookDesk.Ticket(1, "open", "2026-01-01T15:00:00Z", "8"),
            HookDesk.Ticket(1, "solved", "2026-01-01T16:00:00Z", "8"), HookDesk.Ticket(1, "closed", "2026-01-01T17:00:00Z", "8"),
        ];
        // Some come twice.
        string[] sent = [.. payloads, payloads[2], payloads[6]];
        if (seed > 0) new Random(seed).Shuffle(sent);
        foreach (var payload in sent) Assert.Equal(200, (await app.CallAsync("POST", url, null, payload)).Status);
        var facts = await app.FactsAsync("1");
        Assert.Equal("""[{"at":"2026-01-01T12:00:00Z","agent":"7"},{"at":"2026-01-01T16:00:00Z","agent":"8"}]""", facts["resolutions"]!.ToJsonString());
        Assert.Equal("""[{"at":"2026-01-01T14:00:00Z","agentBefore":"7"}]""", facts["reassignments"]!.ToJsonString());
        Assert.Equal("2026-01-01T13:00:00Z", (string)facts["reopens"]![0]!["at"]!);
        Assert.Equal(
            """[{"agent":"7","from":"2026-01-01T11:00:00Z","to":"2026-01-01T12:00:00Z"},{"agent":"7","from":"2026-01-01T13:00:00Z","to":"2026-01-01T14:00:00Z"},{"agent":"8","from":"2026-01-01T14:00:00Z","to":"2026-01-01T16:00:00Z"}]""",
            facts["holdings"]!.ToJsonString());
    }

    [Fact]
    public async Task Token_opens_its_hook_alone_and_is_kept_nowhere()
    {
        await using var app = await HookDesk.StartAsync();
        var (url, other) = (await app.MakeHookAsync(), await app.MakeHookAsync("other"));
        var token = url.Split('/')[^1];
        Assert.NotEqual(token, other.Split('/')[^1]);
        foreach (var (method, path) in ((string, string)[])[("POST", "/v1/hooks/other/" + token), ("POST", url + "x"), ("POST", "/v1/hooks/none/" + token)])
            Assert.Equal("404 hook_unknown", (await app.CallAsync(method, path, null, "{}")).Outcome());
        foreach (var (method, path) in ((string, string)[])[("POST", "/v1/tickets"), ("GET", "/v1/kpis?metrics=nps"), ("GET", "/v1/hooks/mine"), ("POST", "/v1/hooks/mine/test"), ("POST", "/v1/hooks/mine/rotate")])
        {
            Assert.Equal("401 key_missing", (await app.CallAsync(method, path, null, method == "POST" ? "{}" : null)).Outcome());
            Assert.Equal("401 key_unknown", (await app.CallAsync(method, path, token, method == "POST" ? "{}" : null)).Outcome());
        }

        foreach (var path in (string[])["/v1/hooks", "/v1/hooks/mine"]) Assert.DoesNotContain(token, (await app.CallAsync("GET", path, Keyed.Admin)).Text, StringComparison.Ordinal);
        foreach (var file in Directory.GetFiles(await app.StopAsync())) Assert.True((await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(token)) < 0, file);
    }

    [Fact]
    public async Task Url_of_a_hook_is_known_before_anything_is_sent_to_it()
    {
        await using var app = await HookDesk.StartAsync();
        var url = await app.MakeHookAsync("intercom", """{"preset":"intercom"}""");
        Assert.Equal(200, (await app.CallAsync("HEAD", url)).Status);
        Assert.Equal("""{"id":"intercom","preset":"intercom"}""", (await app.CallAsync("GET", url)).Text);
        Assert.Equal("404 hook_unknown", (await app.CallAsync("GET", url + "x")).Outcome());
        Assert.Equal("401 key_missing", (await app.CallAsync("GET", "/v1/hooks/intercom/rejections")).Outcome());
    }

    [Fact]
    public async Task Rotated_token_is_good_for_a_day_and_a_deleted_hook_for_nothing()
    {
        var clock = new StandingClock();
        await using var app = await HookDesk.StartAsync(clock);
        var first = await app.MakeHookAsync();
        async Task<string> RotateAsync() => new Uri((string)(await app.CallAsync("POST", "/v1/hooks/mine/rotate", Keyed.Admin)).Json["url"]!).AbsolutePath;
        async Task<string> SendAsync(string url) => (await app.CallAsync("POST", url, null, "{}")).Outcome();
        var tried = await app.CallAsync("POST", "/v1/hooks/mine/rotate?dryRun=true", Keyed.Admin);
        Assert.Equal("updated true  200", $"{tried.Json["outcome"]} {tried.Json["dryRun"]} {tried.Json["token"]} {await SendAsync(first)}");
        var second = await RotateAsync();
        Assert.Equal("200, 200", $"{await SendAsync(first)}, {await SendAsync(second)}");
        var third = await RotateAsync();
        Assert.Equal("404 hook_unknown, 200, 200", $"{await SendAsync(first)}, {await SendAsync(second)}, {await SendAsync(third)}");
        clock.Now += TimeSpan.FromDays(1);
        Assert.Equal("404 hook_unknown, 200", $"{await SendAsync(second)}, {await SendAsync(third)}");
        Assert.Equal("200", (await app.CallAsync("DELETE", "/v1/hooks/mine", Keyed.Admin)).Outcome());
        Assert.Equal("404 hook_unknown", await SendAsync(third));
        await app.MakeHookAsync();
        Assert.Equal("404 hook_unknown", await SendAsync(third));
    }

    [Fact]
    public async Task Hook_that_is_put_again_keeps_its_token_and_its_secret()
    {
        await using var app = await HookDesk.StartAsync();
        var url = await app.MakeHookAsync(body: $$"""{"map":{{HookDesk.Map}},"secret":"s3cr3t"}""");
        var again = await app.CallAsync("PUT", "/v1/hooks/mine", Keyed.Admin, HookDesk.Hook);
        Assert.Equal("""200 {"id":"mine","outcome":"updated"}""", $"{again.Status} {{\"id\":{again.Json["id"]!.ToJsonString()},\"outcome\":{again.Json["outcome"]!.ToJsonString()}}}");
        Assert.Null(again.Json["url"]);
        var shown = await app.CallAsync("GET", "/v1/hooks/mine", Keyed.Admin);
        Assert.Equal("true", shown.Json["signed"]!.ToJsonString());
        Assert.DoesNotContain("s3cr3t", shown.Text, StringComparison.Ordinal);
        Assert.Equal("401 signature_missing", (await app.CallAsync("POST", url, null, "{}")).Outcome());
        await app.CallAsync("PUT", "/v1/hooks/mine", Keyed.Admin, $$"""{"map":{{HookDesk.Map}},"secret":null}""");
        Assert.Equal("200", (await app.CallAsync("POST", url, null, "{}")).Outcome());
    }

    [Fact]
    public async Task Test_maps_and_stores_nothing()
    {
        await using var app = await HookDesk.StartAsync();
        await app.MakeHookAsync();
        var reply = await app.CallAsync("POST", "/v1/hooks/mine/test", Keyed.Admin, HookDesk.Ticket(42, "Waiting", "2026-01-01T11:00:00Z"));
        Assert.Equal("42", (string)reply.Json["items"]!["tickets"]![0]!["id"]!);
        Assert.Equal("pending", (string)reply.Json["items"]!["events"]![0]!["to"]!);
        Assert.Equal("404 unknown_ticket", (await app.CallAsync("GET", "/v1/tickets/42", Keyed.Admin)).Outcome());
    }

    [Theory]
    [InlineData("""{"map":{"tickets":{"id":"id","creatdAt":"a"}}}""", "/map/tickets/creatdAt unknown_field createdAt")]
    [InlineData("""{"map":{"tickets":{"createdAt":"a"}}}""", "/map/tickets/id required ")]
    [InlineData("""{"map":{"ticket":{}}}""", "/map/ticket unknown_field tickets")]
    [InlineData("""{"map":{"tickets":{"id":"a b"}}}""", "/map/tickets/id invalid_expression ")]
    [InlineData("""{"map":{"tickets":{"id":1}}}""", "/map/tickets/id wrong_type ")]
    [InlineData("""{"map":{"events":{"id":"id","states":{"at":"a"}}}}""", "/map/events/states unknown_field ")]
    [InlineData("""{"map":{"tickets":{"id":"id","states":{"at":"a","sttus":"b"}}}}""", "/map/tickets/states/sttus unknown_field status")]
    [InlineData("""{"map":{"tickets":{"id":"id","states":{"status":"b"}}}}""", "/map/tickets/states/at required ")]
    [InlineData("""{"map":{"tickets":{"id":"id","clears":["agnt"]}}}""", "/map/tickets/clears/0 unknown_field agent")]
    [InlineData("""{"preset":"zendeks"}""", "/preset unknown_value zendesk")]
    [InlineData("""{}""", "/map required ")]
    [InlineData("""{"preset":"freshdesk","secret":"x"}""", "/secret not_allowed ")]
    [InlineData("""{"preset":"zendesk","timeZone":"Europe/Berln"}""", "/timeZone unknown_time_zone Europe/Berlin")]
    [InlineData("""{"preset":"zendesk","values":{"status":3}}""", "/values/status wrong_type ")]
    [InlineData("""{"preset":"zendesk","values":{"status":{"a":[]}}}""", "/values/status/a wrong_type ")]
    public async Task Hook_that_is_wrong_says_where_and_what(string body, string wanted)
    {
        await using var app = await HookDesk.StartAsync();
        var reply = await app.CallAsync("PUT", "/v1/hooks/mine", Keyed.Admin, body);
        Assert.Equal($"422 {wanted}", $"{reply.Status} {reply.Json["errors"]![0]!["pointer"]} {reply.Json["errors"]![0]!["code"]} {reply.Json["errors"]![0]!["nearest"]}");
    }

    [Fact]
    public async Task Preset_is_overridden_member_by_member()
    {
        await using var app = await HookDesk.StartAsync();
        Assert.Equal("404 not_found", (await app.CallAsync("GET", "/v1/hooks/presets/zendeks", Keyed.Admin)).Outcome());
        Assert.NotNull((await app.CallAsync("GET", "/v1/hooks/presets/zendesk", Keyed.Admin)).Json["map"]);
        await app.MakeHookAsync(body: """{"preset":"zendesk","map":{"agents":[{"when":"type == 'mine'","id":"who"}]}}""");
        var reply = await app.CallAsync("POST", "/v1/hooks/mine/test", Keyed.Admin, """{"type":"mine","who":" 7 "}""");
        Assert.Equal("""{"agents":[{"id":"7"}]}""", reply.Json["items"]!.ToJsonString());
    }

    /// <summary>A good rating that becomes a bad one, told in the other order.</summary>
    [Fact]
    public async Task Rating_that_was_changed_counts_as_it_is_now_in_whatever_order_it_is_told()
    {
        await using var app = await HookDesk.StartAsync();
        var url = await app.MakeHookAsync();
        await app.CallAsync("POST", url, null, HookDesk.Ticket(42, "solved", "2026-01-01T12:00:00Z", rating: "bad"));
        var late = await app.CallAsync("POST", url, null, HookDesk.Ticket(42, "solved", "2026-01-01T11:00:00Z", rating: "good"));
        Assert.Equal("1", $"{late.Json["surveys"]!["unchanged"]}");
        Assert.Equal(1, (int)(await app.CallAsync("GET", "/v1/surveys/csat-42", Keyed.Admin)).Json["score"]!);
        await app.CallAsync("POST", url, null, HookDesk.Ticket(42, "solved", "2026-01-01T13:00:00Z", rating: "good"));
        Assert.Equal(5, (int)(await app.CallAsync("GET", "/v1/surveys/csat-42", Keyed.Admin)).Json["score"]!);
    }

    /// <summary>A help desk that cuts a text at so many characters may cut one of them in two; nobody can mend that.</summary>
    [Fact]
    public async Task Half_a_character_is_replaced()
    {
        await using var app = await HookDesk.StartAsync();
        var url = await app.MakeHookAsync(body: """{"map":{"surveys":{"id":"id","kind":"'csat'","respondedAt":"at","score":"score","comment":"said"}}}""");
        await app.CallAsync("POST", url, null, """{"id":"7","at":"2026-01-01T11:00:00Z","score":5,"said":"Great \ud83d\ude00 \ud83d"}""");
        Assert.Equal("Great 😀 �", (string)(await app.CallAsync("GET", "/v1/surveys/7", Keyed.Admin)).Json["comment"]!);
    }

    [Fact]
    public async Task Tag_with_the_character_between_tags_gets_another()
    {
        await using var app = await HookDesk.StartAsync();
        var url = await app.MakeHookAsync(body: """{"map":{"tickets":{"id":"id","createdAt":"at","tags":"tags"}}}""");
        await app.CallAsync("POST", url, null, """{"id":"7","at":"2026-01-01T11:00:00Z","tags":["sales|eu","vip"]}""");
        Assert.Equal("sales/eu, vip", string.Join(", ", (await app.CallAsync("GET", "/v1/tickets/7", Keyed.Admin)).Json["ticket"]!["tags"]!.AsArray()));
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public async Task Hook_warns_of_what_its_help_desk_cannot_tell(string preset)
    {
        await using var app = await HookDesk.StartAsync();
        var made = await app.CallAsync("PUT", "/v1/hooks/mine", Keyed.Admin, $$"""{"preset":"{{preset}}"}""");
        var warnings = made.Json["warnings"]!.AsArray();
        Assert.NotEmpty(warnings);
        Assert.All(warnings, warning => Assert.Matches("^[a-z_]+$", (string)warning!["code"]!));
        Assert.Equal(warnings.ToJsonString(), (await app.CallAsync("GET", "/v1/hooks/mine", Keyed.Admin)).Json["warnings"]!.ToJsonString());
        Assert.Equal(warnings.ToJsonString(), (await app.CallAsync("GET", $"/v1/hooks/presets/{preset}", Keyed.Admin)).Json["warnings"]!.ToJsonString());
    }

    public static TheoryData<string> Presets => [.. HookPresets.Names];
}

using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using KpiApi.Tests.Auth;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.Hooks.Presets;

/// <summary>What a help desk's payloads come to, however they arrive: in order, twice, backwards, shuffled, as a file.</summary>
public sealed class PresetFactsTests
{
    /// <summary>
    /// The ticket, its first response, resolutions, reopens, reassignments and status; then in seconds its first response, its first and its full resolution,
    /// the reopens, the reassignments, the satisfaction in percent, and the mean wait for a reply in seconds. What a help desk does not tell is missing.
    /// </summary>
    private static readonly Dictionary<string, string> s_known = new(StringComparer.Ordinal)
    {
        ["chatwoot"] = "310 09:20 11:00,12:00 11:30 10:30 solved | 1200 7200.75 10800.75 1 1 100 2200",
        ["freshdesk"] = "501 09:20 11:00,12:00 11:30 10:30 closed | 1200 7200 10800 1 1 100 2200",
        ["hubspot"] = "4400 09:20 11:00,12:00 11:30 10:30 closed | 1200 7200 10800 1 1 100 2200",
        ["intercom"] = "2100 09:20 11:00,12:00 11:30 10:30 closed | 1200 7200 10800 1 1 100 2180",
        ["zammad"] = "88 09:20 11:00,12:00 11:30 10:30 closed | 1200.18 7200.36 10800.36 1 1 - 2200.06",
        ["zendesk"] = "7001 09:20 11:00,12:00 11:30 10:30 closed | 1200 7200 10800 1 1 100 2200",
        ["chatwoot exports"] = "310 09:20 12:00   solved | 1200 10800.75 10800.75 0 0 100 2200",
        ["freshdesk exports"] = "501 09:20 11:00,12:00 11:30 10:30 closed | 1200 7200 10800 1 1 100 2200",
        ["hubspot exports"] = "4400 09:20 11:00,12:00 11:30 10:30 closed | 1200 7200 10800 1 1 100 1200",
        ["intercom exports"] = "2100 09:20 11:00,12:00 11:30 10:30 closed | 1200 7200 10800 1 1 100 2200",
        ["zammad exports"] = "88 09:20 11:00,12:00 11:30 10:30 closed | 1200.18 7200.38 10800.36 1 1 - 2200.06",
        ["zendesk exports"] = "7001 - 11:00,12:00 11:30 10:30 closed | - 7200 10800 1 1 100 -",
    };

    public static TheoryData<string, string, string> Orders
    {
        get
        {
            var all = new TheoryData<string, string, string>();
            foreach (var desk in DeskPayloads.Desks)
            {
                foreach (var order in (string[])["sent", "twice", "backwards", "1", "2"]) all.Add(desk, "", order);
                foreach (var order in (string[])["backwards", "imported"]) all.Add(desk, "exports", order);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Payloads_come_to_the_same_numbers_in_every_order(string desk, string way, string order)
    {
        await using var app = await HookDesk.StartAsync();
        var url = await app.MakeHookAsync(desk, desk == "freshdesk" ? """{"preset":"freshdesk","timeZone":"UTC"}""" : $$"""{"preset":"{{desk}}"}""");
        var payloads = DeskPayloads.Of(desk, way).Select(one => one.Json);
        if (order == "imported") await ImportAsync(app, desk, payloads);
        else await SendAsync(app, url, Arranged(payloads, order), mayBeIgnored: way.Length > 0);
        Assert.Equal(s_known[$"{desk} {way}".Trim()], await NumbersAsync(app));
        Assert.Empty(await app.RejectionsAsync(desk));
    }

    /// <summary>What both tell has the same ids, or the same effect.</summary>
    [Theory]
    [MemberData(nameof(Desks))]
    public async Task Export_that_overlaps_with_what_the_hook_has_sent_changes_nothing(string desk, bool isExportFirst)
    {
        await using var app = await HookDesk.StartAsync();
        // Freshdesk has names in its webhooks and numbers in its API.
        const string Names = """{"agent":{"2001":"anna@desk.example","2002":"ben@desk.example"},"team":{"30":"Hardware"},"account":{"90":"Stern Ltd"}}""";
        var url = await app.MakeHookAsync(desk, desk == "freshdesk" ? $$"""{"preset":"freshdesk","timeZone":"UTC","values":{{Names}}}""" : $$"""{"preset":"{{desk}}"}""");
        var (sent, exported) = (DeskPayloads.Of(desk).Select(one => one.Json).ToList(), DeskPayloads.Of(desk, "exports").Select(one => one.Json));
        if (isExportFirst) await ImportAsync(app, desk, exported);
        await SendAsync(app, url, sent, mayBeIgnored: false);
        if (!isExportFirst) await ImportAsync(app, desk, exported);
        Assert.Equal(s_known[desk], await NumbersAsync(app));
    }

    public static TheoryData<string, bool> Desks
    {
        get
        {
            var all = new TheoryData<string, bool>();
            foreach (var desk in DeskPayloads.Desks)
                foreach (var isExportFirst in (bool[])[false, true]) all.Add(desk, isExportFirst);
            return all;
        }
    }

    /// <summary>Whatever comes of it after that.</summary>
    [Theory]
    [InlineData("merged", "", 0)]
    [InlineData("marked_as_spam", "", 0)]
    [InlineData("soft_deleted", "", 0)]
    [InlineData("soft_deleted", "undeleted", 1)]
    public async Task Zendesk_ticket_that_was_taken_away_counts_when_it_is_back(string first, string then, int count)
    {
        string[] payloads = [Zendesk("status_changed", "10:00"), Zendesk(first, "11:00"), .. then.Length == 0 ? (string[])[] : [Zendesk(then, "12:00"), Zendesk("status_changed", "13:00")]];
        foreach (var order in (string[])["sent", "backwards", "1"])
        {
            await using var app = await HookDesk.StartAsync();
            var url = await app.MakeHookAsync("zendesk", """{"preset":"zendesk"}""");
            await SendAsync(app, url, Arranged(payloads, order), mayBeIgnored: false);
            Assert.Equal((order, count), (order, (int)(await KpisAsync(app, "tickets_created"))["tickets_created"]!["value"]!));
        }

        static string Zendesk(string type, string time) => $$$"""
            {"zendesk_event_version":"2022-11-06","type":"zen:event-type:ticket.{{{type}}}","time":"2026-01-05T{{{time}}}:00Z","event":{"previous":"OPEN","current":"PENDING"},
             "detail":{"id":"7","created_at":"2026-01-05T09:00:00Z","updated_at":"2026-01-05T{{{time}}}:00Z","status":"PENDING","requester_id":"900","submitter_id":"900"}}
            """;
    }

    [Fact]
    public async Task Rating_that_is_changed_replaces_the_first_one_and_one_without_a_ticket_waits_for_it()
    {
        await using var app = await HookDesk.StartAsync();
        var url = await app.MakeHookAsync("zendesk", """{"preset":"zendesk"}""");
        await SendAsync(app, url, [Rating("offered", "12:30"), Rating("bad", "13:00")], mayBeIgnored: false);
        Assert.Null((await KpisAsync(app, "csat"))["csat"]!["value"]);
        await SendAsync(app, url, [.. DeskPayloads.Of("zendesk").Select(one => one.Json).Take(3)], mayBeIgnored: false);
        Assert.Equal(0, (int)(await KpisAsync(app, "csat"))["csat"]!["value"]!);
        await SendAsync(app, url, [Rating("good", "13:30"), Rating("offered", "12:30")], mayBeIgnored: false);
        var totals = await KpisAsync(app, "csat,survey_response_rate");
        Assert.Equal("100 1 100 1", $"{totals["csat"]!["value"]} {totals["csat"]!["count"]} {totals["survey_response_rate"]!["value"]} {totals["survey_response_rate"]!["count"]}");

        static string Rating(string score, string time) => $$$"""{"survey":{"ticket":"7001","score":"{{{score}}}","at":"2026-01-05T{{{time}}}:00Z"}}""";
    }

    private static async Task<JsonNode> KpisAsync(KpiApp app, string metrics) =>
        (await app.CallAsync("GET", $"/v1/kpis?metrics={metrics}&from=2026-01-05&to=2026-01-06", Keyed.Admin)).Json["totals"]!;

    private static async Task SendAsync(KpiApp app, string url, List<string> payloads, bool mayBeIgnored)
    {
        foreach (var payload in payloads)
        {
            var reply = await app.CallAsync("POST", url, null, payload);
            Assert.True(reply.Status == 200 && reply.Json["errors"]!.AsArray().Count == 0 && (mayBeIgnored || !(bool)reply.Json["ignored"]!), reply.Text);
        }
    }

    /// <summary>As one file of lines.</summary>
    private static async Task ImportAsync(KpiApp app, string desk, IEnumerable<string> payloads)
    {
        var lines = string.Join('\n', payloads.Select(payload => JsonNode.Parse(payload)!.ToJsonString()));
        using var content = new StringContent(lines, MediaTypeHeaderValue.Parse("application/x-ndjson"));
        var reply = await app.SendAsync(new(HttpMethod.Post, $"/v1/hooks/{desk}/import") { Content = content }, ["Authorization: Bearer " + Keyed.Admin]);
        Assert.True(reply.Status == 200 && reply.Json["errors"]!.AsArray().Count == 0 && (bool)reply.Json["complete"]!, reply.Text);
    }

    private static List<string> Arranged(IEnumerable<string> payloads, string order)
    {
        var all = payloads.ToArray();
        if (order == "twice") all = [.. all.SelectMany(payload => (string[])[payload, payload])];
        if (order == "backwards") Array.Reverse(all);
        if (int.TryParse(order, out var seed)) new Random(seed).Shuffle(all);
        return [.. all];
    }

    private static async Task<string> NumbersAsync(KpiApp app)
    {
        var tickets = (await app.CallAsync("GET", "/v1/tickets", Keyed.Admin)).Json["items"]!.AsArray();
        var id = (string)Assert.Single(tickets)!["id"]!;
        var ticket = (await app.CallAsync("GET", "/v1/tickets/" + id, Keyed.Admin)).Json;
        var facts = ticket["facts"]!;
        var values = (await KpisAsync(app, "first_response_time,first_resolution_time,resolution_time,reopens,reassignments,csat,reply_time")).AsObject().Select(total => total.Value!["value"]?.ToString() ?? "-");
        return $"{id} {Time(facts["firstResponseAt"])} {Times("resolutions")} {Times("reopens")} {Times("reassignments")} {facts["status"]} | {string.Join(' ', values)}";

        string Times(string name) => string.Join(',', facts[name]!.AsArray().Select(one => Time(one is JsonObject record ? record["at"] : one)));
    }

    /// <summary>09:20</summary>
    private static string Time(JsonNode? instant) => instant is null ? "-" : ((string)instant!)[11..16];
}

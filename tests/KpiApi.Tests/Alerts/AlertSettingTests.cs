using System.Text.Json.Nodes;
using KpiApi.Tests.Auth;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.Alerts;

/// <summary>Alerts themselves: read strictly, changed, silenced, tested and deleted.</summary>
public sealed class AlertSettingTests
{
    private readonly StandingClock _clock = new();

    [Theory]
    [InlineData("""{"metric":"first_response_time:median","filters":{"channel":["email",null]},"window":"60m","above":14400}""", """{"metric":"first_response_time:median","filters":{"channel":["email",null]},"hours":"calendar","window":"60m","above":14400,"minCount":20}""")]
    [InlineData("""{"metric":"csat","window":"last_7_days","below":"target","minCount":5,"hours":"calendar"}""", """{"metric":"csat","hours":"calendar","window":"last_7_days","below":"target","minCount":5}""")]
    [InlineData("""{"metric":"open_tickets","window":"4h","above":100.5}""", """{"metric":"open_tickets","hours":"calendar","window":"4h","above":100.5,"minCount":0}""")]
    [InlineData("""{"unusual":"tickets_created","interval":"hour","groupBy":"channel"}""", """{"unusual":"tickets_created","interval":"hour","groupBy":"channel"}""")]
    [InlineData("""{"ticket":"awaiting_reply","forSeconds":14400,"filters":{"agent.not":"bo"}}""", """{"filters":{"agent.not":["bo"]},"ticket":"awaiting_reply","forSeconds":14400}""")]
    [InlineData("""{"sla":"next_reply","beforeDueSeconds":0}""", """{"sla":"next_reply","beforeDueSeconds":0}""")]
    [InlineData("""{"survey":"nps","outcome":"negative"}""", """{"survey":"nps","outcome":"negative"}""")]
    public async Task Alert_is_answered_with_its_defaults(string when, string expected)
    {
        await using var app = await Reading.StartDeskAsync(_clock);
        await app.MakeAsync("one", when);
        var alert = await app.GetAsync("/v1/alerts/one");
        Assert.Equal(expected, alert.Json["when"]!.ToJsonString());
        Assert.Equal("2026-03-10T12:00:00Z", alert["madeAt"]);
        Assert.Equal("one", (string)Assert.Single((await app.GetAsync("/v1/alerts")).Json["items"]!.AsArray())!["id"]!);
    }

    [Theory]
    [InlineData("""{"webhooks":[]}""", "/when required")]
    [InlineData("""{"when":{},"webhooks":[]}""", "/when required")]
    [InlineData("""{"when":{"sla":"resolution","survey":"csat"},"webhooks":[]}""", "/when conflict")]
    [InlineData("""{"when":{"survey":"csta","outcome":"negativ"},"webhooks":["nobody"]}""", "/when/survey unknown_value csat, /when/outcome unknown_value negative, /webhooks/0 unknown_webhook")]
    [InlineData("""{"when":{"survey":"csat","outcome":"negative"},"webhooks":["nobody"],"titel":1}""", "/titel unknown_field title, /webhooks/0 unknown_webhook")]
    [InlineData("""{"when":{"sla":"resolution","forSeconds":3}}""", "/when/forSeconds unknown_field, /when/beforeDueSeconds required, /webhooks required")]
    [InlineData("""{"when":{"ticket":"awaiting_reply","forSeconds":0.5,"filters":{"chanel":["email"],"stage":["a"],"channel":["emial"]}},"webhooks":[]}""", "/when/forSeconds out_of_range, /when/filters/chanel unknown_dimension channel, /when/filters/channel unknown_value email, /when/filters/stage dimension_not_allowed, /when/filters/stage unknown_value")]
    [InlineData("""{"when":{"ticket":"awaiting_reply","forSeconds":60,"filters":{"chanel":["email"],"stage":["a"],"channel":["emial"]}},"webhooks":[]}""", "/when/filters/chanel unknown_dimension channel, /when/filters/channel unknown_value email, /when/filters/stage dimension_not_allowed, /when/filters/stage unknown_value")]
    [InlineData("""{"when":{"metric":"first_respnse_time","window":"60s","above":true},"webhooks":[]}""", "/when/window unknown_value, /when/above wrong_type, /when/metric unknown_metric first_response_time")]
    [InlineData("""{"when":{"metric":"csatt","window":"60m","above":1},"webhooks":[]}""", "/when/metric unknown_metric csat")]
    [InlineData("""{"when":{"metric":"first_response_time:meidan","window":"todya","above":1},"webhooks":[]}""", "/when/window unknown_value today, /when/metric unknown_statistic first_response_time:median")]
    [InlineData("""{"when":{"metric":"first_response_time:meidan","window":"today","below":1,"hours":"business"},"webhooks":[]}""", "/when/metric unknown_statistic first_response_time:median, /when/hours no_calendar calendar")]
    [InlineData("""{"when":{"metric":"csat","window":"today","below":1,"above":2},"webhooks":[]}""", "/when conflict")]
    [InlineData("""{"when":{"metric":"csat","window":"today","below":"tagret"},"webhooks":[]}""", "/when/below unknown_value target")]
    [InlineData("""{"when":{"metric":"reopens","window":"today","below":"target"},"webhooks":[]}""", "/when/below no_target")]
    [InlineData("""{"when":{"metric":"csat,nps","window":"today","below":3},"webhooks":[]}""", "/when/metric too_many")]
    [InlineData("""{"when":{"unusual":"tickets_created","interval":"week","groupBy":"reeson"},"webhooks":[]}""", "/when/interval unknown_value, /when/groupBy unknown_dimension reason")]
    [InlineData("""{"when":{"unusual":"tickets_created","interval":"day","groupBy":"reeson"},"webhooks":[]}""", "/when/groupBy unknown_dimension reason")]
    [InlineData("""{"when":{"unusual":"tickets_created","interval":"day","groupBy":"reason,channel"},"webhooks":[]}""", "/when/groupBy too_many")]
    public async Task Everything_that_is_wrong_is_told_at_once(string body, string expected)
    {
        await using var app = await Reading.StartDeskAsync(_clock);
        var answer = await app.PutAsync("/v1/alerts/one", body);
        Assert.Equal((422, expected), (answer.Status, string.Join(", ", answer.Errors.Select(error => $"{error!["pointer"]} {error["code"]} {error["nearest"]}".TrimEnd()))));
        Assert.Equal("404", (await app.GetAsync("/v1/alerts/one")).Status.ToString(null, null));
    }

    [Fact]
    public async Task Another_title_goes_on_and_another_when_begins_anew()
    {
        await using var app = await AlertDesk.StartAsync(_clock);
        await app.MakeAsync("low", """{"survey":"csat","outcome":"negative"}""");
        _clock.Now += TimeSpan.FromMinutes(10);
        await app.PostAsync("/v1/surveys", """{"id":"S1","kind":"csat","respondedAt":"2026-03-10T12:05:00Z","score":1}""");
        Assert.Equal("survey.received S1", await app.ToldAsync("low"));
        Assert.Equal("updated", (await app.PutAsync("/v1/alerts/low?dryRun=true", """{"when":{"survey":"csat","outcome":"negative"},"webhooks":[],"title":"Low"}"""))["outcome"]);
        await app.MakeAsync("low", """{"outcome":"negative","survey":"csat"}""", ""","title":"Low" """);
        Assert.Equal("unchanged", (await app.PutAsync("/v1/alerts/low", """{"when":{"survey":"csat","outcome":"negative"},"webhooks":[],"title":"Low"}"""))["outcome"]);
        Assert.Equal(("Low", "2026-03-10T12:00:00Z", "survey.received S1"), ((await app.GetAsync("/v1/alerts/low"))["title"], (await app.GetAsync("/v1/alerts/low"))["madeAt"], await app.ToldAsync("low")));
        _clock.Now += TimeSpan.FromMinutes(10);
        await app.MakeAsync("low", """{"survey":"nps","outcome":"negative"}""");
        await app.MakeAsync("low", """{"survey":"csat","outcome":"negative"}""");
        Assert.Equal("2026-03-10T12:20:00Z", (await app.GetAsync("/v1/alerts/low"))["madeAt"]);
        await app.PostAsync("/v1/surveys", """{"id":"S1","respondedAt":"2026-03-10T12:21:00Z"}""");
        Assert.Equal("survey.received S1, survey.received S1", await app.ToldAsync("low"));
    }

    [Fact]
    public async Task Silence_moves_on_and_sends_nothing()
    {
        await using var app = await AlertDesk.StartAsync(_clock);
        await app.MakeAsync("low", """{"survey":"csat","outcome":"negative"}""");
        Assert.Equal(["/until out_of_range"], (await app.PostAsync("/v1/alerts/low/silence", """{"until":"2026-03-10T11:00:00Z"}""")).Codes);
        Assert.Equal("2026-03-10T18:00:00Z", (await app.PostAsync("/v1/alerts/low/silence", """{"until":"2026-03-10T18:00:00Z"}"""))["silencedUntil"]);
        Assert.Equal("2026-03-10T18:00:00Z", (await app.GetAsync("/v1/alerts/low"))["silencedUntil"]);
        // What is put anew stays silenced.
        await app.MakeAsync("low", """{"survey":"csat","outcome":"negative"}""", ""","title":"Low" """);
        await app.PostAsync("/v1/surveys", """{"id":"S1","kind":"csat","respondedAt":"2026-03-10T12:05:00Z","score":1}""");
        Assert.Equal("survey.received S1", await app.ToldAsync("low"));
        Assert.Equal("updated (absent)", (await app.PostAsync("/v1/alerts/low/silence", """{"until":null}""")) is var ended ? $"{ended["outcome"]} {ended["silencedUntil"]}" : "");
        Assert.Equal("null", (await app.GetAsync("/v1/alerts/low"))["silencedUntil"]);
        Assert.Equal(404, (await app.PostAsync("/v1/alerts/none/silence", "{}")).Status);
    }

    [Fact]
    public async Task Test_tells_a_sample_and_changes_nothing()
    {
        await using var app = await AlertDesk.StartAsync(_clock, "Alerts:PageUrl=https://kpi.example.com/");
        await app.MakeAsync("busy", """{"metric":"tickets_created","window":"60m","above":2}""");
        Assert.Equal("""{"alert":"busy","title":"Tickets created above 2 (60m)","metric":"tickets_created","test":true,"url":"https://kpi.example.com/?view=alerts"}""", (await app.PostAsync("/v1/alerts/busy/test?dryRun=true", "")).Json["data"]!.ToJsonString());
        Assert.Empty(await app.EventsAsync("busy"));
        Assert.Equal("alert.opened", (await app.PostAsync("/v1/alerts/busy/test", ""))["type"]);
        await app.PostAsync("/v1/alerts/busy/test", "");
        Assert.Equal(2, (await app.EventsAsync("busy")).Count());
        Assert.Equal("closed", (await app.GetAsync("/v1/alerts/busy"))["state"]);
        var page = await app.GetAsync("/v1/alerts/busy/history?limit=1");
        Assert.Equal((1, 1), (page.Json["items"]!.AsArray().Count, (await app.GetAsync($"/v1/alerts/busy/history?limit=1&cursor={page["nextCursor"]}")).Json["items"]!.AsArray().Count));
    }

    [Fact]
    public async Task Deleted_alert_is_gone_with_its_history()
    {
        await using var app = await AlertDesk.StartAsync(_clock);
        await app.MakeAsync("busy", """{"metric":"tickets_created","window":"60m","above":2}""");
        await app.PostAsync("/v1/alerts/busy/test", "");
        Assert.Equal("deleted", (await app.DeleteAsync("/v1/alerts/busy"))["outcome"]);
        Assert.Equal((404, 404, 404), ((await app.GetAsync("/v1/alerts/busy")).Status, (await app.GetAsync("/v1/alerts/busy/history")).Status, (await app.DeleteAsync("/v1/alerts/busy")).Status));
        await app.MakeAsync("busy", """{"metric":"tickets_created","window":"60m","above":2}""");
        Assert.Empty(await app.EventsAsync("busy"));
    }

    [Fact]
    public async Task Alert_that_names_an_agent_is_shown_to_who_may_see_agents()
    {
        await using var app = await Keyed.StartAsync();
        await app.CallAsync("PUT", "/v1/agents/anna", Keyed.Admin, "{}");
        await app.CallAsync("POST", "/v1/tickets", Keyed.Admin, """{"id":"T1","createdAt":"2026-01-05T09:00:00Z","agent":"anna"}""");
        Assert.Equal("201", (await app.CallAsync("PUT", "/v1/alerts/hers", Keyed.Admin, """{"when":{"ticket":"awaiting_reply","forSeconds":60,"filters":{"agent":["anna"]}},"webhooks":[]}""")).Outcome());
        Assert.Equal("201", (await app.CallAsync("PUT", "/v1/alerts/all", Keyed.Admin, """{"when":{"ticket":"awaiting_reply","forSeconds":60},"webhooks":[]}""")).Outcome());
        var (_, reader) = await app.MakeKeyAsync("read");
        var (_, leader) = await app.MakeKeyAsync("read read:agents");
        Assert.Equal(("all", "all, hers"), (await IdsAsync(app, reader), await IdsAsync(app, leader)));
        Assert.Equal(("404 not_found", "404 not_found", "200"), ((await app.CallAsync("GET", "/v1/alerts/hers", reader)).Outcome(), (await app.CallAsync("GET", "/v1/alerts/hers/history", reader)).Outcome(), (await app.CallAsync("GET", "/v1/alerts/hers/history", leader)).Outcome()));
    }

    private static async Task<string> IdsAsync(KpiApp app, string key) =>
        string.Join(", ", (await app.CallAsync("GET", "/v1/alerts", key)).Json["items"]!.AsArray().Select((JsonNode? item) => item!["id"]));
}

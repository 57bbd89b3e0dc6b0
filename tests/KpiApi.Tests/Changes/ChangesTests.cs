using System.Globalization;
using KpiApi.Tests.Auth;
using KpiApi.Tests.Auth.Policies;

namespace KpiApi.Tests.Changes;

public sealed class ChangesTests(AgentDesk desk) : IClassFixture<AgentDesk>
{
    [Fact]
    public async Task Each_change_is_a_line_in_the_order_of_versions()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAllAsync(("/v1/accounts/A-1", """{"value":10}"""), ("/v1/tickets/T-1", """{"createdAt":"2026-01-05T09:00:00Z","account":"A-1"}"""), ("/v1/accounts/A-1", """{"value":20}"""));
        var follower = new Follower(app);
        await follower.PullAsync();
        Assert.Equal(3, follower.Since);
        Assert.Equal(["2 tickets T-1", "3 accounts A-1"], follower.Lines.Select(line => $"{line["version"]} {line["kind"]} {line["id"]}"));
        Assert.Equal(20, (decimal)follower.Lines[1]["item"]!["value"]!);
        Assert.All(follower.Lines, line => Assert.Matches("^[0-9a-f]{16}$", (string)line["key"]!));
        await follower.PullAsync();
        Assert.Empty(follower.Lines);
        Assert.Equal(3, follower.Since);
    }

    [Fact]
    public async Task Deletion_is_told_by_its_key_and_names_nothing()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAllAsync(
            ("/v1/tickets/Mrs-Secret", """{"createdAt":"2026-01-05T09:00:00Z","account":"A-1"}"""), ("/v1/events/E-1", """{"ticket":"Mrs-Secret","type":"note","at":"2026-01-05T09:40:00Z"}"""),
            ("/v1/costs/C-1", """{"from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:00Z","amount":1}"""));
        var (follower, late) = (new Follower(app), new Follower(app));
        await follower.PullAsync();
        Assert.Equal(3, follower.Items.Count);
        await app.DeleteAsync("/v1/costs/C-1");
        await app.DeleteAsync("/v1/accounts/A-1");
        await follower.PullAsync();
        Assert.Empty(follower.Items);
        // A settings change leaves none of its own; the account was never there.
        Assert.Equal(["4 costs", "5 events", "5 tickets"], follower.Lines.Select(line => $"{line["version"]} {line["kind"]}").Order(StringComparer.Ordinal));
        Assert.All(follower.Lines, line => Assert.Equal("version,kind,key,deleted", string.Join(',', line.AsObject().Select(member => member.Key))));
        await late.PullAsync();
        Assert.DoesNotContain("Secret", string.Join('\n', late.Lines.Select(line => line.ToJsonString())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Item_that_moved_is_a_deletion_and_then_an_item_of_one_version()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/events/E-1", """{"ticket":"T-1","type":"note","at":"2026-01-05T09:40:00Z"}""");
        var follower = new Follower(app);
        await follower.PullAsync();
        await app.PutAsync("/v1/events/E-1", """{"ticket":"T-2","type":"note","at":"2026-01-05T09:40:00Z"}""");
        await follower.PullAsync();
        Assert.Equal(["2 true ", "2  T-2"], follower.Lines.Select(line => $"{line["version"]} {line["deleted"]?.ToJsonString()} {line["item"]?["ticket"]}"));
        Assert.Equal("T-2", (string)follower.Items.Values.Single()["ticket"]!);
    }

    [Fact]
    public async Task Limit_ends_at_the_end_of_a_version_and_the_next_answer_goes_on_there()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PostAsync("/v1/agents", """[{"id":"a"},{"id":"b"},{"id":"c"}]""");
        await app.PutAllAsync(("/v1/agents/d", "{}"), ("/v1/accounts/A-1", "{}"));
        var follower = new Follower(app);
        var pulls = new List<string>();
        for (var pull = 0; pull < 4; pull++)
        {
            await follower.PullAsync("&limit=2");
            pulls.Add($"{string.Join(' ', follower.Lines.Select(line => line["id"]))} {follower.Since}");
        }

        Assert.Equal(["a b c 1", "d A-1 3", " 3", " 3"], pulls);
    }

    [Fact]
    public async Task Kinds_leave_the_others_out_and_go_on_all_the_same()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAllAsync(("/v1/agents/a", "{}"), ("/v1/accounts/A-1", "{}"), ("/v1/agents/b", "{}"));
        await app.DeleteAsync("/v1/agents/b");
        var follower = new Follower(app);
        await follower.PullAsync("&kinds=accounts,costs");
        Assert.Equal(["accounts A-1"], follower.Lines.Select(line => $"{line["kind"]} {line["id"]}"));
        Assert.Equal(4, follower.Since);
    }

    [Fact]
    public async Task Caller_that_waits_is_answered_by_the_first_change()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/agents/a", "{}");
        var follower = new Follower(app);
        await follower.PullAsync();
        var waiting = follower.PullAsync("&wait=60");
        Assert.False(waiting.IsCompleted);
        await app.PutAsync("/v1/agents/b", "{}");
        await waiting;
        Assert.Equal(["b"], follower.Lines.Select(line => (string)line["id"]!));
        // One that has something to hear does not wait.
        var late = new Follower(app);
        await late.PullAsync("&wait=60");
        Assert.Equal(2, late.Lines.Count);
    }

    [Fact]
    public async Task Version_that_the_store_has_not_reached_is_of_another_life_of_it()
    {
        await using var app = await KpiApp.StartAsync();
        var reply = await app.CallAsync("GET", "/v1/changes?since=1");
        Assert.Equal("409 version_ahead", reply.Outcome());
    }

    [Theory]
    [InlineData("since=x", "since invalid_value x → -")]
    [InlineData("kinds=ticket", "kinds unknown_value ticket → tickets")]
    [InlineData("wait=61&limit=0", "limit invalid_value 0 → -|wait invalid_value 61 → -")]
    [InlineData("sinse=1", "sinse unknown_parameter - → since")]
    public async Task Wrong_parameter_is_told(string parameters, string errors)
    {
        await using var app = await KpiApp.StartAsync();
        var reply = await app.CallAsync("GET", "/v1/changes?" + parameters);
        Assert.Equal((400, errors), (reply.Status, string.Join('|', reply.Errors)));
    }

    [Fact]
    public async Task Without_read_agents_no_agent_is_named()
    {
        await using var app = await Keyed.StartAsync();
        var (_, ingest) = await app.MakeKeyAsync("ingest");
        foreach (var (path, body) in new[]
        {
            ("/v1/agents/anna-x", """{"name":"anna-x"}"""), ("/v1/tickets/T-1", """{"createdAt":"2026-01-05T09:00:00Z","agent":"anna-x"}"""),
            ("/v1/events/E-1", """{"ticket":"T-1","type":"assignment","at":"2026-01-05T09:00:00Z","agent":"anna-x","from":"anna-x","to":"anna-x"}"""),
            ("/v1/events/E-2", """{"ticket":"T-1","type":"stage","at":"2026-01-05T09:00:00Z","from":"one","to":"two"}"""),
            ("/v1/surveys/S-1", """{"kind":"csat","respondedAt":"2026-01-05T09:00:00Z","score":5,"agent":"anna-x","comment":"anna-x was quick"}"""),
            ("/v1/shifts/H-1", """{"agent":"anna-x","from":"2026-01-05T08:00:00Z","to":"2026-01-05T16:00:00Z"}"""),
        }) Assert.Equal(201, (await app.CallAsync("PUT", path, ingest, body)).Status);
        var (_, read) = await app.MakeKeyAsync("read");
        var follower = new Follower(app, read);
        await follower.PullAsync();
        Assert.Equal(["tickets", "events", "events", "surveys", "shifts"], follower.Lines.Select(line => (string)line["kind"]!));
        Assert.DoesNotContain("anna-x", string.Join('\n', follower.Lines.Select(line => line.ToJsonString())), StringComparison.Ordinal);
        Assert.Equal("two", (string)follower.Lines[2]["item"]!["to"]!);
        Assert.Equal("403 scope_missing", (await app.CallAsync("GET", "/v1/changes?kinds=tickets,agents", read)).Outcome());
        var all = new Follower(app, Keyed.Admin);
        await all.PullAsync();
        Assert.Equal(6, all.Lines.Count);
    }

    [Fact]
    public async Task Desk_that_nobody_may_see_agents_of_is_followed_without_them()
    {
        var (_, read) = await desk.App.MakeKeyAsync("read");
        var reply = await desk.App.CallAsync("GET", "/v1/changes", read);
        Assert.Equal(200, reply.Status);
        Assert.DoesNotContain(AgentDesk.Agent, reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Long_answer_has_every_item_once()
    {
        await using var app = await KpiApp.StartAsync();
        const int Tickets = 5_500;
        await app.PostLinesAsync("/v1/tickets", [.. Enumerable.Range(0, Tickets).Select(n => $$"""{"id":"T-{{n}}","createdAt":"2026-01-05T09:00:00Z"}""")]);
        var follower = new Follower(app);
        await follower.PullAsync();
        Assert.Equal(Tickets, follower.Lines.Count);
        Assert.Equal(Tickets, follower.Items.Count);
        Assert.Equal((follower.Since).ToString(CultureInfo.InvariantCulture), (await app.GetAsync("/v1/tickets?updatedSince=0"))["version"]);
    }
}

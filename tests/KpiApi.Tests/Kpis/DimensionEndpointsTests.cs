using System.Text.Json.Nodes;
using KpiApi.Tests.Auth;

namespace KpiApi.Tests.Kpis;

public sealed class DimensionEndpointsTests(SmallDesk desk, EmptyDesk empty) : IClassFixture<SmallDesk>, IClassFixture<EmptyDesk>
{
    [Fact]
    public async Task Values_come_with_counts_the_most_frequent_first()
    {
        var app = desk.App;
        Assert.Equal(
            """{"items":[{"value":"email","count":2},{"value":null,"count":1},{"value":"chat","count":1}],"nextCursor":null}""", (await app.ReadInBothAsync("/v1/dimensions/channel")).Text);
    }

    [Theory]
    [InlineData("agent", "anna 2, - 1, bo 1")]
    [InlineData("surveyKind", "csat 3, ces 0, nps 0")]
    [InlineData("reason", "- 4")]
    [InlineData("status", "new 2")]
    [InlineData("age", "48h-7d 1, 7d-30d 1")]
    [InlineData("idle", "7d-30d 1, never 1")]
    [InlineData("stage", "new 2")]
    public async Task Every_dimension_counts_what_has_it(string dimension, string values)
    {
        var app = desk.App;
        var items = (await app.ReadInBothAsync("/v1/dimensions/" + dimension)).Json["items"]!.AsArray();
        Assert.Equal(values, string.Join(", ", items.Select(i => $"{i!["value"] ?? "-"} {i["count"]}")));
    }

    [Theory]
    [InlineData("agent")]
    [InlineData("team")]
    [InlineData("channel")]
    [InlineData("reason")]
    [InlineData("priority")]
    [InlineData("account")]
    [InlineData("activityType")]
    [InlineData("stage")]
    [InlineData("surveyKind")]
    [InlineData("status")]
    [InlineData("age")]
    [InlineData("idle")]
    public async Task Every_dimension_is_listed(string dimension)
    {
        var app = desk.App;
        Assert.Equal(200, (await app.ReadInBothAsync("/v1/dimensions/" + dimension)).Status);
    }

    /// <summary>C is the only one by chat; its survey goes with it.</summary>
    [Fact]
    public async Task Value_is_gone_from_list_filters_and_suggestions_with_its_last_ticket()
    {
        await using var app = await Reading.StartDeskAsync();
        Assert.Equal(200, (await app.ReadInBothAsync("/v1/kpis?metrics=csat&period=all&channel=chat")).Status);
        await app.DeleteAsync("/v1/tickets/C");
        Assert.Equal(["email", "null"], (await app.ReadInBothAsync("/v1/dimensions/channel")).Each("items", "value"));
        var refused = await app.ReadInBothAsync("/v1/kpis?metrics=csat&period=all&channel=chat");
        Assert.Equal((400, "unknown_value", null), (refused.Status, (string?)refused.Json["errors"]![0]!["code"], (string?)refused.Json["errors"]![0]!["nearest"]));
        Assert.DoesNotContain("chat", (await app.ReadInBothAsync("/v1/kpis?metrics=csat&period=all&channel=chut")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prefix_finds_values_in_upper_or_lower_case()
    {
        var app = desk.App;
        Assert.Equal(["email"], (await app.ReadInBothAsync("/v1/dimensions/channel?prefix=EM")).Each("items", "value"));
        Assert.Empty((await app.ReadInBothAsync("/v1/dimensions/channel?prefix=x")).Each("items", "value"));
    }

    [Fact]
    public async Task Search_finds_parts_of_values_and_of_what_agents_and_accounts_are_called()
    {
        await using var app = await Reading.StartDeskAsync();
        await app.PutAllAsync(
            ("/v1/agents/anna", """{"name":"Änne Berg"}"""), ("/v1/agents/idle", """{"name":"Berg, too"}"""), ("/v1/accounts/A-1", """{"name":"Nordwind"}"""),
            ("/v1/tickets/N", """{"createdAt":"2026-03-05T09:00:00Z","account":"A-1","channel":"e-mail"}"""));
        Assert.Equal("""{"items":[{"value":"anna","count":2,"name":"Änne Berg"}],"nextCursor":null}""", (await app.ReadInBothAsync("/v1/dimensions/agent?search=änne b")).Text);
        Assert.Equal(["bo"], (await app.ReadInBothAsync("/v1/dimensions/agent?search=O")).Each("items", "value"));
        Assert.Equal(["A-1"], (await app.ReadInBothAsync("/v1/dimensions/account?search=WIND&prefix=a")).Each("items", "value"));
        Assert.Equal(["email", "e-mail"], (await app.ReadInBothAsync("/v1/dimensions/channel?search=mail")).Each("items", "value"));
        Assert.Equal("value,count,name\r\nanna,2,Änne Berg\r\n", (await app.ReadAsync("/v1/dimensions/agent?search=berg&format=csv")).Text);
    }

    [Fact]
    public async Task Names_of_accounts_are_told_only_to_who_may_read_accounts()
    {
        await using var app = await Keyed.StartAsync();
        await app.CallAsync("PUT", "/v1/accounts/A-1", Keyed.Admin, """{"name":"Nordwind"}""");
        await app.CallAsync("PUT", "/v1/tickets/T", Keyed.Admin, """{"createdAt":"2026-03-05T09:00:00Z","account":"A-1"}""");
        var (_, numbers) = await app.MakeKeyAsync("read");
        var (_, agents) = await app.MakeKeyAsync("read read:agents");
        Assert.Equal("""{"items":[{"value":"A-1","count":1}],"nextCursor":null}""", (await app.CallAsync("GET", "/v1/dimensions/account", numbers)).Text);
        Assert.Equal("""{"items":[],"nextCursor":null}""", (await app.CallAsync("GET", "/v1/dimensions/account?search=nord", numbers)).Text);
        Assert.Equal("""{"items":[{"value":"A-1","count":1,"name":"Nordwind"}],"nextCursor":null}""", (await app.CallAsync("GET", "/v1/dimensions/account?search=nord", agents)).Text);
    }

    [Fact]
    public async Task Pages_fit_together()
    {
        var app = desk.App;
        var first = await app.ReadInBothAsync("/v1/dimensions/channel?limit=2");
        var rest = await app.ReadInBothAsync("/v1/dimensions/channel?limit=2&cursor=" + first.Json["nextCursor"]);
        Assert.Equal(["email", "null"], first.Each("items", "value"));
        Assert.Equal(["chat"], rest.Each("items", "value"));
        Assert.Null(rest.Json["nextCursor"]);
    }

    /// <summary>No value, names with blanks and equal counts are places too; the place of a value that is gone meanwhile stays.</summary>
    [Fact]
    public async Task Every_value_comes_on_one_page_though_others_go_and_come_meanwhile()
    {
        await using var app = await Reading.StartAsync();
        foreach (var (number, channel) in ((string?[])["e", "e", "e", null, "a b", "c", "=", "-"]).Index())
            await app.PutAsync($"/v1/tickets/T-{number}", new JsonObject { ["createdAt"] = "2026-03-02T09:00:00Z", ["channel"] = channel }.ToJsonString());
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var reply = await app.ReadAsync("/v1/dimensions/channel?limit=1" + (cursor is null ? "" : "&cursor=" + cursor));
            seen.AddRange(reply.Each("items", "value"));
            cursor = (string?)reply.Json["nextCursor"];
            // "-" is the third.
            if (seen.Count == 3)
            {
                await app.DeleteAsync("/v1/tickets/T-7");
                await app.PutAsync("/v1/tickets/new", """{"createdAt":"2026-03-02T09:00:00Z","channel":"+"}""");
            }
        }
        while (cursor is not null);

        Assert.Equal(["e", "null", "-", "=", "a b", "c"], seen);
    }

    [Fact]
    public async Task Cursor_of_another_question_is_refused()
    {
        var app = desk.App;
        var cursor = (await app.ReadAsync("/v1/dimensions/channel?limit=1")).Json["nextCursor"];
        foreach (var path in (string[])["channel?prefix=e&", "channel?search=e&", "reason?"])
            Assert.Equal([$"cursor cursor_of_another_query {cursor} → -"], (await app.ReadAsync($"/v1/dimensions/{path}cursor={cursor}")).Errors);
    }

    [Fact]
    public async Task Csv_tells_the_same()
    {
        await using var app = await Reading.StartAsync();
        await app.PostAsync("/v1/tickets", """{"id":"A","createdAt":"2026-03-02T09:00:00Z","channel":"=1+1"}""");
        Assert.Equal("value,count\r\n'=1+1,1\r\n", (await app.ReadAsync("/v1/dimensions/channel?format=csv")).Text);
    }

    [Fact]
    public async Task Nothing_stored_is_an_empty_list()
    {
        var app = empty.App;
        Assert.Equal("""{"items":[],"nextCursor":null}""", (await app.ReadInBothAsync("/v1/dimensions/channel")).Text);
    }

    [Fact]
    public async Task Unknown_dimension_is_404_with_the_nearest()
    {
        var app = empty.App;
        var reply = await app.ReadInBothAsync("/v1/dimensions/chanel");
        Assert.Equal((404, "application/problem+json"), (reply.Status, reply.Type));
        Assert.Equal(["name unknown_dimension chanel → channel"], reply.Errors);
    }

    [Theory]
    [InlineData("prefx=e", "prefx unknown_parameter - → prefix")]
    [InlineData("limit=0", "limit invalid_value 0 → -")]
    [InlineData("limit=10001", "limit invalid_value 10001 → -")]
    [InlineData("cursor=-1", "cursor invalid_value -1 → -")]
    [InlineData("format=cvs", "format invalid_value cvs → csv")]
    public async Task Mistake_is_named(string query, string error)
    {
        var app = desk.App;
        var reply = await app.ReadInBothAsync("/v1/dimensions/channel?" + query);
        Assert.Equal([error], reply.Errors);
        Assert.Equal(400, reply.Status);
    }
}

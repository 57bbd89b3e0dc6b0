using System.Text.Json.Nodes;

namespace KpiApi.Tests.Ingest;

/// <summary>What a POST and a PATCH leave as it is stored, and how their items are checked beside it.</summary>
public sealed class MergeTests(WrittenApp written) : IClassFixture<WrittenApp>
{
    private static int s_items;

    private const string Full =
        """{"createdAt":"2026-01-05T09:00:00Z","channel":"email","agent":"anna","account":"A-77","firstResponseAt":"2026-01-05T10:00:00Z","resolvedAt":"2026-01-06T09:00:00Z"}""";

    [Theory]
    [InlineData("application/json", """{"id":"ID","channel":"chat","account":null}""")]
    [InlineData("application/json", """[{"id":"ID","channel":"phone"},{"id":"ID","channel":"chat","account":null}]""")]
    [InlineData("application/x-ndjson", "{\"id\":\"ID\",\"account\":null}\n{\"id\":\"ID\",\"channel\":\"chat\"}")]
    public async Task Post_leaves_what_it_does_not_say_and_clears_what_it_says_is_null(string type, string body)
    {
        var (app, id) = (written.App, NextId());
        await app.PutAsync("/v1/tickets/" + id, Full);
        Assert.Equal((200, "0"), await CountAsync(app.PostAsync("/v1/tickets", body.Replace("ID", id, StringComparison.Ordinal), type), "created"));
        Assert.Equal("chat anna  2026-01-06T09:00:00Z", await ShownAsync(app, id));
        Assert.Equal("unchanged", (await app.PatchAsync("/v1/tickets/" + id, "{}"))["outcome"]);
    }

    [Fact]
    public async Task Patch_merges_one_and_put_replaces_it()
    {
        var (app, id) = (written.App, NextId());
        Assert.Equal((201, "created"), await OutcomeAsync(app.PatchAsync("/v1/tickets/" + id, Full)));
        Assert.Equal((200, "updated"), await OutcomeAsync(app.PatchAsync("/v1/tickets/" + id, """{"agent":"bert"}""")));
        Assert.Equal("email bert A-77 2026-01-06T09:00:00Z", await ShownAsync(app, id));
        Assert.Equal((200, "unchanged"), await OutcomeAsync(app.PatchAsync("/v1/tickets/" + id, """{"agent":"bert","createdBy":"customer"}""", "application/merge-patch+json")));
        Assert.Equal((200, "updated"), await OutcomeAsync(app.PutAsync("/v1/tickets/" + id, """{"createdAt":"2026-01-05T09:00:00Z","channel":"chat"}""")));
        Assert.Equal("chat   ", await ShownAsync(app, id));
        Assert.Equal(415, (await app.PutAsync("/v1/tickets/" + id, Full, "application/merge-patch+json")).Status);
    }

    [Theory]
    [InlineData("tickets", """{"id":"ID","channel":"email"}""", "/createdAt required", "createdAt is missing. The ticket is new here: none with this id is stored, and a new one needs it.")]
    [InlineData("surveys", """{"id":"ID","score":5}""", "/kind required", "kind is missing. The survey is new here: none with this id is stored, and a new one needs it.")]
    [InlineData("shifts", """{"id":"ID","agent":"anna","from":"2026-01-05T09:00:00Z"}""", "/to required", "to is missing. The shift is new here: none with this id is stored, and a new one needs it.")]
    public async Task Item_that_is_new_needs_what_is_required_and_is_told_that_it_is_new(string resource, string body, string problem, string message)
    {
        var answer = await written.App.PostAsync("/v1/" + resource, body.Replace("ID", NextId(), StringComparison.Ordinal));
        Assert.Equal((422, problem, message), (answer.Status, answer.Codes.First(), (string?)answer.Errors[0]!["message"]));
    }

    [Theory]
    [InlineData("""{"resolvedAt":"2026-01-01T00:00:00Z"}""", """{"pointer":"/resolvedAt","code":"resolved_before_created","message":"resolvedAt is before the stored createdAt (2026-01-05T09:00:00Z).","value":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"createdAt":"2026-01-06T00:00:00+01:00"}""", """{"pointer":"/firstResponseAt","code":"first_response_before_created","message":"The stored firstResponseAt (2026-01-05T10:00:00Z) is before createdAt.","value":"2026-01-05T10:00:00Z"}""")]
    [InlineData("""{"status":"open"}""", """{"pointer":"/status","code":"status_contradicts_times","message":"By status the ticket is open, but by the stored resolvedAt (2026-01-06T09:00:00Z) it was resolved, and it was not reopened. Say how often in reopens, store its events before it, or clear with null what is no longer so.","value":"open"}""")]
    [InlineData("""{"status":"solved","resolvedAt":null}""", """{"pointer":"/status","code":"resolved_without_time","message":"A ticket that is solved or closed, as status says, needs resolvedAt, firstResolvedAt or closedAt.","value":"solved"}""")]
    [InlineData("""{"createdAt":null}""", """{"pointer":"/createdAt","code":"required","message":"createdAt is missing."}""")]
    public async Task Rules_are_those_of_the_merged_item_and_say_what_is_stored(string patch, string error)
    {
        var (app, id) = (written.App, NextId());
        await app.PutAsync("/v1/tickets/" + id, Full);
        var before = await ShownAsync(app, id);
        var answer = await app.PatchAsync("/v1/tickets/" + id, patch);
        Assert.Equal(422, answer.Status);
        var told = answer.Errors.Single()!.AsObject();
        Assert.True(told.Remove("id"));
        Assert.Equal(error, told.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Equal(before, await ShownAsync(app, id));
    }

    [Fact]
    public async Task Value_that_is_only_right_beside_what_is_stored_is_taken()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PostAsync("/v1/tickets", """{"id":"T-1","createdAt":"2026-01-05T09:00:00Z","resolvedAt":"2026-01-06T09:00:00Z"}""");
        Assert.Equal(200, (await app.PostAsync("/v1/tickets", """{"id":"T-1","status":"solved"}""")).Status);
        await app.PostAsync("/v1/surveys", """{"id":"S-1","kind":"csat","ticket":"T-1","sentAt":"2026-01-06T10:00:00Z","scaleMin":1,"scaleMax":10}""");
        Assert.Equal(200, (await app.PostAsync("/v1/surveys", """{"id":"S-1","respondedAt":"2026-01-06T11:00:00Z","score":10}""")).Status);
        Assert.Equal("100", await app.KpiAsync("csat"));
        await app.PostAsync("/v1/events", """{"id":"E-1","ticket":"T-1","type":"status","to":"solved","at":"2026-01-06T09:00:00Z"}""");
        Assert.Equal(200, (await app.PostAsync("/v1/events", """{"id":"E-1","from":"open"}""")).Status);
        var answer = await app.PostAsync("/v1/events", """{"id":"E-1","from":"opened"}""");
        Assert.Equal(("/from unknown_value", "opened"), (answer.Codes.Single(), (string?)answer.Errors[0]!["value"]));
    }

    [Fact]
    public async Task Older_than_stored_changes_nothing_even_where_it_would_not_fit()
    {
        var (app, id) = (written.App, NextId());
        await app.PutAsync("/v1/tickets/" + id, """{"createdAt":"2026-01-05T09:00:00Z","updatedAt":"2026-01-05T12:00:00Z","channel":"email"}""");
        Assert.Equal((200, "unchanged"), await OutcomeAsync(app.PatchAsync("/v1/tickets/" + id, """{"channel":"chat","updatedAt":"2026-01-05T11:00:00Z","resolvedAt":"2026-01-01T00:00:00Z"}""")));
        Assert.Equal((200, "updated"), await OutcomeAsync(app.PatchAsync("/v1/tickets/" + id, """{"channel":"chat"}""")));
        Assert.Equal((200, "unchanged"), await OutcomeAsync(app.PatchAsync("/v1/tickets/" + id, """{"channel":"chat"}""")));
    }

    [Fact]
    public async Task Array_of_which_one_does_not_fit_what_is_stored_stores_nothing_and_tells_of_each()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/tickets/T-1", Full);
        var version = app.VisibleVersion;
        var answer = await app.PostAsync("/v1/tickets", """
            [{"id":"T-2","createdAt":"2026-01-05T09:00:00Z"},{"id":"T-3"},{"id":"T-1","channel":""},{"id":"T-1","channel":"chat"},{"id":"T-1","resolvedAt":"2026-01-01T00:00:00Z"}]
            """);
        Assert.Equal((422, "5", "3", "0"), (answer.Status, answer["received"], answer["rejected"], answer["stored"]));
        Assert.Equal(["1 /createdAt required", "2 /channel empty", "4 /resolvedAt resolved_before_created"], answer.Errors.Select(Placed));
        Assert.Equal((version, false), (app.VisibleVersion, app.Shows("T-2")));
        var skipping = await app.PostAsync("/v1/tickets?onError=skip", """[{"id":"T-3"},{"id":"T-1","channel":"chat"},{"id":"T-1","resolvedAt":"2026-01-01T00:00:00Z"}]""");
        Assert.Equal(("1", "2"), (skipping["updated"], skipping["rejected"]));
        Assert.Equal(["0 /createdAt required", "2 /resolvedAt resolved_before_created"], skipping.Errors.Select(Placed));
        Assert.Equal("chat anna A-77 2026-01-06T09:00:00Z", await ShownAsync(app, "T-1"));

        static string Placed(JsonNode? error) => $"{error!["index"]} {error["pointer"]} {error["code"]}";
    }

    [Fact]
    public async Task Attributes_are_merged_one_by_one()
    {
        await using var app = await KpiApp.StartAsync();
        foreach (var id in (string[])["tier", "region"]) await app.PutAsync("/v1/attributes/" + id, """{"of":"account"}""");
        await app.PostAsync("/v1/accounts", """{"id":"A-1","attributes":{"tier":"gold","region":"EU"}}""");
        await ChangeAsync("""{"attributes":{"tier":"silver"}}""", """{"region":"EU","tier":"silver"}""");
        await ChangeAsync("""{"attributes":{"region":null}}""", """{"tier":"silver"}""");
        await ChangeAsync("""{"attributes":{}}""", """{"tier":"silver"}""");
        await app.PostAsync("/v1/accounts", "id,attributes.region\nA-1,US", "text/csv");
        await ChangeAsync("""{"name":"Nordwind"}""", """{"region":"US","tier":"silver"}""");
        await ChangeAsync("""{"attributes":null}""", "null");
        await app.PutAsync("/v1/accounts/A-1", """{"attributes":{"tier":"gold"}}""");
        await app.PutAsync("/v1/accounts/A-1", """{"attributes":{"region":"EU"}}""");
        await ChangeAsync("{}", """{"region":"EU"}""");

        async Task ChangeAsync(string patch, string attributes)
        {
            await app.PatchAsync("/v1/accounts/A-1", patch);
            Assert.Equal(attributes, (await app.GetAsync("/v1/accounts/A-1")).Json["attributes"]?.ToJsonString() ?? "null");
        }
    }

    /// <summary>Of an item that no other test writes.</summary>
    private static string NextId() => $"M-{Interlocked.Increment(ref s_items)}";

    private static async Task<(int, string)> OutcomeAsync(Task<Answer> answer) => ((await answer).Status, (await answer)["outcome"]);

    private static async Task<(int, string)> CountAsync(Task<Answer> answer, string count) => ((await answer).Status, (await answer)[count]);

    private static async Task<string> ShownAsync(KpiApp app, string id)
    {
        var ticket = (await app.GetAsync("/v1/tickets/" + id)).Json["ticket"]!;
        return $"{ticket["channel"]} {ticket["agent"]} {ticket["account"]} {ticket["resolvedAt"]}";
    }
}

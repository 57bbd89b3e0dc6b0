namespace KpiApi.Tests.Ingest;

public sealed class MixedBatchTests(PlainApp plain) : IClassFixture<PlainApp>
{
    private const string All = """
        {
          "tickets": [{"id":"T-1","createdAt":"2026-01-05T09:00:00Z","account":"A-1","agent":7,"status":"open","resolvedAt":"2026-01-06T09:00:00Z"}],
          "events": [{"id":1,"ticket":"T-1","type":"status","from":"solved","to":"open","at":"2026-01-07T00:00:00Z"}],
          "accounts": [{"id":"A-1","name":"Nordwind Ltd"}],
          "agents": [{"id":7,"name":"Anna"}],
          "surveys": [{"id":"S-1","kind":"csat","ticket":"T-1","respondedAt":"2026-01-08T09:00:00Z","score":5}],
          "shifts": [{"id":"SH-1","agent":7,"from":"2026-01-05","to":"2026-01-06"}],
          "costs": null
        }
        """;

    [Fact]
    public async Task Items_of_every_kind_are_stored_in_one_version_and_a_ticket_sees_the_events_that_come_with_it()
    {
        await using var app = await KpiApp.StartAsync();
        var answer = await app.PostAsync("/v1/batch", All);
        Assert.Equal((200, "1"), (answer.Status, answer["version"]));
        Assert.Equal(["accounts", "agents", "tickets", "events", "surveys", "shifts", "version"], answer.Json.AsObject().Select(member => member.Key));
        Assert.Equal("""{"received":1,"created":1,"updated":0,"unchanged":0,"rejected":0,"stored":1,"version":1,"errors":[]}""", answer.Json["tickets"]!.ToJsonString());
        Assert.Equal(("100", "1"), (await app.KpiAsync("csat"), await app.KpiAsync("reopens")));
        var again = await app.PostAsync("/v1/batch?dryRun=true", All);
        Assert.Equal(("1", "1", "true"), (again.Json["tickets"]!["unchanged"]!.ToString(), again["version"], again["dryRun"]));
    }

    [Fact]
    public async Task One_bad_item_of_any_kind_and_nothing_is_stored_unless_they_are_skipped()
    {
        await using var app = await KpiApp.StartAsync();
        const string Bad = """
            {"agents":[{"id":"anna"},{"id":"bert","team":""}],
             "tickets":[{"id":"T-1","createdAt":"2026-01-05T09:00:00Z"},{"id":"T-2"},{"id":"T-1","resolvedAt":"2026-01-01T00:00:00Z"}]}
            """;
        var answer = await app.PostAsync("/v1/batch", Bad);
        Assert.Equal((422, "null", "3 of 5 items were rejected; nothing was stored, because a batch is all or nothing."), (answer.Status, answer["version"], answer["detail"]));
        Assert.Equal(["1 /agents/1/team empty", "1 /tickets/1/createdAt required", "2 /tickets/2/resolvedAt resolved_before_created"], answer.Errors.Select(error => $"{error!["index"]} {error["pointer"]} {error["code"]}"));
        Assert.Equal(("2", "1", "0", "3", "2", "0"), (Told(answer, "agents", "received"), Told(answer, "agents", "rejected"), Told(answer, "agents", "stored"), Told(answer, "tickets", "received"), Told(answer, "tickets", "rejected"), Told(answer, "tickets", "stored")));
        Assert.Equal(0, app.VisibleVersion);
        var skipping = await app.PostAsync("/v1/batch?onError=skip", Bad);
        Assert.Equal((422, "1", "1", "1"), (skipping.Status, skipping["version"], Told(skipping, "agents", "created"), Told(skipping, "tickets", "created")));
        Assert.True(app.Shows("T-1"));

        static string Told(Answer answer, string kind, string count) => answer.Json[kind]![count]!.ToString();
    }

    [Theory]
    [InlineData("[]", " not_an_object ")]
    [InlineData("""{"tikets":[]}""", "/tikets unknown_field tickets")]
    [InlineData("""{"tickets":{}}""", "/tickets wrong_type ")]
    [InlineData("""{"agents":[],"agents":[]}""", "/agents duplicate_field ")]
    [InlineData("""{"\ud800":[]}""", " invalid_utf8 ")]
    [InlineData("""{"agents":[""", " malformed_json ")]
    [InlineData("""{"agents":[]} x""", " malformed_json ")]
    public async Task Body_that_is_no_batch_is_400(string body, string problem)
    {
        var answer = await plain.App.PostAsync("/v1/batch", body);
        Assert.Equal((400, problem), (answer.Status, string.Join(", ", answer.Errors.Select(error => $"{error!["pointer"]} {error["code"]} {error["nearest"]}"))));
    }

    [Fact]
    public async Task Batch_takes_ten_thousand_items_together_in_json_alone()
    {
        var items = string.Join(',', Enumerable.Range(0, 5_001).Select(n => $$"""{"id":{{n}}}"""));
        Assert.Equal((413, "/problems/too-many-items"), await TypeAsync(plain.App.PostAsync("/v1/batch", $$"""{"agents":[{{items}}],"accounts":[{{items}}]}""")));
        Assert.Equal(415, (await plain.App.PostAsync("/v1/batch", "id\n1", "text/csv")).Status);
        Assert.Equal("0", (await plain.App.PostAsync("/v1/batch", "{}"))["version"]);
    }

    [Theory]
    [InlineData("42", "42")]
    [InlineData("00", null)]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("42.0", null)]
    [InlineData("4.2e1", null)]
    [InlineData("-1", null)]
    public async Task Numeric_id_is_kept_as_its_digits(string sent, string? id)
    {
        await using var app = await KpiApp.StartAsync();
        var answer = await app.PostAsync("/v1/tickets", $$"""{"id":{{sent}},"createdAt":"2026-01-05T09:00:00Z"}""");
        if (id is null) Assert.True(answer.Status is 400 or 422);
        else Assert.Equal((200, true), (answer.Status, app.Shows(id)));
        if (answer.Status == 422) Assert.Equal("id has to be a string, or a whole number in digits alone, such as 42.", (string?)answer.Errors[0]!["message"]);
    }

    private static async Task<(int, string)> TypeAsync(Task<Answer> answer) => ((await answer).Status, (await answer)["type"]);
}

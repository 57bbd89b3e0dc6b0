namespace KpiApi.Tests.Kpis;

public sealed class RecordEndpointsTests(SmallDesk desk) : IClassFixture<SmallDesk>
{
    private const string March = "from=2026-03-01&to=2026-04-01";

    [Fact]
    public async Task Records_of_a_mean_tell_what_each_ticket_adds()
    {
        var app = desk.App;
        var reply = await app.ReadInBothAsync($"/v1/kpis/records?metric=first_response_time&{March}&timeZone=Europe/Berlin&channel=email");
        Assert.Equal(
            Reading.OneLine("""
            {"items":[
            {"ticket":"A","at":"2026-03-02T10:10:00+01:00","value":600,"agent":"anna","team":null,"channel":"email","reason":null,"priority":null,"account":null,"tags":[]},
            {"ticket":"B","at":"2026-03-02T11:30:00+01:00","value":1800,"agent":"bo","team":null,"channel":"email","reason":null,"priority":null,"account":null,"tags":[]}
            ],"nextCursor":null}
            """), reply.Text);
    }

    [Fact]
    public async Task Records_of_a_survey_metric_are_surveys()
    {
        var app = desk.App;
        var reply = await app.ReadInBothAsync($"/v1/kpis/records?metric=csat&{March}");
        Assert.Equal(["S1", "S2", "S3"], reply.Each("items", "survey"));
        Assert.Equal(["A", "B", "C"], reply.Each("items", "ticket"));
        Assert.Equal(["true", "false", "true"], reply.Each("items", "counted"));
        Assert.Equal(["csat", "csat", "csat"], reply.Each("items", "surveyKind"));
        Assert.Equal(["5", "3", "4"], reply.Each("items", "score"));
    }

    [Theory]
    [InlineData("metric=csat&orderBy=-at", "S3,S2,S1")]
    [InlineData("metric=csat&orderBy=score", "S2,S3,S1")]
    [InlineData("metric=csat&outcome=negative", "S2")]
    [InlineData("metric=csat&outcome=positive&orderBy=-score", "S1,S3")]
    public async Task Records_are_in_the_order_asked_for_page_after_page(string query, string surveys)
    {
        var (told, cursor) = (new List<string>(), "");
        do
        {
            var page = await desk.App.ReadInBothAsync($"/v1/kpis/records?{query}&{March}&limit=1{cursor}");
            told.AddRange(page.Each("items", "survey"));
            cursor = page.Json["nextCursor"] is { } next ? "&cursor=" + next : null;
        }
        while (cursor is not null);
        Assert.Equal(surveys, string.Join(',', told));
    }

    [Fact]
    public async Task Record_of_a_survey_tells_its_answer_scale_and_comment()
    {
        await using var app = await Reading.StartAsync();
        await app.PostLinesAsync(
            "/v1/surveys",
            """{"id":"1","kind":"csat","respondedAt":"2026-03-02T11:00:00Z","score":2,"scaleMin":1,"scaleMax":4,"comment":"=slow, but\nkind"}""",
            """{"id":"2","kind":"csat","respondedAt":"2026-03-02T12:00:00Z","score":1,"scaleMin":1,"scaleMax":5}""");
        var reply = await app.ReadInBothAsync($"/v1/kpis/records?metric=survey_responses&{March}");
        Assert.Equal(["2 1 4 =slow, but\nkind", "1 1 5 null"], reply.Json["items"]!.AsArray().Select(item => $"{item!["score"]} {item["scaleMin"]} {item["scaleMax"]} {item["comment"] ?? "null"}"));
        var csv = (await app.ReadAsync($"/v1/kpis/records?metric=survey_responses&{March}&format=csv")).Text;
        Assert.StartsWith("ticket,survey,account,at,value,counted,score,scaleMin,scaleMax,comment,", csv, StringComparison.Ordinal);
        Assert.Contains(",2,1,4,\"'=slow, but\nkind\",", csv, StringComparison.Ordinal);
        Assert.Equal(["null", "null"], (await app.ReadInBothAsync($"/v1/kpis/records?metric=survey_responses&{March}&surveyKind.in=csat,nps&allowUnknown=true")).Each("items", "ticket"));
    }

    [Theory]
    [InlineData("tickets_created", "")]
    [InlineData("tickets_resolved", "")]
    [InlineData("open_tickets", "")]
    [InlineData("backlog_change", "")]
    [InlineData("first_response_time", "&channel.not=chat")]
    [InlineData("first_contact_resolution", "")]
    [InlineData("csat", "&agent=anna")]
    [InlineData("survey_responses", "")]
    [InlineData("cost_per_ticket", "")]
    public async Task Pages_end_after_as_many_as_the_count(string metric, string filter)
    {
        var app = desk.App;
        var count = (int)(await app.ReadInBothAsync($"/v1/kpis?metrics={metric}&{March}{filter}")).Json["totals"]![metric]!["count"]!;
        var (told, cursor) = (new List<string>(), "");
        do
        {
            var page = await app.ReadInBothAsync($"/v1/kpis/records?metric={metric}&{March}{filter}&limit=1{cursor}");
            told.AddRange(page.Json["items"]!.AsArray().Select(i => i!.ToJsonString()));
            cursor = page.Json["nextCursor"] is { } next ? "&cursor=" + next : null;
        }
        while (cursor is not null && told.Count <= count);
        Assert.True(count > 0);
        Assert.Equal((count, count), (told.Count, told.Distinct().Count()));
    }

    [Fact]
    public async Task Csv_tells_the_same()
    {
        await using var app = await Reading.StartAsync();
        await app.PostAsync("/v1/tickets", """{"id":"=A","createdAt":"2026-03-02T09:00:00Z","account":"acme","firstResponseAt":"2026-03-02T09:00:01.5Z"}""");
        var reply = await app.ReadAsync($"/v1/kpis/records?metric=first_response_time&{March}&format=csv");
        Assert.Equal("text/csv", reply.Type);
        Assert.Equal("ticket,survey,account,at,value,counted,agent,team,channel,reason,priority,tags\r\n'=A,,acme,2026-03-02T09:00:01.5+00:00,1.5,,,,,,,\r\n", reply.Text);
    }

    [Fact]
    public async Task Nothing_stored_is_an_empty_list()
    {
        await using var app = await Reading.StartAsync();
        Assert.Equal("""{"items":[],"nextCursor":null}""", (await app.ReadInBothAsync("/v1/kpis/records?metric=csat")).Text);
    }

    [Theory]
    [InlineData("", "metric required - → -")]
    [InlineData("metric=csat,nps", "metric required - → -")]
    [InlineData("metric=csat&metric=nps", "metric required - → -")]
    [InlineData("metric=csatt", "metric unknown_metric csatt → csat")]
    [InlineData("metric=operating_cost", "metric no_records operating_cost → -")]
    [InlineData("metric=csat&groupBy=channel", "groupBy unknown_parameter - → -")]
    [InlineData("metric=csat&include=target", "include unknown_parameter - → -")]
    [InlineData("metric=csat&orderBy=ta", "orderBy unknown_column ta → at")]
    [InlineData("metric=csat&orderBy=value", "orderBy not_allowed value → -")]
    [InlineData("metric=tickets_created&orderBy=score", "orderBy not_allowed score → -")]
    [InlineData("metric=csat&outcome=negativ", "outcome invalid_value negativ → negative")]
    [InlineData("metric=tickets_created&outcome=negative", "outcome not_allowed - → -")]
    [InlineData("metric=csat&limit=1001", "limit invalid_value 1001 → -")]
    [InlineData("metric=csat&limit=0", "limit invalid_value 0 → -")]
    [InlineData("metric=csat&cursor=abc", "cursor invalid_value abc → -")]
    [InlineData("metric=csat&cursor=1.2.3", "cursor invalid_value 1.2.3 → -")]
    [InlineData("metric=csat&channel=emial", "channel unknown_value emial → email")]
    [InlineData("metric=csat&foo_bar=1", "foo_bar unknown_parameter - → -")]
    public async Task Mistake_is_named(string query, string error)
    {
        var app = desk.App;
        var reply = await app.ReadInBothAsync("/v1/kpis/records?" + query);
        Assert.Equal((400, "application/problem+json"), (reply.Status, reply.Type));
        Assert.Equal([error], reply.Errors);
    }

    [Fact]
    public async Task All_mistakes_are_named_at_once()
    {
        var app = desk.App;
        Assert.Equal(
            ["channel unknown_value emial → email", "cursor invalid_value x → -", "limit invalid_value 0 → -"],
            (await app.ReadInBothAsync("/v1/kpis/records?metric=csat&limit=0&cursor=x&channel=emial")).Errors);
        Assert.Equal(
            ["channel unknown_value emial → email", "cursor invalid_value x → -", "limit invalid_value 0 → -"],
            (await app.ReadInBothAsync("/v1/tickets?limit=0&cursor=x&channel=emial")).Errors);
    }

    [Fact]
    public async Task Metrics_is_told_to_be_metric()
    {
        var app = desk.App;
        Assert.Contains("metrics unknown_parameter - → metric", (await app.ReadInBothAsync("/v1/kpis/records?metrics=csat")).Errors);
    }

    [Theory]
    [InlineData("/v1/kpis/records?metric=tickets_created&from=2026-01-01&to=2026-04-01", "ticket")]
    [InlineData("/v1/tickets?orderBy=createdAt", "id")]
    public async Task Pages_fit_together_over_settings_new_tickets_and_a_restart(string list, string id)
    {
        var first = await Reading.StartAsync();
        await first.PostLinesAsync("/v1/tickets", [.. Enumerable.Range(1, 8).Reverse().Select(day => $$"""{"id":"T{{day}}","createdAt":"2026-03-0{{day}}T09:00:00Z"}""")]);
        var page = await first.ReadAsync(list + "&limit=3");
        var told = page.Each("items", id).ToList();
        await first.PutAsync("/v1/calendars/default", """{"timeZone":"Europe/Berlin","hours":{"monday":[{"from":"09:00","to":"18:00"}]}}""");
        await first.DerivedAsync();
        await first.PostLinesAsync("/v1/tickets", """{"id":"T0","createdAt":"2026-02-01T09:00:00Z"}""", """{"id":"T9","createdAt":"2026-03-09T09:00:00Z"}""");
        page = await first.ReadAsync($"{list}&limit=3&cursor={page.Json["nextCursor"]}");
        told.AddRange(page.Each("items", id));
        await using var second = await first.RestartAsync();
        page = await second.ReadAsync($"{list}&limit=3&cursor={page.Json["nextCursor"]}");
        Assert.Equal(["T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9"], [.. told, .. page.Each("items", id)]);
        Assert.Null(page.Json["nextCursor"]);
    }

    [Theory]
    [InlineData("/v1/kpis/records?metric=tickets_created&period=all", "/v1/kpis/records?metric=resolutions&period=all")]
    [InlineData("/v1/kpis/records?metric=tickets_created&period=all", "/v1/kpis/records?metric=tickets_created&from=2026-03-01")]
    [InlineData("/v1/kpis/records?metric=tickets_created&period=all", "/v1/kpis/records?metric=tickets_created&period=all&channel=email")]
    [InlineData("/v1/kpis/records?metric=tickets_created&period=all", "/v1/tickets?state=all")]
    [InlineData("/v1/kpis/records?metric=csat&orderBy=at", "/v1/kpis/records?metric=csat&orderBy=-at")]
    [InlineData("/v1/kpis/records?metric=csat", "/v1/kpis/records?metric=csat&outcome=negative")]
    [InlineData("/v1/tickets?state=all", "/v1/tickets?state=open")]
    [InlineData("/v1/tickets?state=all", "/v1/tickets?orderBy=-createdAt")]
    [InlineData("/v1/tickets?channel=email", "/v1/tickets?channel.not=email")]
    public async Task Cursor_of_another_query_is_told(string query, string other)
    {
        var app = desk.App;
        var cursor = (await app.ReadInBothAsync(query + "&limit=1")).Json["nextCursor"]!.ToString();
        Assert.Equal(200, (await app.ReadInBothAsync($"{query}&limit=2&cursor={cursor}")).Status);
        var refused = await app.ReadInBothAsync($"{other}&limit=1&cursor={cursor}");
        Assert.Contains(refused.Errors, error => error.StartsWith("cursor cursor_of_another_query ", StringComparison.Ordinal) || error.StartsWith("cursor invalid_value ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cursor_behind_the_end_is_an_empty_page()
    {
        await using var app = await Reading.StartDeskAsync();
        var path = $"/v1/kpis/records?metric=csat&{March}&limit=1";
        var last = (await app.ReadInBothAsync(path)).Json["nextCursor"]!.ToString();
        foreach (var ticket in "BC")
            await app.DeleteAsync($"/v1/tickets/{ticket}");
        Assert.Equal("""{"items":[],"nextCursor":null}""", (await app.ReadInBothAsync($"{path}&cursor={last}")).Text);
    }
}

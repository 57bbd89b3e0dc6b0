using KpiApi.Storage.ColumnsFile;

namespace KpiApi.Tests.Kpis;

public sealed class KpiEndpointsTests(SmallDesk desk) : IClassFixture<SmallDesk>
{
    private const string March = "from=2026-03-01&to=2026-04-01";

    [Fact]
    public async Task Answer_is_the_documented_one()
    {
        var app = desk.App;
        var reply = await app.ReadInBothAsync($"/v1/kpis?metrics=csat,first_response_time:median&{March}&timeZone=Europe/Berlin&groupBy=channel&channel=email");
        Assert.Equal((200, "application/json"), (reply.Status, reply.Type));
        Assert.True(reply.Headers.CacheControl is { NoCache: true, Private: true });
        Assert.Equal(
            Reading.OneLine("""
            {"query":{"metrics":["csat","first_response_time:median"],"from":"2026-03-01T00:00:00+01:00","to":"2026-04-01T00:00:00+02:00",
            "timeZone":"Europe/Berlin","interval":"none","groupBy":["channel"],"filters":{"channel":["email"]},"hours":"calendar","orderBy":[],
            "limit":10000,"offset":0,"others":false,"weekStart":"monday"},
            "rows":[{"channel":"email","values":{"csat":{"value":50,"count":2,"numerator":1,"denominator":2},"first_response_time:median":{"value":1200,"count":2}}}],"rowCount":1,
            "totals":{"csat":{"value":50,"count":2,"numerator":1,"denominator":2},"first_response_time:median":{"value":1200,"count":2}},
            "warnings":[],"asOf":"2026-03-10T12:00:00Z","version":2}
            """),
            reply.Text);
    }

    [Fact]
    public async Task Post_answers_what_get_answers()
    {
        var app = desk.App;
        var get = await app.ReadInBothAsync($"/v1/kpis?metrics=csat,first_response_time:p90&{March}&timeZone=Europe/Berlin&interval=week&groupBy=channel,agent&channel=email&channel="
            + "&agent.not=bo&orderBy=-csat,time&limit=7&offset=1&compare=previous_year&include=confidence,target&weekStart=sunday&allowUnknown=true");
        var post = await app.AskInBothAsync("""
            {"metrics":["csat","first_response_time:p90"],"from":"2026-03-01","to":"2026-04-01","timeZone":"Europe/Berlin","interval":"week","groupBy":["channel","agent"],
             "filters":{"channel":["email",null],"agent.not":["bo"]},"orderBy":["-csat","time"],"limit":7,"offset":1,"compare":"previous_year","include":["confidence","target"],
             "weekStart":"sunday","allowUnknown":true}
            """);
        Assert.Equal((200, get.Text), (post.Status, post.Text));
        Assert.Equal(get.Headers.ETag, post.Headers.ETag);
    }

    [Theory]
    [InlineData("metrics=tickets_created", "2026-02-08T00:00:00+00:00", "2026-03-10T00:00:00+00:00")]
    [InlineData("metrics=tickets_created&period=this_month", "2026-03-01T00:00:00+00:00", "2026-04-01T00:00:00+00:00")]
    [InlineData("metrics=tickets_created&period=last_week", "2026-03-02T00:00:00+00:00", "2026-03-09T00:00:00+00:00")]
    [InlineData("metrics=tickets_created&period=last_week&weekStart=sunday", "2026-03-01T00:00:00+00:00", "2026-03-08T00:00:00+00:00")]
    [InlineData("metrics=tickets_created&period=all", "2026-03-02T00:00:00+00:00", "2026-03-11T00:00:00+00:00")]
    [InlineData("metrics=tickets_created&from=2026-03-02T09:30:00%2B01:00", "2026-03-02T08:30:00+00:00", "2026-03-11T00:00:00+00:00")]
    [InlineData("metrics=tickets_created&period=today&timeZone=Pacific/Auckland", "2026-03-11T00:00:00+13:00", "2026-03-12T00:00:00+13:00")]
    public async Task Period_is_told_as_understood(string query, string from, string to)
    {
        var app = desk.App;
        var told = (await app.ReadInBothAsync("/v1/kpis?" + query)).Json["query"]!;
        Assert.Equal((from, to), ((string?)told["from"], (string?)told["to"]));
    }

    [Fact]
    public async Task Service_zone_is_used_when_none_is_asked()
    {
        await using var app = await Reading.StartAsync(null, "Kpi:TimeZone=Europe/Berlin");
        var told = (await app.ReadAsync("/v1/kpis?metrics=tickets_created&period=today")).Json["query"]!;
        Assert.Equal(("Europe/Berlin", "2026-03-10T00:00:00+01:00"), ((string?)told["timeZone"], (string?)told["from"]));
    }

    [Fact]
    public async Task Nothing_stored_counts_0_and_means_null()
    {
        await using var app = await Reading.StartAsync();
        var reply = await app.ReadInBothAsync("/v1/kpis?metrics=tickets_created,backlog_change,first_response_time,first_response_time:sum,csat,nps,open_tickets,cost_per_ticket");
        Assert.Equal(
            Reading.OneLine("""
            {"tickets_created":{"value":0,"count":0},"backlog_change":{"value":0,"count":0},"first_response_time":{"value":null,"count":0},"first_response_time:sum":{"value":0,"count":0},
            "csat":{"value":null,"count":0,"numerator":0,"denominator":0},"nps":{"value":null,"count":0,"promoters":0,"passives":0,"detractors":0},"open_tickets":{"value":0,"count":0},
            "cost_per_ticket":{"value":null,"count":0,"numerator":0,"denominator":0}}
            """),
            reply.Json["totals"]!.ToJsonString());
        Assert.Equal(reply.Json["totals"]!.ToJsonString(), reply.Json["rows"]![0]!["values"]!.ToJsonString());
        Assert.Equal("0", reply.Json["version"]!.ToJsonString());
    }

    [Fact]
    public async Task Survey_posted_is_in_the_next_answer()
    {
        await using var app = await Reading.StartDeskAsync();
        const string path = "/v1/kpis?metrics=csat&" + March;
        Assert.Equal(["66.6667"], (await app.ReadAsync(path)).Values("csat"));
        var posted = await app.PostAsync("/v1/surveys", """{"id":"S4","kind":"csat","ticket":"D","respondedAt":"2026-03-05T09:00:00Z","score":5}""");
        var reply = await app.ReadAsync(path);
        Assert.Equal(["75"], reply.Values("csat"));
        Assert.Equal(posted["version"], reply.Json["version"]!.ToString());
    }

    [Fact]
    public async Task Every_bucket_is_there_in_order_with_its_start_in_the_zone()
    {
        await using var app = await Reading.StartAsync();
        await app.PostLinesAsync("/v1/tickets", """{"id":"A","createdAt":"2026-03-28T23:30:00Z"}""", """{"id":"B","createdAt":"2026-03-29T22:30:00Z"}""");
        var reply = await app.ReadAsync("/v1/kpis?metrics=tickets_created&from=2026-03-28&to=2026-03-31&interval=day&timeZone=Europe/Berlin");
        Assert.Equal(["2026-03-28T00:00:00+01:00", "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00"], reply.Each("rows", "time"));
        Assert.Equal(["0", "1", "1"], reply.Values("tickets_created"));
    }

    [Theory]
    [InlineData("from=2026-03-29&to=2026-03-30&interval=hour", 23)]
    [InlineData("from=2026-10-25&to=2026-10-26&interval=hour", 25)]
    [InlineData("from=2026-01-01&to=2027-01-01&interval=month", 12)]
    [InlineData("from=2026-01-01&to=2027-01-01&interval=quarter", 4)]
    [InlineData("from=2026-01-01&to=2027-01-01&interval=hour_of_day", 24)]
    [InlineData("from=2026-01-01&to=2027-01-01&interval=day_of_week", 7)]
    [InlineData("from=2026-01-01&to=2027-01-01&interval=day_of_week_hour", 168)]
    public async Task Interval_cuts_the_period_in_its_zone(string query, int rows)
    {
        var app = desk.App;
        var reply = await app.ReadInBothAsync($"/v1/kpis?metrics=tickets_created&timeZone=Europe/Berlin&{query}");
        Assert.Equal((rows, $"{rows}"), (reply.Json["rows"]!.AsArray().Count, reply.Json["rowCount"]!.ToString()));
    }

    [Fact]
    public async Task Folded_interval_tells_day_from_1_and_hour_from_0()
    {
        var app = desk.App;
        var rows = (await app.ReadInBothAsync($"/v1/kpis?metrics=tickets_created&{March}&interval=day_of_week_hour")).Json["rows"]!.AsArray();
        Assert.Equal("""{"dayOfWeek":1,"hourOfDay":0,"values":{"tickets_created":{"value":0,"count":0}}}""", rows[0]!.ToJsonString());
        Assert.Equal("""{"dayOfWeek":1,"hourOfDay":9,"values":{"tickets_created":{"value":1,"count":1}}}""", rows[9]!.ToJsonString());
        Assert.Equal("""{"dayOfWeek":7,"hourOfDay":23,"values":{"tickets_created":{"value":0,"count":0}}}""", rows[167]!.ToJsonString());
    }

    [Fact]
    public async Task Cut_bucket_keeps_its_natural_start_and_is_warned_of()
    {
        var app = desk.App;
        var reply = await app.ReadInBothAsync("/v1/kpis?metrics=tickets_created&from=2026-03-03&to=2026-03-09&interval=week");
        Assert.Equal(["2026-03-02T00:00:00+00:00"], reply.Each("rows", "time"));
        Assert.Equal(["2"], reply.Values("tickets_created"));
        Assert.Equal(["partial_bucket"], reply.Each("warnings", "code"));
    }

    [Theory]
    [InlineData("channel=email", "2")]
    [InlineData("channel=email&channel=chat", "3")]
    [InlineData("channel=email&agent=anna", "1")]
    [InlineData("channel=", "1")]
    [InlineData("channel=&channel=chat", "2")]
    [InlineData("channel.not=email", "2")]
    [InlineData("channel.not=", "3")]
    [InlineData("channel=fax&allowUnknown=true", "0")]
    public async Task Filters_combine_as_documented(string filter, string tickets)
    {
        var app = desk.App;
        Assert.Equal([tickets], (await app.ReadInBothAsync($"/v1/kpis?metrics=tickets_created&{March}&{filter}")).Values("tickets_created"));
    }

    [Theory]
    [InlineData("""{"channel":[null]}""", "1")]
    [InlineData("""{"channel":["chat",null]}""", "2")]
    [InlineData("""{"channel":null}""", "1")]
    [InlineData("""{"channel":"email"}""", "2")]
    [InlineData("""{"channel.not":["email",null]}""", "1")]
    public async Task Null_in_a_posted_filter_is_no_value(string filters, string tickets)
    {
        var app = desk.App;
        var reply = await app.AskInBothAsync($$"""{"metrics":["tickets_created"],"from":"2026-03-01","to":"2026-04-01","filters":{{filters}}}""");
        Assert.Equal([tickets], reply.Values("tickets_created"));
    }

    [Fact]
    public async Task Rows_are_ordered_cut_and_counted()
    {
        var app = desk.App;
        var byValue = await app.ReadInBothAsync($"/v1/kpis?metrics=tickets_created&{March}&groupBy=channel&orderBy=-tickets_created&limit=1");
        Assert.Equal(["email"], byValue.Each("rows", "channel"));
        Assert.Equal("3", byValue.Json["rowCount"]!.ToString());
        var byName = await app.ReadInBothAsync($"/v1/kpis?metrics=tickets_created&{March}&groupBy=channel&orderBy=channel&offset=1");
        Assert.Equal(["email", "null"], byName.Each("rows", "channel"));
        var others = await app.ReadInBothAsync($"/v1/kpis?metrics=first_response_time&{March}&groupBy=agent&orderBy=-first_response_time&limit=1&others=true");
        Assert.Equal(["bo", "(other)"], others.Each("rows", "agent"));
        Assert.Equal(["1800", "330"], others.Values("first_response_time"));
    }

    [Theory]
    [InlineData("compare=previous_period", """{"value":1,"count":1,"previous":2,"change":-1,"changePercent":-50}""")]
    [InlineData("compare=previous_year", """{"value":1,"count":1,"previous":0,"change":1,"changePercent":null}""")]
    [InlineData("compare=2026-03-01/2026-03-05", """{"value":1,"count":1,"previous":4,"change":-3,"changePercent":-75}""")]
    public async Task Comparison_stands_beside_each_value(string compare, string value)
    {
        var app = desk.App;
        var reply = await app.ReadInBothAsync($"/v1/kpis?metrics=tickets_created&from=2026-03-03&to=2026-03-04&{compare}");
        Assert.Equal(value, reply.Json["rows"]![0]!["values"]!["tickets_created"]!.ToJsonString());
        Assert.Equal(value, reply.Json["totals"]!["tickets_created"]!.ToJsonString());
    }

    [Fact]
    public async Task Confidence_and_target_are_added_on_request()
    {
        var app = desk.App;
        var totals = (await app.ReadInBothAsync($"/v1/kpis?metrics=csat,first_response_time,tickets_created&{March}&channel=email&include=confidence,target")).Json["totals"]!;
        Assert.Equal("""{"value":80,"warnAt":null,"status":"missed"}""", totals["csat"]!["target"]!.ToJsonString());
        Assert.Equal("""{"value":14400,"warnAt":null,"status":"met"}""", totals["first_response_time"]!["target"]!.ToJsonString());
        // 600 s and 1800 s: mean 1200, standard error 600, times 1.959964.
        Assert.Equal("""{"low":24.0216,"high":2375.9784}""", totals["first_response_time"]!["confidence"]!.ToJsonString());
        Assert.Equal("""{"value":2,"count":2}""", totals["tickets_created"]!.ToJsonString());
    }

    [Fact]
    public async Task Facts_still_loading_are_503()
    {
        await using var app = await Reading.StartDeskAsync();
        app.Service<StoreReadiness>().IsReady = false;
        foreach (var path in (string[])["/v1/kpis?metrics=csat", "/v1/kpis/records?metric=csat", "/v1/tickets", "/v1/tickets/A", "/v1/dimensions/channel"])
        {
            var reply = await app.ReadAsync(path);
            Assert.Equal((503, "application/problem+json", "/problems/store-unavailable"), (reply.Status, reply.Type, (string?)reply.Json["type"]));
            Assert.NotNull(reply.Headers.RetryAfter);
        }
    }
}

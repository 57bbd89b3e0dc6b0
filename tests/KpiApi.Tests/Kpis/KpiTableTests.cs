using System.Text.Json.Nodes;

namespace KpiApi.Tests.Kpis;

/// <summary>Answers as tables: their columns, their shapes, what leads to the next page and what warns.</summary>
public sealed class KpiTableTests(SmallDesk desk) : IClassFixture<SmallDesk>
{
    private const string March = "from=2026-03-01&to=2026-04-01";
    private const string Days = "from=2026-03-02&to=2026-03-04&interval=day&timeZone=Europe/Berlin";

    [Theory]
    [InlineData($"metrics=csat&{Days}&groupBy=channel", "date,channel,csat,csat_count,csat_numerator,csat_denominator")]
    [InlineData("metrics=tickets_created&from=2026-03-02&to=2026-03-03&interval=hour", "time,tickets_created,tickets_created_count")]
    [InlineData($"metrics=tickets_created&{March}&interval=day_of_week_hour", "day_of_week,hour_of_day,tickets_created,tickets_created_count")]
    [InlineData($"metrics=activities&{March}&groupBy=activityType", "activity_type,activities,activities_count")]
    [InlineData($"metrics=survey_responses&{March}&groupBy=surveyKind", "survey_kind,survey_responses,survey_responses_count")]
    [InlineData($"metrics=nps,nps_promoters&{March}",
        "nps,nps_count,nps_n_promoters,nps_n_passives,nps_n_detractors,nps_promoters,nps_promoters_count,nps_promoters_numerator,nps_promoters_denominator")]
    [InlineData($"metrics=csat&{March}&compare=previous_period&include=confidence,target",
        "csat,csat_count,csat_numerator,csat_denominator,csat_previous,csat_change,csat_change_percent,csat_low,csat_high,csat_target,csat_target_status")]
    [InlineData($"metrics=csat&{March}&shape=long", "metric,statistic,value,count,unit")]
    [InlineData($"metrics=csat&{Days}&groupBy=channel&shape=long&compare=previous_period", "date,channel,metric,statistic,value,count,previous,change,change_percent,unit")]
    public async Task Columns_are_those_of_the_contract(string query, string columns) =>
        Assert.Equal(columns, (await desk.App.ReadAsync($"/v1/kpis?{query}&format=csv")).Text.Split("\r\n")[0]);

    [Fact]
    public async Task Flat_rows_of_json_have_a_member_a_column_and_carry_date_and_time()
    {
        var reply = await desk.App.ReadInBothAsync($"/v1/kpis?metrics=csat,first_response_time:median&{Days}&shape=flat");
        Assert.Contains(
            """
            "rows":[{"date":"2026-03-02","time":"2026-03-02T00:00:00+01:00","csat":100,"csat_count":1,"csat_numerator":1,"csat_denominator":1,"first_response_time_median":1200,"first_response_time_median_count":2},
            """,
            reply.Text, StringComparison.Ordinal);
        Assert.Equal("2", reply.Json["totals"]!["csat"]!["numerator"]!.ToJsonString());
    }

    [Fact]
    public async Task Long_rows_are_one_a_value()
    {
        var answer = (await desk.App.ReadInBothAsync($"/v1/kpis?metrics=csat,first_response_time:median&{March}&groupBy=channel&shape=long")).Json;
        Assert.Equal(
            [
                """{"channel":"chat","metric":"csat","statistic":null,"value":100,"count":1,"unit":"percent"}""",
                """{"channel":"chat","metric":"first_response_time","statistic":"median","value":60,"count":1,"unit":"seconds"}""",
                """{"channel":"email","metric":"csat","statistic":null,"value":50,"count":2,"unit":"percent"}""",
                """{"channel":"email","metric":"first_response_time","statistic":"median","value":1200,"count":2,"unit":"seconds"}""",
            ], answer["rows"]!.AsArray().Select(row => row!.ToJsonString()));
    }

    [Fact]
    public async Task Lines_of_ndjson_are_the_flat_rows()
    {
        var query = $"/v1/kpis?metrics=csat,tickets_created&{Days}&groupBy=channel";
        var flat = (await desk.App.ReadAsync(query + "&shape=flat")).Json["rows"]!.AsArray().Select(row => row!.ToJsonString());
        var reply = await desk.App.ReadAsync(query, "Accept: application/x-ndjson;q=0.9, application/json;q=0.5");
        Assert.Equal(("application/x-ndjson", true), (reply.Type, reply.Text.EndsWith('\n')));
        Assert.Equal(flat, reply.Text.TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!.ToJsonString()));
    }

    [Fact]
    public async Task Nested_rows_carry_date_and_time_too()
    {
        var answer = await desk.App.ReadInBothAsync($"/v1/kpis?metrics=csat&{Days}");
        Assert.Equal(["2026-03-02", "2026-03-03"], answer.Each("rows", "date"));
        Assert.Equal(["2026-03-02T00:00:00+01:00", "2026-03-03T00:00:00+01:00"], answer.Each("rows", "time"));
    }

    [Theory]
    [InlineData("durations=minutes", "1200 seconds", "20", "20 minutes")]
    [InlineData("durations=hours", "1200 seconds", "0.3333", "0.3333 hours")]
    public async Task Durations_are_in_the_unit_asked(string durations, string seconds, string flat, string inLong)
    {
        var query = $"/v1/kpis?metrics=first_response_time:median&{March}&channel=email&format=csv";
        Assert.Equal($"{flat},2", Row(await desk.App.ReadAsync($"{query}&{durations}")));
        Assert.Equal($"first_response_time,median,{inLong.Split(' ')[0]},2,{inLong.Split(' ')[1]}", Row(await desk.App.ReadAsync($"{query}&{durations}&shape=long")));
        Assert.Equal($"first_response_time,median,{seconds.Split(' ')[0]},2,seconds", Row(await desk.App.ReadAsync($"{query}&shape=long")));
        Assert.Equal("0:20:00,2", Row(await desk.App.ReadAsync($"{query}&durations=hms")));
    }

    [Theory]
    [InlineData("format=csv&shape=nested", "shape conflict nested → -")]
    [InlineData("durations=hours", "durations conflict hours → -")]
    [InlineData("durations=hms&shape=long", "durations conflict hms → -")]
    [InlineData("excel=true", "excel conflict true → -")]
    [InlineData("excel=true&format=xlsx", "excel conflict true → -")]
    [InlineData("format=csv&locale=de", "locale conflict de → -")]
    [InlineData("format=csv&excel=true&locale=tlh", "locale invalid_value tlh → -")]
    [InlineData("format=xls", "format invalid_value xls → xlsx")]
    [InlineData("shape=flatt", "shape invalid_value flatt → flat")]
    [InlineData("shape=flat&durations=hour", "durations invalid_value hour → hours")]
    public async Task Form_that_cannot_be_is_refused(string form, string error)
    {
        var reply = await desk.App.ReadInBothAsync($"/v1/kpis?metrics=csat&{March}&{form}");
        Assert.Equal(400, reply.Status);
        Assert.Equal([error], reply.Errors);
    }

    [Theory]
    [InlineData("/v1/dimensions/channel?shape=flat", "shape unknown_parameter - → -")]
    [InlineData("/v1/tickets?durations=hms&format=csv", "durations unknown_parameter - → -")]
    [InlineData("/v1/metrics?shape=long", "shape unknown_parameter - → -")]
    public async Task List_has_no_parameter_that_would_change_nothing(string path, string error) =>
        Assert.Equal([error], (await desk.App.ReadAsync(path)).Errors);

    [Theory]
    [InlineData("csv", "text/csv")]
    [InlineData("ndjson", "application/x-ndjson")]
    [InlineData("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    [InlineData("parquet", "application/vnd.apache.parquet")]
    public async Task Every_table_comes_in_every_format_under_a_telling_name(string format, string type)
    {
        (string Path, string Name)[] tables =
        [
            ($"/v1/kpis?metrics=csat,first_response_time:p90&{March}", "kpis_csat_first_response_time-p90_2026-03-01_2026-03-31"),
            ($"/v1/kpis/records?metric=csat&{March}", "records_csat_2026-03-01_2026-03-31"),
            ("/v1/tickets?state=open", "tickets_open"),
            ("/v1/dimensions/channel?prefix=e", "dimension_channel"),
            ("/v1/metrics?search=csat", "metrics"),
        ];
        foreach (var (path, name) in tables)
        {
            foreach (var response in (HttpResponseMessage[])[await GetAsync($"{path}&format={format}"), await GetAsync(path, type)])
            {
                using (response)
                {
                    Assert.Equal((200, type), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
                    Assert.Equal(("attachment", $"{name}.{format}"), (response.Content.Headers.ContentDisposition!.DispositionType, response.Content.Headers.ContentDisposition.FileName));
                    Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync());
                }
            }
        }
    }

    [Theory]
    [InlineData("json")]
    [InlineData("csv")]
    [InlineData("ndjson")]
    [InlineData("xlsx")]
    [InlineData("parquet")]
    public async Task Answer_that_limit_cuts_leads_to_the_rest_and_says_so(string format)
    {
        var first = await desk.App.ReadAsync($"/v1/kpis?metrics=csat,tickets_created&{March}&groupBy=channel&channel=email&channel=chat&channel=&limit=2&format={format}");
        Assert.Equal(
            $"</v1/kpis?metrics=csat,tickets_created&from=2026-03-01&to=2026-04-01&groupBy=channel&channel=email&channel=chat&channel=&limit=2&format={format}&offset=2>; rel=\"next\"",
            first.Header("Link"));
        const string message = "'limit' cuts the answer: these are 2 of 3 rows. Ask with offset=2 for those behind them.";
        if (format == "json") Assert.Equal([message], first.Each("warnings", "message"));
        else Assert.Equal($"truncated;message=\"{message}\"", first.Header("KpiApi-Warnings"));

        var last = await desk.App.ReadAsync(first.Header("Link").Split('<', '>')[1]);
        Assert.Equal((200, "-", "-"), (last.Status, last.Header("Link"), last.Header("KpiApi-Warnings")));
    }

    [Fact]
    public async Task Answer_kept_from_before_leads_to_the_rest_too()
    {
        var query = $"/v1/kpis?metrics=tickets_created&{March}&groupBy=channel&limit=1";
        var first = await desk.App.ReadInBothAsync(query);
        Assert.NotEqual("-", first.Header("Link"));
        Assert.Equal(first.Header("Link"), (await desk.App.ReadAsync(query)).Header("Link"));
    }

    [Fact]
    public async Task Post_leads_to_the_same_question_by_get()
    {
        var reply = await desk.App.AskInBothAsync("""{"metrics":["tickets_created"],"from":"2026-03-01","to":"2026-04-01","groupBy":["channel"],"filters":{"channel":["email",null],"priority.not":["a b&c"]},"limit":1,"allowUnknown":true}""");
        Assert.Equal(
            "</v1/kpis?metrics=tickets_created&from=2026-03-01&to=2026-04-01&groupBy=channel&channel=email&channel=&priority.not=a%20b%26c&limit=1&allowUnknown=true&offset=1>; rel=\"next\"",
            reply.Header("Link"));
        Assert.Equal(["null"], (await desk.App.ReadAsync(reply.Header("Link").Split('<', '>')[1])).Each("rows", "channel"));
    }

    [Fact]
    public async Task Rest_that_is_folded_is_not_cut()
    {
        var reply = await desk.App.ReadAsync($"/v1/kpis?metrics=tickets_created&{March}&groupBy=channel&limit=1&others=true&orderBy=-tickets_created");
        Assert.Equal(("-", 0), (reply.Header("Link"), reply.Json["warnings"]!.AsArray().Count));
        Assert.Equal(["email", "(other)"], reply.Each("rows", "channel"));
    }

    [Theory]
    [InlineData("/v1/tickets?limit=3", 4)]
    [InlineData($"/v1/kpis/records?metric=csat&{March}&limit=2", 3)]
    [InlineData("/v1/dimensions/channel?limit=2", 3)]
    public async Task Csv_of_a_list_pages_by_its_link_as_json_does(string path, int items)
    {
        var (rows, pages) = (new List<string>(), 0);
        for (var next = path + "&format=csv"; next is not null; pages++)
        {
            var reply = await desk.App.ReadAsync(next);
            rows.AddRange(reply.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1));
            next = reply.Header("Link") is "-" ? null : reply.Header("Link").Split('<', '>')[1];
        }
        Assert.Equal((items, 2), (rows.Distinct().Count(), pages));
        var json = await desk.App.ReadAsync(path);
        Assert.Contains($"cursor={json.Json["nextCursor"]}>", json.Header("Link"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_of_items_as_they_were_written_leads_to_its_next_page_too()
    {
        var first = await desk.App.ReadAsync("/v1/surveys?limit=2");
        Assert.Equal($"</v1/surveys?limit=2&cursor={first.Json["nextCursor"]}>; rel=\"next\"", first.Header("Link"));
        var last = await desk.App.ReadAsync(first.Header("Link").Split('<', '>')[1]);
        Assert.Equal(("-", 1), (last.Header("Link"), last.Json["items"]!.AsArray().Count));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?period=all&channel.in=email,chat&format=csv")]
    public async Task Report_leads_to_its_next_rows_by_its_own_address(string parameters)
    {
        await using var app = await Reading.StartDeskAsync();
        await app.PutAllAsync(("/v1/reports/r", """{"name":"R","query":{"metrics":["tickets_created"],"groupBy":["channel"],"from":"2026-03-01","to":"2026-04-01","limit":1}}"""));
        var link = new Uri((string)(await app.PostAsync("/v1/reports/r/links", "{}")).Json["url"]!).AbsolutePath;
        foreach (var address in (string[])["/v1/reports/r/data", link])
        {
            var first = await app.ReadAsync(address + parameters);
            Assert.Equal($"<{address}{(parameters.Length == 0 ? "?" : parameters + "&")}offset=1>; rel=\"next\"", first.Header("Link"));
            Assert.Equal(200, (await app.ReadAsync(first.Header("Link").Split('<', '>')[1])).Status);
        }
    }

    [Fact]
    public async Task Settings_are_tables_under_the_names_of_json()
    {
        await using var app = await Reading.StartAsync();
        await app.PutAllAsync(
            ("/v1/targets/a", """{"metric":"csat","value":85.5,"warnAt":80,"filters":{"channel":"=chat"}}"""),
            ("/v1/targets/b", """{"metric":"first_response_time","value":3600}"""));
        Assert.Equal(
            "id,metric,value,warnAt,filters\r\na,csat,85.5,80,\"{\"\"channel\"\":\"\"=chat\"\"}\"\r\nb,first_response_time,3600,,{}\r\n",
            (await app.ReadAsync("/v1/targets?format=csv")).Text);
        Assert.StartsWith("""{"id":"a","metric":"csat","value":85.5,"warnAt":80,""", (await app.ReadAsync("/v1/targets", "Accept: application/x-ndjson")).Text, StringComparison.Ordinal);
        Assert.StartsWith("id,timeZone,hours,holidays", (await app.ReadAsync("/v1/calendars?format=csv")).Text, StringComparison.Ordinal);
        Assert.Equal(["formt unknown_parameter - → format"], (await app.ReadAsync("/v1/targets?formt=csv")).Errors);
    }

    [Fact]
    public async Task Warnings_of_a_table_are_in_a_header()
    {
        var reply = await desk.App.ReadAsync("/v1/kpis?metrics=tickets_created&from=2026-03-02&to=2026-03-04&interval=week&format=csv");
        Assert.StartsWith("partial_bucket;message=\"The period begins or ends inside a bucket", reply.Header("KpiApi-Warnings"), StringComparison.Ordinal);
        Assert.Equal("-", (await desk.App.ReadAsync("/v1/kpis?metrics=tickets_created&from=2026-03-02&to=2026-03-04&interval=week")).Header("KpiApi-Warnings"));
    }

    private static string Row(Reply reply) => reply.Text.Split("\r\n")[1];

    private Task<HttpResponseMessage> GetAsync(string path, string? accept = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null) request.Headers.Accept.ParseAdd(accept);
        return desk.App.Http.SendAsync(request);
    }
}

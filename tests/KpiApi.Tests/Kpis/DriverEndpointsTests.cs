using System.Text.Json;
using KpiApi.Tests.Auth;

namespace KpiApi.Tests.Kpis;

/// <summary>What the API adds to the engine's drivers: their shape, forms and headers.</summary>
public sealed class DriverEndpointsTests(DriversDesk desk) : IClassFixture<DriversDesk>
{
    private const string February = "from=2026-02-01&to=2026-03-01";

    [Fact]
    public async Task Worked_example_is_answered()
    {
        var reply = await desk.App.ReadInBothAsync($"/v1/kpis/drivers?metric=csat&by=channel&{February}");
        Assert.Equal(
            """
            {"query":{"metric":"csat","from":"2026-02-01T00:00:00+00:00","to":"2026-03-01T00:00:00+00:00","timeZone":"UTC","by":["channel"],"filters":{},"hours":"calendar",
            "compare":{"from":"2026-01-01T00:00:00+00:00","to":"2026-02-01T00:00:00+00:00"},"limit":20,"weekStart":"monday"},
            "metric":"csat","value":66.6667,"previous":73.3333,"change":-6.6667,
            "drivers":[{"dimension":"channel","explained":6.6667,"values":[
            {"value":"chat","contribution":-3.3333,"mix":-3.3333,"performance":0,"current":{"value":80,"count":5},"previous":{"value":80,"count":10}},
            {"value":"email","contribution":-3.3333,"mix":-3.3333,"performance":0,"current":{"value":60,"count":10},"previous":{"value":60,"count":5}}]}],
            "warnings":[],"asOf":"2026-03-10T12:00:00Z","version":2}
            """.ReplaceLineEndings(""), reply.Text);
        Assert.Equal("no-cache, private", reply.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task Post_asks_the_same()
    {
        var get = await desk.App.ReadInBothAsync($"/v1/kpis/drivers?metric=csat&by=channel,team&limit=1&channel=chat&channel=email&compare=2026-01-01/2026-02-01&{February}");
        var post = await desk.App.Both.PostAsync("/v1/kpis/drivers", new StringContent(
            """{"metric": "csat", "by": ["channel", "team"], "limit": 1, "filters": {"channel": ["chat", "email"]}, "compare": "2026-01-01/2026-02-01", "from": "2026-02-01", "to": "2026-03-01"}""",
            System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(get.Text, await post.Content.ReadAsStringAsync());
        Assert.Equal(["chat", "(other)"], get.Json["drivers"]!.AsArray().Single(d => (string)d!["dimension"]! == "channel")!["values"]!.AsArray().Select(v => (string)v!["value"]!));
    }

    [Fact]
    public async Task Table_has_a_row_for_each_dimension_and_value()
    {
        var reply = await desk.App.ReadAsync($"/v1/kpis/drivers?metric=csat&by=channel,team&format=csv&{February}");
        Assert.Equal(
            """
            dimension,explained,value,contribution,mix,performance,current_value,current_count,previous_value,previous_count
            channel,6.6667,chat,-3.3333,-3.3333,0,80,5,80,10
            channel,6.6667,email,-3.3333,-3.3333,0,60,10,60,5
            team,6.6667,,-6.6667,0,-6.6667,66.6667,15,73.3333,15

            """.ReplaceLineEndings("\r\n"), reply.Text);
        using var response = await desk.App.Http.GetAsync($"/v1/kpis/drivers?metric=csat&by=channel&format=xlsx&{February}");
        Assert.Equal("drivers_csat_2026-02-01_2026-02-28.xlsx", response.Content.Headers.ContentDisposition!.FileName);
    }

    [Theory]
    [InlineData("xlsx")]
    [InlineData("parquet")]
    [InlineData("ndjson")]
    public async Task Every_format_has_them(string format) =>
        Assert.Equal(200, (await desk.App.ReadAsync($"/v1/kpis/drivers?metric=first_response_time&by=channel,team&format={format}&{February}")).Status);

    [Fact]
    public async Task Durations_are_written_as_asked()
    {
        var reply = await desk.App.ReadAsync($"/v1/kpis/drivers?metric=first_response_time&by=channel&format=csv&durations=minutes&{February}");
        Assert.Equal("channel,15,chat,15,0,15,45,1,30,1", reply.Text.Split("\r\n")[1]);
    }

    [Fact]
    public async Task Warnings_of_a_table_are_in_its_header()
    {
        var reply = await desk.App.ReadAsync("/v1/kpis/drivers?metric=csat&from=2026-03-01&to=2026-04-01&format=csv");
        Assert.StartsWith("nothing_to_explain;message=", reply.Headers.GetValues("KpiApi-Warnings").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("metric=csat&by=chanel", "unknown_dimension", "by", "channel")]
    [InlineData("metric=first_response_time:p90", "not_decomposable", "metric", "first_response_time")]
    [InlineData("metric=csat&groupBy=channel", "unknown_parameter", "groupBy", "by")]
    [InlineData("metric=csat&offset=3", "unknown_parameter", "offset", null)]
    public async Task Mistake_is_an_error_with_the_nearest(string query, string code, string parameter, string? nearest)
    {
        var reply = await desk.App.ReadInBothAsync("/v1/kpis/drivers?" + query);
        var error = reply.Json["errors"]!.AsArray().Single()!;
        Assert.Equal((400, code, parameter, nearest), (reply.Status, (string)error["code"]!, (string)error["parameter"]!, (string?)error["nearest"]));
    }

    [Fact]
    public async Task Costly_question_is_refused_before_it_is_answered()
    {
        await using var app = await DriversDesk.StartAsync("Limits:MaxQueryValues=1");
        var reply = await app.ReadInBothAsync($"/v1/kpis/drivers?metric=csat&by=channel&{February}");
        Assert.Equal("400 query_too_costly", reply.Outcome());
    }
}

/// <summary>The worked example of drivers, a tenth of it: before, chat 8 of 10 and email 3 of 5; after, chat 4 of 5 and email 6 of 10. Two answered tickets, of 30 and 45 minutes.</summary>
public sealed class DriversDesk : SharedApp
{
    private protected override Task<KpiApp> StartAsync() => StartAsync([]);

    internal static async Task<KpiApp> StartAsync(params string[] settings)
    {
        var app = await Reading.StartAsync(settings: settings);
        await app.PostLinesAsync("/v1/tickets",
            """{"id":"A","createdAt":"2026-01-12T09:00:00Z","channel":"chat","firstResponseAt":"2026-01-12T09:30:00Z"}""",
            """{"id":"B","createdAt":"2026-02-12T09:00:00Z","channel":"chat","firstResponseAt":"2026-02-12T09:45:00Z"}""");
        await app.PostLinesAsync("/v1/surveys",
            [.. Answers("01", "chat", 8, 10), .. Answers("01", "email", 3, 5), .. Answers("02", "chat", 4, 5), .. Answers("02", "email", 6, 10)]);
        return app;
    }

    private static IEnumerable<string> Answers(string month, string channel, int satisfied, int all) => Enumerable.Range(0, all).Select(n => JsonSerializer.Serialize(new
    {
        id = $"{month} {channel} {n}",
        kind = "csat",
        respondedAt = $"2026-{month}-10T10:00:00Z",
        score = n < satisfied ? 5 : 1,
        channel,
    }));
}

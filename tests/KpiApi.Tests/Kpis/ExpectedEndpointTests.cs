namespace KpiApi.Tests.Kpis;

/// <summary>What the API adds to expected ranges: their shape in every form, and that kept answers and tags know of the time before.</summary>
public sealed class ExpectedEndpointTests(MondaysDesk desk) : IClassFixture<MondaysDesk>
{
    /// <summary>16 tickets on each of four Mondays, and 30 on this one, two of them answered after an hour.</summary>
    private const string Monday = "interval=day&include=expected&from=2026-03-09&to=2026-03-10";

    [Fact]
    public async Task Value_carries_what_is_expected_and_totals_do_not()
    {
        var reply = await desk.App.ReadInBothAsync($"/v1/kpis?metrics=tickets_created,first_response_time&{Monday}");
        Assert.Equal(
            """{"tickets_created":{"value":30,"count":30,"expected":{"value":16,"low":4,"high":28,"unusual":"high"}},"first_response_time":{"value":3600,"count":2,"expected":{"value":null,"low":null,"high":null,"unusual":null}}}""",
            reply.Json["rows"]![0]!["values"]!.ToJsonString());
        Assert.Equal("""{"tickets_created":{"value":30,"count":30},"first_response_time":{"value":3600,"count":2}}""", reply.Json["totals"]!.ToJsonString());
    }

    [Theory]
    [InlineData("csv", "date,tickets_created,tickets_created_count,tickets_created_expected,tickets_created_expected_low,tickets_created_expected_high,tickets_created_unusual\r\n2026-03-09,30,30,16,4,28,high\r\n")]
    [InlineData("csv&shape=long", "date,metric,statistic,value,count,expected,expected_low,expected_high,unusual,unit\r\n2026-03-09,tickets_created,,30,30,16,4,28,high,tickets\r\n")]
    public async Task Tables_have_a_column_for_each_part(string format, string text) =>
        Assert.Equal(text, (await desk.App.ReadAsync($"/v1/kpis?metrics=tickets_created&{Monday}&format={format}")).Text);

    [Theory]
    [InlineData("xlsx")]
    [InlineData("parquet")]
    [InlineData("ndjson")]
    public async Task Every_format_has_them(string format) =>
        Assert.Equal(200, (await desk.App.ReadAsync($"/v1/kpis?metrics=tickets_created,first_response_time&{Monday}&format={format}")).Status);

    [Fact]
    public async Task Flat_json_has_the_columns_of_tables()
    {
        var row = (await desk.App.ReadInBothAsync($"/v1/kpis?metrics=tickets_created&{Monday}&shape=flat")).Json["rows"]![0]!;
        Assert.Equal(("16", "high"), (row["tickets_created_expected"]!.ToString(), (string)row["tickets_created_unusual"]!));
    }

    [Fact]
    public async Task Interval_without_like_buckets_is_an_error_that_says_which_have()
    {
        var error = (await desk.App.ReadInBothAsync("/v1/kpis?metrics=csat&interval=year&include=expected")).Json["errors"]![0]!;
        Assert.Equal(("interval_not_allowed", "interval", "What is expected is known of hours, days, weeks and months only, and not with interval=year. Valid: hour, day, week, month."),
            ((string)error["code"]!, (string)error["parameter"]!, (string)error["message"]!));
    }

    [Fact]
    public async Task Answer_is_kept_until_something_changes_before_the_period()
    {
        await using var app = await MondaysDesk.StartAsync(new StandingClock(), "Kpi:FastWays=true");
        var path = $"/v1/kpis?metrics=tickets_created&{Monday}";
        var first = await app.ReadAsync(path);
        Assert.Equal(first.Text, (await app.ReadAsync(path)).Text);
        await app.PutAllAsync([.. Enumerable.Range(0, 20).Select(n => ($"/v1/tickets/late-{n}", """{"createdAt":"2026-02-09T09:00:00Z"}"""))]);
        Assert.Equal("16", (await app.ReadAsync(path)).Json["rows"]![0]!["values"]!["tickets_created"]!["expected"]!["value"]!.ToString());
        await app.PutAllAsync([.. Enumerable.Range(0, 20).Select(n => ($"/v1/tickets/later-{n}", """{"createdAt":"2026-02-16T09:00:00Z"}"""))]);
        Assert.Equal("26", (await app.ReadAsync(path)).Json["rows"]![0]!["values"]!["tickets_created"]!["expected"]!["value"]!.ToString());
    }

    /// <summary>Nothing is stored in between, but the day is over: 0 is too few.</summary>
    [Fact]
    public async Task Day_that_ends_has_another_tag_and_is_judged()
    {
        var clock = new StandingClock { Now = DateTimeOffset.Parse("2026-03-16T23:50:00Z", null) };
        await using var app = await MondaysDesk.StartAsync(clock, "Kpi:FastWays=true");
        const string path = "/v1/kpis?metrics=tickets_created&interval=day&include=expected&from=2026-03-16&to=2026-03-17";
        static string? Unusual(Reply reply) => (string?)reply.Json["rows"]![0]!["values"]!["tickets_created"]!["expected"]!["unusual"];
        var before = await app.ReadAsync(path);
        Assert.Null(Unusual(before));
        clock.Now += TimeSpan.FromMinutes(20);
        var after = await app.ReadAsync(path, $"If-None-Match: {before.Headers.ETag}");
        Assert.Equal((200, "low"), (after.Status, Unusual(after)));
    }
}

public sealed class MondaysDesk : SharedApp
{
    private protected override Task<KpiApp> StartAsync() => StartAsync(new StandingClock());

    private const string Answered = ""","firstResponseAt":"2026-03-09T11:00:00Z" """;

    internal static async Task<KpiApp> StartAsync(StandingClock clock, params string[] settings)
    {
        var app = await Reading.StartAsync(clock, settings);
        string[] mondays = ["2026-02-09", "2026-02-16", "2026-02-23", "2026-03-02", "2026-03-09"];
        var lines = mondays.SelectMany(monday => Enumerable.Range(0, monday == mondays[^1] ? 30 : 16).Select(n => $$"""{"id":"{{monday}} {{n}}","createdAt":"{{monday}}T10:00:00Z"{{(monday == mondays[^1] && n < 2 ? Answered : "")}}}"""));
        await app.PostLinesAsync("/v1/tickets", [.. lines]);
        return app;
    }
}

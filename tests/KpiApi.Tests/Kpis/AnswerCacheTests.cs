using KpiApi.Http.Tables;
using KpiApi.Kpis.Caching;

namespace KpiApi.Tests.Kpis;

public class AnswerCacheTests
{
    /// <summary>Also where the suite runs with all of them off.</summary>
    private const string FastWays = "Kpi:FastWays=true";

    private const string Query = "metrics=tickets_created,resolution_time:median&from=2026-03-01&to=2026-03-08&groupBy=channel";

    [Fact]
    public async Task Question_asked_again_gets_the_same_numbers_with_its_own_time_and_version()
    {
        var clock = new StandingClock();
        await using var app = await Reading.StartDeskAsync(clock, FastWays);
        var first = await app.ReadAsync($"/v1/kpis?{Query}");
        Assert.True(IsKept(app, Query));
        clock.Now = clock.Now.AddMinutes(1);
        var again = await app.ReadAsync($"/v1/kpis?{Query}");
        Assert.Equal("2026-03-10T12:01:00Z", again.Json["asOf"]!.ToString());
        Assert.Equal(first.Text.Replace("12:00:00Z", "12:01:00Z", StringComparison.Ordinal), again.Text);
        Assert.Equal((first.Headers.ETag, first.Type, first.Headers.CacheControl), (again.Headers.ETag, again.Type, again.Headers.CacheControl));
        Assert.Equal(304, (await app.ReadAsync($"/v1/kpis?{Query}", $"If-None-Match: {again.Headers.ETag}")).Status);
    }

    [Fact]
    public async Task Changed_ticket_is_in_the_next_answer()
    {
        await using var app = await Reading.StartDeskAsync(null, FastWays);
        await app.ReadAsync($"/v1/kpis?{Query}");
        await app.PutAllAsync(("/v1/tickets/E", """{"createdAt":"2026-03-05T09:00:00Z","channel":"chat"}"""));
        Assert.False(IsKept(app, Query));
        Assert.Equal("5", (await app.ReadAsync($"/v1/kpis?{Query}")).Json["totals"]!["tickets_created"]!["value"]!.ToString());
        await app.DeleteAsync("/v1/tickets/E");
        Assert.Equal("4", (await app.ReadAsync($"/v1/kpis?{Query}")).Json["totals"]!["tickets_created"]!["value"]!.ToString());
    }

    [Fact]
    public async Task All_time_grows_with_what_arrives()
    {
        await using var app = await Reading.StartAsync(null, FastWays);
        Assert.Equal("0", await app.KpiAsync("tickets_created"));
        await app.PutAllAsync(("/v1/tickets/E", """{"createdAt":"2026-01-05T09:00:00Z"}"""));
        Assert.Equal("1", await app.KpiAsync("tickets_created"));
        await app.PutAllAsync(("/v1/tickets/F", """{"createdAt":"2025-01-05T09:00:00Z"}"""));
        Assert.Equal("2", await app.KpiAsync("tickets_created"));
    }

    [Fact]
    public async Task Changed_settings_end_it()
    {
        await using var app = await Reading.StartDeskAsync(null, FastWays);
        await app.ReadAsync($"/v1/kpis?{Query}");
        await app.PutAllAsync(("/v1/targets/t", """{"metric":"csat","value":80}"""));
        Assert.False(IsKept(app, Query));
    }

    /// <summary>Named periods move with the days, which begin at a quarter of an hour in every zone.</summary>
    [Fact]
    public async Task Quarter_of_an_hour_ends_it()
    {
        var clock = new StandingClock();
        await using var app = await Reading.StartDeskAsync(clock, FastWays);
        await app.ReadAsync("/v1/kpis?metrics=tickets_created&period=last_7_days&timeZone=Asia/Kathmandu");
        Assert.True(IsKept(app, "metrics=tickets_created&period=last_7_days&timeZone=Asia/Kathmandu"));
        clock.Now = clock.Now.AddMinutes(15);
        Assert.False(IsKept(app, "metrics=tickets_created&period=last_7_days&timeZone=Asia/Kathmandu"));
    }

    [Theory]
    [InlineData("metrics=open_tickets&from=2026-03-01&to=2026-03-31")]
    [InlineData("metrics=tickets_created&period=this_month&compare=previous_period")]
    [InlineData("metrics=account_value&from=2026-03-01&to=2026-03-08")]
    [InlineData("metrics=csat&format=csv&from=2026-03-01&to=2026-03-08")]
    [InlineData("metrics=csat&minVersion=1&from=2026-03-01&to=2026-03-08")]
    public async Task Answer_that_could_differ_a_moment_later_is_not_kept(string query)
    {
        await using var app = await Reading.StartDeskAsync(null, FastWays);
        Assert.Equal(200, (await app.ReadAsync($"/v1/kpis?{query}")).Status);
        Assert.False(IsKept(app, query));
    }

    [Fact]
    public async Task Plain_ways_keep_nothing_and_give_the_same()
    {
        await using var app = await Reading.StartAsync(null, "Kpi:FastWays=false");
        await app.PutAllAsync(("/v1/tickets/E", """{"createdAt":"2026-03-05T09:00:00Z","channel":"chat"}"""));
        Assert.Equal("1", (await app.ReadAsync($"/v1/kpis?{Query}")).Json["totals"]!["tickets_created"]!["value"]!.ToString());
        Assert.False(IsKept(app, Query));
    }

    private static bool IsKept(KpiApp app, string query) => app.Service<AnswerCache>().Find(new(SeesAgents: true, query.Contains("format=csv", StringComparison.Ordinal) ? TableFormat.Csv : TableFormat.Json, "?" + query)) is not null;
}

namespace KpiApi.Tests.Kpis;

public sealed class EntityTagTests(SmallDesk desk) : IClassFixture<SmallDesk>
{
    private const string Past = "/v1/kpis?metrics=csat&from=2026-03-01&to=2026-03-05";

    [Fact]
    public async Task Known_tag_is_304_until_the_data_changes()
    {
        var clock = new StandingClock();
        await using var app = await Reading.StartDeskAsync(clock);
        var first = await app.ReadAsync(Past);
        clock.Now += TimeSpan.FromHours(1);
        var again = await app.ReadInBothAsync(Past, $"If-None-Match: {first.Headers.ETag}");
        Assert.Equal((304, "", first.Headers.ETag), (again.Status, again.Text, again.Headers.ETag));
        Assert.True(again.Headers.CacheControl is { NoCache: true, Private: true });

        await app.PutAsync("/v1/tickets/X", """{"createdAt":"2026-03-02T09:00:00Z"}""");
        var changed = await app.ReadAsync(Past, $"If-None-Match: {first.Headers.ETag}");
        Assert.Equal(200, changed.Status);
        Assert.NotEqual(first.Headers.ETag, changed.Headers.ETag);
    }

    [Theory]
    [InlineData("\"x\", {0}")]
    [InlineData("{0}, \"x\"")]
    [InlineData("*")]
    public async Task Tag_may_stand_among_others(string header)
    {
        var app = desk.App;
        var tag = (await app.ReadAsync(Past)).Headers.ETag!.ToString();
        Assert.Equal(304, (await app.ReadAsync(Past, "If-None-Match: " + header.Replace("{0}", tag, StringComparison.Ordinal))).Status);
    }

    [Theory]
    [InlineData("&format=csv")]
    [InlineData("&include=confidence")]
    [InlineData("&include=target")]
    [InlineData("&compare=previous_period")]
    [InlineData("&groupBy=channel")]
    [InlineData("&channel=email")]
    [InlineData("&channel.not=email")]
    [InlineData("&timeZone=Europe/London")]
    [InlineData("&interval=day")]
    [InlineData("&interval=day&include=expected")]
    public async Task Another_question_has_another_tag(string more)
    {
        var app = desk.App;
        Assert.NotEqual((await app.ReadAsync(Past)).Headers.ETag, (await app.ReadAsync(Past + more)).Headers.ETag);
    }

    [Fact]
    public async Task Answer_varies_with_accept()
    {
        var app = desk.App;
        Assert.Contains("Accept", (await app.ReadAsync(Past)).Headers.Vary);
    }

    [Theory]
    [InlineData("metrics=open_tickets&from=2026-03-01&to=2026-04-01")]
    [InlineData("metrics=open_tickets&from=2026-03-01&to=2026-03-05&compare=2026-03-01/2026-04-01&interval=week")]
    [InlineData("metrics=first_contact_resolution&from=2026-03-01&to=2026-03-05")]
    [InlineData("metrics=csat&period=today")]
    public async Task Number_that_time_alone_can_change_is_never_stale(string query)
    {
        var clock = new StandingClock();
        await using var app = await Reading.StartDeskAsync(clock);
        var tag = (await app.ReadAsync("/v1/kpis?" + query)).Headers.ETag;
        clock.Now += TimeSpan.FromDays(1);
        Assert.Equal(200, (await app.ReadAsync("/v1/kpis?" + query, $"If-None-Match: {tag}")).Status);
    }

    [Theory]
    [InlineData("metrics=open_tickets&from=2026-03-01&to=2026-03-02")]
    [InlineData("metrics=tickets_created&from=2026-03-01&to=2026-04-01")]
    public async Task Number_that_only_data_can_change_stays_known(string query)
    {
        var clock = new StandingClock();
        await using var app = await Reading.StartDeskAsync(clock);
        var tag = (await app.ReadAsync("/v1/kpis?" + query)).Headers.ETag;
        clock.Now += TimeSpan.FromHours(1);
        Assert.Equal(304, (await app.ReadAsync("/v1/kpis?" + query, $"If-None-Match: {tag}")).Status);
    }
}

using KpiApi.Auth;
using KpiApi.Kpis.Admission;

namespace KpiApi.Tests.Kpis;

public sealed class MinVersionTests(SmallDesk desk) : IClassFixture<SmallDesk>
{
    [Theory]
    [InlineData("/v1/kpis?metrics=csat")]
    [InlineData("/v1/kpis/records?metric=csat")]
    [InlineData("/v1/tickets?state=all")]
    public async Task Version_that_is_visible_is_answered(string path)
    {
        var app = desk.App;
        Assert.Equal(200, (await app.ReadInBothAsync($"{path}&minVersion={app.VisibleVersion}")).Status);
    }

    [Fact]
    public async Task Version_to_come_is_waited_for()
    {
        await using var app = await Reading.StartDeskAsync(null, "Limits:VersionWaits=1");
        var waiting = app.ReadAsync("/v1/kpis?metrics=tickets_created&from=2026-03-01&to=2026-04-01&minVersion=3");
        // One may wait, and another would be refused: it waits.
        while (app.Service<VersionWaits>().Refusal(3, Callers.Local) is null) await Task.Delay(5);
        Assert.False(waiting.IsCompleted);
        await app.PutAsync("/v1/tickets/X", """{"createdAt":"2026-03-02T09:00:00Z"}""");
        Assert.Equal(["5"], (await waiting).Values("tickets_created"));
    }

    [Theory]
    [InlineData("/v1/kpis?metrics=csat")]
    [InlineData("/v1/kpis/records?metric=csat")]
    [InlineData("/v1/tickets?state=all")]
    public async Task Version_that_does_not_come_in_five_seconds_is_503(string path)
    {
        await using var app = await Reading.StartAsync(new StandingClock { Leap = TimeSpan.FromSeconds(2) });
        var reply = await app.ReadAsync($"{path}&minVersion=9");
        Assert.Equal((503, "/problems/version-not-visible"), (reply.Status, (string?)reply.Json["type"]));
        Assert.NotNull(reply.Headers.RetryAfter);
        Assert.Equal(["minVersion version_not_visible 9 → -"], reply.Errors);
    }
}

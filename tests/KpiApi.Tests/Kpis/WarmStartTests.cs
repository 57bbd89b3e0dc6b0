using KpiApi.Kpis;
using KpiApi.Tests.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace KpiApi.Tests.Kpis;

public sealed class WarmStartTests
{
    private const string File = "kpi.db.questions";

    [Fact]
    public async Task What_was_asked_before_a_stop_has_been_counted_after_the_start_before_anybody_asks()
    {
        // Also where the suite runs with all fast ways off.
        static void Fast(WebApplicationBuilder builder) => builder.Configuration["Kpi:FastWays"] = "true";
        await using var app = await KpiApp.StartAsync(adjust: Fast);
        await KeptDesk.FillAsync(app);
        // Each is asked through GraphQL too, in words of its own.
        Assert.Equal(0, app.Facts.Current.PartialBytes);
        var before = await app.GetAsync("/v1/kpis?metrics=tickets_created&groupBy=channel&period=all");
        Assert.Equal(200, (await app.PostAsync("/v1/kpis", """{"metrics":["csat"],"period":"all","filters":{"channel":["email",null]}}""")).Status);
        await using var again = await app.RestartAsync(Fast);
        await UntilAsync(() => again.Facts.Current.PartialBytes > 0 && again.Service<RecentQuestions>().All.Length == 4);
        Assert.False(System.IO.File.Exists(Path.Combine(again.Database.Folder!, File)));
        var after = await again.GetAsync("/v1/kpis?metrics=tickets_created&groupBy=channel&period=all");
        Assert.NotEmpty(before.Json["rows"]!.AsArray());
        Assert.Equal(before.Json["rows"]!.ToJsonString(), after.Json["rows"]!.ToJsonString());

        var text = await System.IO.File.ReadAllTextAsync(Path.Combine(await again.StopAsync(), File));
        Assert.Contains("""{"metrics":["csat"],"period":["all"],"channel":["email",null]}""", text, StringComparison.Ordinal);
        Assert.Contains("""{"metrics":["tickets_created"],"groupBy":["channel"],"period":["all"]}""", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("""[{"metrics":null}]""")]
    [InlineData("""[{"metrics":["csat"],"period":["some day"]},{"metrics":["no_metric"]},{}]""")]
    public async Task Whatever_the_file_holds_the_service_runs(string text)
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/tickets/T-1", """{"createdAt":"2026-01-05T09:00:00Z"}""");
        var folder = await app.StopAsync();
        var file = Path.Combine(folder, File);
        await System.IO.File.WriteAllTextAsync(file, text);
        await using var again = await KpiApp.StartAsync(folder);
        await again.Service<IEnumerable<IHostedService>>().OfType<WarmStart>().Single().ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.False(System.IO.File.Exists(file));
        Assert.Equal("1", await again.KpiAsync("tickets_created"));
    }

    [Fact]
    public async Task Nothing_is_kept_where_the_columns_are_not()
    {
        await using var app = await KpiApp.StartAsync(adjust: builder => builder.Configuration["Store:SnapshotMinutes"] = "0");
        await app.PutAsync("/v1/tickets/T-1", """{"createdAt":"2026-01-05T09:00:00Z"}""");
        Assert.Equal("1", await app.KpiAsync("tickets_created"));
        Assert.False(System.IO.File.Exists(Path.Combine(await app.StopAsync(), File)));
    }

    private static async Task UntilAsync(Func<bool> done)
    {
        for (var tries = 0; !done(); tries++)
        {
            Assert.True(tries < 2000, "Still not so after 20 seconds.");
            await Task.Delay(10);
        }
    }
}

using System.Globalization;
using KpiApi.Storage.Tables;
using KpiApi.Tests.Auth;
using KpiApi.Tests.Kpis;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Tests.Hooks;

public sealed class RejectionTests
{
    [Fact]
    public async Task What_cannot_be_stored_is_kept_and_replayed_after_the_map_was_mended()
    {
        await using var app = await HookDesk.StartAsync();
        var url = await app.MakeHookAsync();
        var payload = HookDesk.Ticket(42, "open", "2026-01-01T11:00:00Z", rating: "superb");
        var reply = await app.CallAsync("POST", url, null, payload);
        Assert.Equal("200 /surveys/0/score wrong_type superb", $"{reply.Status} {reply.Json["errors"]![0]!["pointer"]} {reply.Json["errors"]![0]!["code"]} {reply.Json["errors"]![0]!["value"]}");
        // What is good of it is stored.
        Assert.Equal("open", (string)(await app.FactsAsync("42"))["status"]!);
        await app.CallAsync("POST", url, null, "no JSON");
        var kept = await app.RejectionsAsync();
        Assert.Equal([payload, "no JSON"], kept.Select(item => (string)item!["body"]!));
        Assert.Equal((string)reply.Json["rejection"]!, (string)kept[0]!["id"]!);
        Assert.Equal("superb", (string)kept[0]!["errors"]![0]!["value"]!);

        await app.CallAsync("PUT", "/v1/hooks/mine", Keyed.Admin, $$"""{"map":{{HookDesk.Map}},"values":{"score":{"superb":5} } }""");
        var tried = await app.CallAsync("POST", "/v1/hooks/mine/rejections/replay?dryRun=true", Keyed.Admin);
        Assert.Equal("""{"taken":1,"rejected":1,"dryRun":true}""", tried.Json.ToJsonString());
        Assert.Equal((404, 2), ((await app.CallAsync("GET", "/v1/surveys/csat-42", Keyed.Admin)).Status, (await app.RejectionsAsync()).Count));
        var replayed = await app.CallAsync("POST", "/v1/hooks/mine/rejections/replay", Keyed.Admin);
        Assert.Equal("""{"taken":1,"rejected":1}""", replayed.Json.ToJsonString());
        Assert.Equal(5, (int)(await app.CallAsync("GET", "/v1/surveys/csat-42", Keyed.Admin)).Json["score"]!);
        Assert.Equal("no JSON", (string)Assert.Single(await app.RejectionsAsync())!["body"]!);
    }

    [Fact]
    public async Task Rejections_are_kept_for_seven_days_and_listed_by_pages()
    {
        var clock = new StandingClock();
        await using var app = await HookDesk.StartAsync(clock);
        var url = await app.MakeHookAsync();
        await app.CallAsync("POST", url, null, "first");
        clock.Now += TimeSpan.FromDays(6);
        await app.CallAsync("POST", url, null, "second");
        await app.CallAsync("POST", url, null, "third");
        var page = (await app.CallAsync("GET", "/v1/hooks/mine/rejections?limit=2", Keyed.Admin)).Json;
        Assert.Equal("first, second", string.Join(", ", page["items"]!.AsArray().Select(item => item!["body"])));
        page = (await app.CallAsync("GET", $"/v1/hooks/mine/rejections?limit=2&cursor={page["nextCursor"]}", Keyed.Admin)).Json;
        Assert.Equal("third ", $"{string.Join(", ", page["items"]!.AsArray().Select(item => item!["body"]))} {page["nextCursor"]}");
        Assert.Equal("400 invalid_value", (await app.CallAsync("GET", "/v1/hooks/mine/rejections?cursor=x", Keyed.Admin)).Outcome());
        clock.Now += TimeSpan.FromDays(1.5);
        Assert.Equal("second, third", string.Join(", ", (await app.RejectionsAsync()).Select(item => item!["body"])));
        await app.CallAsync("DELETE", "/v1/hooks/mine", Keyed.Admin);
        await app.MakeHookAsync();
        Assert.Empty(await app.RejectionsAsync());
    }

    [Fact]
    public async Task Of_a_hook_a_thousand_are_kept()
    {
        await using var app = await HookDesk.StartAsync();
        var (url, other) = (await app.MakeHookAsync(), await app.MakeHookAsync("other"));
        await app.CallAsync("POST", other, null, "theirs");
        await using (var store = await app.Service<IDbContextFactory<KpiDbContext>>().CreateDbContextAsync())
        {
            store.HookRejections.AddRange(Enumerable.Range(0, 1_001).Select(i => new HookRejection { Hook = "mine", AtMs = Reading.Noon.ToUnixTimeMilliseconds(), Body = $"no {i}", Errors = "[]" }));
            await store.SaveChangesAsync();
        }

        await app.CallAsync("POST", url, null, "the last one");
        Assert.Equal("no 2", (string)(await app.RejectionsAsync())[0]!["body"]!);
        Assert.Equal("theirs", (string)Assert.Single(await app.RejectionsAsync("other"))!["body"]!);
    }

    [Theory]
    [InlineData("""{"type":"ticket","ticket":{"id":9,"company":"A-77","rating":"superb","created":1,"updated":2}}""", true)]
    [InlineData("""{"type":"other","of":[{"ticket":42}],"ticket":{"rating":"superb"}}""", true)]
    [InlineData("""broken {"company":"A-77" """, true)]
    [InlineData("""{"ticket":{"company":"A-771","rating":"superb"}}""", false)]
    public async Task Erasing_an_account_erases_its_payloads(string payload, bool isErased)
    {
        await using var app = await HookDesk.StartAsync();
        var url = await app.MakeHookAsync();
        Assert.Equal(200, (await app.CallAsync("POST", url, null, HookDesk.Ticket(42, "open", "2026-01-01T11:00:00Z", company: "A-77"))).Status);
        Assert.NotNull((await app.CallAsync("POST", url, null, payload)).Json["rejection"]);
        Assert.Equal("200", (await app.CallAsync("DELETE", "/v1/accounts/A-77?dryRun=true", Keyed.Admin)).Outcome());
        Assert.Single(await app.RejectionsAsync());
        Assert.Equal("200", (await app.CallAsync("DELETE", "/v1/accounts/A-77", Keyed.Admin)).Outcome());
        Assert.Equal(isErased ? 0 : 1, (await app.RejectionsAsync()).Count);
    }

    [Fact]
    public async Task Payload_beyond_the_limit_is_refused()
    {
        await using var app = await Keyed.StartAsync("Limits:MaxSmallBodyBytes=2048");
        var url = await app.MakeHookAsync();
        Assert.Equal("413 too_large", (await app.CallAsync("POST", url, null, string.Create(CultureInfo.InvariantCulture, $"\"{new string('x', 3000)}\""))).Outcome());
        Assert.Empty(await app.RejectionsAsync());
    }
}

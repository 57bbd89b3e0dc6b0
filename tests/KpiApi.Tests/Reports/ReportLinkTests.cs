using System.Text;
using KpiApi.Tests.Auth;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.Reports;

public sealed class ReportLinkTests
{
    [Fact]
    public async Task Link_opens_its_report_without_a_key_and_nothing_else()
    {
        await using var app = await ReportDesk.StartAsync();
        await app.PutReportAsync("other", ReportDesk.ByChannel);
        var (_, link) = await app.MakeLinkAsync();
        Assert.Equal("chat 1, email 2", (await app.CallAsync("GET", link)).Numbers());
        Assert.Equal("text/csv", (await app.CallAsync("GET", link + "?format=csv")).Type);
        var token = link.Split('/')[^1];
        Assert.Equal("404 link_unknown", (await app.CallAsync("GET", $"/v1/reports/other/data/{token}")).Outcome());
        Assert.Equal("404 link_unknown", (await app.CallAsync("GET", link + "x")).Outcome());
        foreach (var path in (string[])["/v1/kpis?metrics=tickets_created", "/v1/reports/by-channel", "/v1/reports/by-channel/data", "/v1/reports/by-channel/links", "/v1/tickets/A"])
        {
            Assert.Equal("401 key_missing", (await app.CallAsync("GET", path)).Outcome());
            Assert.Equal("401 key_unknown", (await app.CallAsync("GET", path, token)).Outcome());
        }

        Assert.Equal("405 method_not_allowed", (await app.CallAsync("POST", link, null, "{}")).Outcome());
    }

    [Fact]
    public async Task Token_is_kept_nowhere()
    {
        await using var app = await ReportDesk.StartAsync();
        var (id, link) = await app.MakeLinkAsync();
        var token = link.Split('/')[^1];
        var list = await app.CallAsync("GET", "/v1/reports/by-channel/links", Keyed.Admin);
        Assert.Equal(id, (string)list.Json["items"]![0]!["id"]!);
        Assert.DoesNotContain(token, list.Text, StringComparison.Ordinal);
        var folder = await app.StopAsync();
        foreach (var file in Directory.GetFiles(folder))
            Assert.True((await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(token)) < 0, file);
    }

    [Fact]
    public async Task Link_ends_when_it_expires_is_revoked_or_its_report_is_deleted()
    {
        var clock = new StandingClock();
        await using var app = await ReportDesk.StartAsync(clock);
        var (_, short_) = await app.MakeLinkAsync(body: """{"expiresAt":"2026-03-11T00:00:00Z"}""");
        var (id, revoked) = await app.MakeLinkAsync();
        var (_, deleted) = await app.MakeLinkAsync();
        async Task<string> AskAsync(string link) => (await app.CallAsync("GET", link)).Outcome();
        Assert.Equal("200", await AskAsync(short_));
        clock.Now = DateTimeOffset.Parse("2026-03-11T00:00:00Z", null);
        Assert.Equal("404 link_unknown", await AskAsync(short_));

        Assert.Equal("200", await AskAsync(revoked));
        Assert.Equal(200, (await app.CallAsync("DELETE", $"/v1/reports/by-channel/links/{id}", Keyed.Admin)).Status);
        Assert.Equal("404 link_unknown", await AskAsync(revoked));
        Assert.Equal("404 not_found", (await app.CallAsync("DELETE", $"/v1/reports/by-channel/links/{id}", Keyed.Admin)).Outcome());

        Assert.Equal("200", await AskAsync(deleted));
        await app.CallAsync("DELETE", "/v1/reports/by-channel", Keyed.Admin);
        Assert.Equal("404 link_unknown", await AskAsync(deleted));
        // One that gets its id later is another report.
        await app.PutReportAsync("by-channel", ReportDesk.ByChannel);
        Assert.Equal("404 link_unknown", await AskAsync(deleted));
    }

    [Fact]
    public async Task Link_lives_a_year_unless_said_and_no_link_is_made_that_is_over()
    {
        await using var app = await ReportDesk.StartAsync();
        var made = await app.CallAsync("POST", "/v1/reports/by-channel/links", Keyed.Admin);
        Assert.Equal("2027-03-10T12:00:00Z", (string)made.Json["expiresAt"]!);
        Assert.Equal("422 out_of_range", (await app.CallAsync("POST", "/v1/reports/by-channel/links", Keyed.Admin, """{"expiresAt":"2026-03-10T12:00:00Z"}""")).Outcome());
        Assert.Equal("422 unknown_field", (await app.CallAsync("POST", "/v1/reports/by-channel/links", Keyed.Admin, """{"expires":1}""")).Outcome());
        Assert.Equal("422 wrong_type", (await app.CallAsync("POST", "/v1/reports/by-channel/links", Keyed.Admin, """{"fixed":"yes"}""")).Outcome());
        Assert.Equal("404 not_found", (await app.CallAsync("POST", "/v1/reports/none/links", Keyed.Admin)).Outcome());
    }

    [Fact]
    public async Task Link_shows_no_agent_unless_whoever_made_it_may_see_them()
    {
        await using var app = await ReportDesk.StartAsync();
        await app.PutReportAsync("by-agent", ReportDesk.ByAgent);
        var (_, read) = await app.MakeKeyAsync("read");
        var (_, agents) = await app.MakeKeyAsync("read read:agents");
        Assert.Equal("403 scope_missing", (await app.CallAsync("POST", "/v1/reports/by-channel/links", read, """{"agents":true}""")).Outcome());
        Assert.Equal("422 agents_needed", (await app.CallAsync("POST", "/v1/reports/by-agent/links", agents)).Outcome());
        var (_, withAgents) = await app.MakeLinkAsync("by-agent", """{"agents":true}""", agents);
        Assert.Equal("anna-x 2, bo-x 1, null 1", (await app.CallAsync("GET", withAgents)).Numbers("agent"));

        var (_, without) = await app.MakeLinkAsync(key: agents);
        foreach (var agent in (string[])["anna-x", "anna-y"])
            Assert.Equal("400 not_allowed", (await app.CallAsync("GET", $"{without}?agent={agent}")).Outcome());
        // A report that names agents later does not show them by a link that was made before.
        await app.PutReportAsync("by-channel", ReportDesk.ByAgent);
        Assert.Equal("403 scope_missing", (await app.CallAsync("GET", without)).Outcome());
    }

    [Fact]
    public async Task Link_is_filtered_only_by_what_its_report_shows_and_a_fixed_one_takes_nothing()
    {
        await using var app = await ReportDesk.StartAsync();
        await app.PutReportAsync("email", ReportDesk.ByChannel.Replace("\"groupBy\"", "\"limit\":1,\"filters\":{\"channel\":[\"email\"]},\"groupBy\"", StringComparison.Ordinal));
        var (_, link) = await app.MakeLinkAsync("email");
        Assert.Equal("email 2", (await app.CallAsync("GET", link)).Numbers());
        Assert.Equal("", (await app.CallAsync("GET", link + "?period=last_month")).Numbers());
        foreach (var filter in (string[])["channel=chat", "channel.not=email", "channel.in=chat,email", "team=tier-1", "account="])
            Assert.Equal("400 not_allowed", (await app.CallAsync("GET", $"{link}?{filter}")).Outcome());
        var (_, shown) = await app.MakeLinkAsync();
        Assert.Equal("chat 1", (await app.CallAsync("GET", shown + "?channel=chat")).Numbers());
        // No value is told that the report does not show.
        var guess = await app.CallAsync("GET", shown + "?channel=chta");
        Assert.Equal("", guess.Numbers());
        Assert.DoesNotContain("chat", guess.Text.Replace("chta", "", StringComparison.Ordinal), StringComparison.Ordinal);

        await app.PutReportAsync("short", ReportDesk.ByChannel.Replace("\"groupBy\"", "\"limit\":1,\"groupBy\"", StringComparison.Ordinal));
        var (_, same) = await app.MakeLinkAsync("short", """{"fixed":true}""");
        foreach (var parameter in (string[])["period=all", "channel=chat", "format=csv", "timeZone=UTC"])
            Assert.Equal("400 not_allowed", (await app.CallAsync("GET", $"{same}?{parameter}")).Outcome());
        var first = await app.CallAsync("GET", same);
        Assert.Equal($"<{same}?offset=1>; rel=\"next\"", first.Header("Link"));
        Assert.Equal(200, (await app.CallAsync("GET", same + "?offset=1")).Status);
    }

    [Fact]
    public async Task Link_is_revoked_by_the_key_that_made_it_or_by_admin()
    {
        await using var app = await ReportDesk.StartAsync();
        var (_, one) = await app.MakeKeyAsync("read");
        var (_, two) = await app.MakeKeyAsync("read");
        var (id, link) = await app.MakeLinkAsync(key: one);
        Assert.Equal("False", (await app.CallAsync("GET", "/v1/reports/by-channel/links", two)).Json["items"]![0]!["revocable"]!.ToString(), ignoreCase: true);
        Assert.Equal("403 scope_missing", (await app.CallAsync("DELETE", $"/v1/reports/by-channel/links/{id}", two)).Outcome());
        Assert.Equal(200, (await app.CallAsync("GET", link)).Status);
        Assert.Equal("200", (await app.CallAsync("DELETE", $"/v1/reports/by-channel/links/{id}", one)).Outcome());
    }

    [Fact]
    public async Task Link_is_counted_as_a_caller_of_its_own()
    {
        await using var app = await Keyed.StartAsync("Limits:RequestsPerSecond=2");
        await app.PutReportAsync("all", """{"name":"All","query":{"metrics":["tickets_created"],"period":"all"}}""");
        var (_, link) = await app.MakeLinkAsync("all");
        var replies = new List<int>();
        for (var n = 0; n < 10; n++) replies.Add((await app.CallAsync("GET", link)).Status);
        Assert.Contains(429, replies);
        Assert.Equal(200, replies[0]);
    }

    [Fact]
    public async Task Link_made_on_one_replica_opens_and_ends_on_another()
    {
        await using var app = await KpiApp.StartAsync();
        await using var other = await app.StartAnotherAsync();
        Assert.Equal(201, (await app.PutAsync("/v1/reports/all", """{"name":"All","query":{"metrics":["tickets_created"],"period":"all"}}""")).Status);
        var (id, link) = await app.MakeLinkAsync("all", key: "none");
        while ((await other.CallAsync("GET", link)).Status != 200) await Task.Delay(20);
        await app.DeleteAsync($"/v1/reports/all/links/{id}");
        while ((await other.CallAsync("GET", link)).Status != 404) await Task.Delay(20);
    }

    [Fact]
    public async Task Link_is_tried_and_none_is_made_or_revoked()
    {
        await using var app = await ReportDesk.StartAsync(new StandingClock());
        var (id, link) = await app.MakeLinkAsync();
        var made = await app.CallAsync("POST", "/v1/reports/by-channel/links?dryRun=true", Keyed.Admin, """{"expiresAt":"2027-01-01T00:00:00Z"}""");
        Assert.Equal((200, """{"expiresAt":"2027-01-01T00:00:00Z","dryRun":true}"""), (made.Status, made.Text));
        var revoked = await app.CallAsync("DELETE", $"/v1/reports/by-channel/links/{id}?dryRun=true", Keyed.Admin);
        Assert.Equal((200, $$"""{"id":"{{id}}","outcome":"revoked","dryRun":true}"""), (revoked.Status, revoked.Text));
        Assert.Single((await app.CallAsync("GET", "/v1/reports/by-channel/links", Keyed.Admin)).Json["items"]!.AsArray());
        Assert.Equal(200, (await app.CallAsync("GET", link)).Status);
    }
}

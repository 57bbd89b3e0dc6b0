using System.Text;
using System.Text.Json.Nodes;
using KpiApi.Tests.Auth;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.Reports;

public sealed class ReportTests
{
    [Fact]
    public async Task Report_is_a_setting_and_answers_what_its_query_answers()
    {
        await using var app = await ReportDesk.StartAsync();
        var (_, read) = await app.MakeKeyAsync("read");
        var report = await app.CallAsync("GET", "/v1/reports/by-channel", read);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"id":"by-channel",""" + ReportDesk.ByChannel[1..]), report.Json), report.Text);
        Assert.Equal("by-channel", (string)(await app.CallAsync("GET", "/v1/reports", read)).Json["items"]![0]!["id"]!);
        var data = await app.CallAsync("GET", "/v1/reports/by-channel/data", read);
        Assert.Equal("chat 1, email 2", data.Numbers());
        Assert.Equal((await app.CallAsync("POST", "/v1/kpis", read, JsonNode.Parse(ReportDesk.ByChannel)!["query"]!.ToJsonString())).Text, data.Text);
        Assert.Equal(304, (await app.CallAsync("GET", "/v1/reports/by-channel/data", read, null, "If-None-Match: " + data.Headers.ETag)).Status);

        Assert.Equal(200, (await app.CallAsync("DELETE", "/v1/reports/by-channel", Keyed.Admin)).Status);
        Assert.Equal("404 not_found", (await app.CallAsync("GET", "/v1/reports/by-channel/data", read)).Outcome());
    }

    [Fact]
    public async Task Period_filters_and_form_are_given_anew_and_what_makes_the_report_is_not()
    {
        await using var app = await ReportDesk.StartAsync();
        var (_, read) = await app.MakeKeyAsync("read");
        async Task<string> AskAsync(string parameters) => (await app.CallAsync("GET", $"/v1/reports/by-channel/data?{parameters}", read)).Numbers();
        Assert.Equal("chat 2, email 2", await AskAsync("period=all"));
        Assert.Equal("chat 1", await AskAsync("from=2026-03-03T12:00:00Z"));
        Assert.Equal("chat 1", await AskAsync("channel=chat"));
        Assert.Equal("chat 1, email 2", await AskAsync("channel.in=chat,email"));
        await app.PutReportAsync("email", ReportDesk.ByChannel.Replace("\"groupBy\"", "\"filters\":{\"channel\":[\"email\"]},\"groupBy\"", StringComparison.Ordinal));
        Assert.Equal("email 2", (await app.CallAsync("GET", "/v1/reports/email/data", read)).Numbers());
        Assert.Equal("chat 1", (await app.CallAsync("GET", "/v1/reports/email/data?channel.not=email", read)).Numbers());
        var csv = await app.CallAsync("GET", "/v1/reports/by-channel/data?format=csv", read);
        Assert.Equal("text/csv", csv.Type);
        Assert.StartsWith("channel,tickets_created", csv.Text, StringComparison.Ordinal);
        foreach (var parameter in (string[])["metrics", "groupBy", "interval", "compare", "orderBy", "limit", "chanel"])
            Assert.Equal((400, $"{parameter} unknown_parameter"), await app.CallAsync("GET", $"/v1/reports/by-channel/data?{parameter}=x", read) is var reply ? (reply.Status, string.Join(' ', reply.Errors.Single().Split(' ')[..2])) : default);
    }

    [Fact]
    public async Task Stored_form_is_the_form_unless_the_call_says_another()
    {
        await using var app = await ReportDesk.StartAsync();
        await app.PutReportAsync("csv", ReportDesk.ByChannel.Replace("\"groupBy\"", "\"format\":\"csv\",\"groupBy\"", StringComparison.Ordinal));
        Assert.Equal("text/csv", (await app.CallAsync("GET", "/v1/reports/csv/data", Keyed.Admin)).Type);
        Assert.Equal("application/json", (await app.CallAsync("GET", "/v1/reports/csv/data?format=json", Keyed.Admin)).Type);
    }

    [Theory]
    [InlineData("""{"name":"x","query":{"metrics":["csta"],"groupBy":["chanel"],"format":"cvs"}}""", "/query/format invalid_value,/query/groupBy unknown_dimension,/query/metrics unknown_metric")]
    [InlineData("""{"name":"x","query":{"metrics":["csat"],"channel":["fax"]}}""", "/query/channel unknown_value")]
    [InlineData("""{"name":"x","query":{"metrics":[{}]}}""", "/query/metrics wrong_type")]
    [InlineData("""{"query":[]}""", "/name required,/query wrong_type")]
    [InlineData("""{"name":"x"}""", "/query required")]
    public async Task Everything_wrong_with_a_report_is_told_when_it_is_put(string body, string errors)
    {
        await using var app = await ReportDesk.StartAsync();
        var reply = await app.CallAsync("PUT", "/v1/reports/x", Keyed.Admin, body);
        Assert.Equal((422, errors), (reply.Status, string.Join(',', reply.Json["errors"]!.AsArray().Select(error => $"{error!["pointer"]} {error["code"]}").Order(StringComparer.Ordinal))));
    }

    [Theory]
    [InlineData(".x")]
    [InlineData("a%20b")]
    [InlineData("a%2Fb")]
    public async Task Id_is_a_part_of_addresses(string id)
    {
        await using var app = await ReportDesk.StartAsync();
        Assert.Equal("422 invalid_id", (await app.CallAsync("PUT", $"/v1/reports/{id}", Keyed.Admin, ReportDesk.ByChannel)).Outcome());
    }

    [Fact]
    public async Task Report_that_names_agents_is_only_for_who_may_see_them()
    {
        await using var app = await ReportDesk.StartAsync();
        await app.PutReportAsync("by-agent", ReportDesk.ByAgent);
        var (_, read) = await app.MakeKeyAsync("read");
        Assert.DoesNotContain("by-agent", (await app.CallAsync("GET", "/v1/reports", read)).Text, StringComparison.Ordinal);
        foreach (var path in (string[])["", "/data", "/links"])
            Assert.Equal("404 not_found", (await app.CallAsync("GET", "/v1/reports/by-agent" + path, read)).Outcome());
        Assert.Equal("403 scope_missing", (await app.CallAsync("GET", "/v1/reports/by-channel/data?agent=anna-x", read)).Outcome());
        var (_, agents) = await app.MakeKeyAsync("read read:agents");
        Assert.Equal("anna-x 2, bo-x 1, null 1", (await app.CallAsync("GET", "/v1/reports/by-agent/data", agents)).Numbers("agent"));
    }

    [Fact]
    public async Task Spreadsheet_sends_its_key_as_a_password()
    {
        await using var app = await ReportDesk.StartAsync();
        var (_, read) = await app.MakeKeyAsync("read");
        var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes("excel:" + read));
        Assert.Equal("chat 1, email 2", (await app.CallAsync("GET", "/v1/reports/by-channel/data", null, null, "Authorization: Basic " + pair)).Numbers());
        Assert.Equal("401 key_missing", (await app.CallAsync("GET", "/v1/reports/by-channel/data")).Outcome());
    }

    [Fact]
    public async Task Long_report_goes_on_by_its_own_address()
    {
        await using var app = await ReportDesk.StartAsync();
        await app.PutReportAsync("short", ReportDesk.ByChannel.Replace("\"groupBy\"", "\"limit\":1,\"groupBy\"", StringComparison.Ordinal));
        var first = await app.CallAsync("GET", "/v1/reports/short/data?period=all", Keyed.Admin);
        Assert.Equal("""</v1/reports/short/data?period=all&offset=1>; rel="next" """.Trim(), first.Header("Link"));
        var second = await app.CallAsync("GET", "/v1/reports/short/data?period=all&offset=1", Keyed.Admin);
        Assert.Equal(["chat 2", "email 2"], ((string[])[first.Numbers(), second.Numbers()]).Order());
    }

    [Fact]
    public async Task Report_and_its_links_outlive_a_restart()
    {
        await using var app = await ReportDesk.StartAsync();
        var (_, link) = await app.MakeLinkAsync();
        await using var again = await app.RestartAsync(builder =>
        {
            builder.Configuration["Keys:Admin"] = Keyed.Admin;
            builder.UseClock(new StandingClock());
        });
        Assert.Equal("chat 1, email 2", (await again.CallAsync("GET", link)).Numbers());
    }
}

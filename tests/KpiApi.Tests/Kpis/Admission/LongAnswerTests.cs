using System.Globalization;
using System.Text.Json.Nodes;
using KpiApi.Kpis.Admission;
using KpiApi.Kpis.Responses;

namespace KpiApi.Tests.Kpis.Admission;

/// <summary>Answers of more than a megabyte are sent while they are made, and say the same.</summary>
public sealed class LongAnswerTests
{
    private const int Accounts = 4;

    /// <summary>Four accounts by hour for half a year: 17,472 rows, some 1.7 MB.</summary>
    private const string Long = "metrics=tickets_created&from=2026-01-01&to=2026-07-02&interval=hour&groupBy=account&limit=100000";
    private const int Hours = 182 * 24;

    [Fact]
    public async Task Json_is_whole_and_holds_nothing_afterwards()
    {
        await using var app = await StartAsync();
        using var response = await app.Http.GetAsync(new Uri($"/v1/kpis?{Long}", UriKind.Relative));
        var text = await response.Content.ReadAsStringAsync();
        var json = JsonNode.Parse(text)!;
        Assert.True(text.Length > LongAnswer.WholeBytes);
        Assert.Equal((Accounts * Hours, Accounts * Hours), (json["rows"]!.AsArray().Count, (int)json["rowCount"]!));
        Assert.Equal((Accounts, app.VisibleVersion), ((int)json["totals"]!["tickets_created"]!["value"]!, (long)json["version"]!));
        Assert.Equal(Accounts, json["rows"]!.AsArray().Sum(row => (int)row!["values"]!["tickets_created"]!["value"]!));
        while (app.Service<QueryAdmission>().HeldBytes > 0)
            await Task.Delay(5);
    }

    [Fact]
    public async Task Csv_has_every_row()
    {
        await using var app = await StartAsync();
        var lines = (await app.ReadAsync($"/v1/kpis?{Long}&format=csv")).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(("time,account,tickets_created,tickets_created_count", 1 + (Accounts * Hours)), (lines[0], lines.Length));
        Assert.Equal(Accounts, lines.Skip(1).Sum(line => int.Parse(line.Split(',')[2], CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("csv", null)]
    [InlineData("csv", "gzip")]
    [InlineData("ndjson", "br")]
    [InlineData("json&shape=flat", "br")]
    [InlineData("xlsx", null)]
    [InlineData("parquet", null)]
    public async Task Answer_in_any_form_begins_before_its_end_is_made(string format, string? encoding)
    {
        await using var app = await StartAsync();
        var count = format is "parquet" or "xlsx" ? 40 : 8;
        var metrics = "tickets_created," + string.Join(',', Enumerable.Range(1, count).Select(p => $"resolution_time:p{p}"));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/kpis?{Long.Replace("tickets_created", metrics, StringComparison.Ordinal)}&format={format}");
        if (encoding is not null) request.Headers.AcceptEncoding.ParseAdd(encoding);
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = app.Http.BaseAddress };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        Assert.True(await body.ReadAsync(new byte[64]) > 0);
        // Its length is not known when it begins, and whoever asked holds memory until its end.
        Assert.Null(response.Content.Headers.ContentLength);
        Assert.Equal(encoding is null ? [] : [encoding], response.Content.Headers.ContentEncoding);
        await body.CopyToAsync(Stream.Null);
        while (app.Service<QueryAdmission>().HeldBytes > 0)
            await Task.Delay(5);
    }

    [Fact]
    public async Task Client_that_stops_reading_lets_go_of_the_memory()
    {
        await using var app = await StartAsync();
        using (var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/kpis?{Long.Replace("tickets_created", "tickets_created,tickets_resolved,csat,resolution_time", StringComparison.Ordinal)}"))
        // The client of all tests reads every answer whole.
        using (var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = app.Http.BaseAddress })
        using (var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
            Assert.Equal(200, (int)response.StatusCode);
        while (app.Service<QueryAdmission>().HeldBytes > 0)
            await Task.Delay(5);
    }

    private static async Task<KpiApp> StartAsync()
    {
        var app = await KpiApp.StartAsync();
        await app.PostLinesAsync("/v1/tickets", [.. Enumerable.Range(0, Accounts).Select(n => $$"""{"id":"T{{n}}","createdAt":"2026-0{{n + 1}}-05T09:12:00Z","account":"K{{n}}"}""")]);
        return app;
    }
}

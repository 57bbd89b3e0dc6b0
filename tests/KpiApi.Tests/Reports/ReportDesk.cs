using System.Text.Json.Nodes;
using KpiApi.Tests.Auth;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.Reports;

/// <summary>A desk of four tickets of two agents, whose service asks for keys, and calls about its reports.</summary>
internal static class ReportDesk
{
    public const string ByChannel = """{"name":"By channel","query":{"metrics":["tickets_created"],"groupBy":["channel"],"from":"2026-03-01","to":"2026-04-01"}}""";
    public const string ByAgent = """{"name":"By agent","query":{"metrics":["tickets_created"],"groupBy":["agent"],"period":"all"}}""";

    private static readonly string[] s_tickets =
    [
        """{"id":"A","createdAt":"2026-03-02T09:00:00Z","channel":"email","agent":"anna-x"}""", """{"id":"B","createdAt":"2026-03-03T09:00:00Z","channel":"email","agent":"bo-x"}""",
        """{"id":"C","createdAt":"2026-03-04T09:00:00Z","channel":"chat","agent":"anna-x"}""", """{"id":"D","createdAt":"2026-02-04T09:00:00Z","channel":"chat"}""",
    ];

    public static async Task<KpiApp> StartAsync(StandingClock? clock = null)
    {
        var app = await Keyed.StartAsync(builder => builder.UseClock(clock ?? new StandingClock()));
        Assert.Equal(200, (await app.CallAsync("POST", "/v1/tickets", Keyed.Admin, $"[{string.Join(',', s_tickets)}]")).Status);
        await app.PutReportAsync("by-channel", ByChannel);
        return app;
    }

    public static async Task PutReportAsync(this KpiApp app, string id, string body)
    {
        var reply = await app.CallAsync("PUT", $"/v1/reports/{id}", Keyed.Admin, body);
        Assert.True(reply.Status is 200 or 201, reply.Text);
    }

    /// <summary>The id of a new link, and its path.</summary>
    public static async Task<(string Id, string Path)> MakeLinkAsync(this KpiApp app, string report = "by-channel", string? body = null, string key = Keyed.Admin)
    {
        var reply = await app.CallAsync("POST", $"/v1/reports/{report}/links", key, body);
        Assert.True(reply.Status == 201, reply.Text);
        Assert.Equal("no-store", reply.Headers.CacheControl!.ToString());
        return ((string)reply.Json["id"]!, new Uri((string)reply.Json["url"]!).AbsolutePath);
    }

    /// <summary>"chat 1, email 2".</summary>
    public static string Numbers(this Reply reply, string by = "channel") => reply.Status != 200 ? reply.Outcome() : string.Join(
        ", ", reply.Json["rows"]!.AsArray().Select(row => $"{row![by]?.ToString() ?? "null"} {((JsonObject)row["values"]!).First().Value!["value"]}").Order(StringComparer.Ordinal));
}

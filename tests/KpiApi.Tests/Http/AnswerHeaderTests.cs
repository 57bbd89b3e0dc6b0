using System.Net.Http.Headers;
using KpiApi.Tests.Auth;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.Http;

public sealed class AnswerHeaderTests(PlainApp plain) : IClassFixture<PlainApp>
{
    [Theory]
    [InlineData("GET", "/v1/metrics")]
    [InlineData("GET", "/v1/nothing")]
    [InlineData("PUT", "/v1/tickets/A")]
    [InlineData("GET", "/health/live")]
    [InlineData("GET", "/graphql")]
    [InlineData("GET", "/swagger/index.html")]
    public async Task Every_answer_tells_browsers_what_not_to_do(string method, string path)
    {
        var app = plain.App;
        var reply = await app.CallAsync(method, path, null, null, "Accept: text/html, */*");
        Assert.Equal(("nosniff", "no-referrer"), (reply.Header("X-Content-Type-Options"), reply.Header("Referrer-Policy")));
        Assert.Contains("default-src 'none'", reply.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", reply.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal(("-", "-"), (reply.Header("Server"), reply.Header("X-Powered-By")));
    }

    /// <summary>What fails on the way has its headers cleared by the framework.</summary>
    [Fact]
    public async Task Answer_after_an_exception_tells_it_too()
    {
        var app = plain.App;
        var content = new StringContent("{}", new MediaTypeHeaderValue("application/json"));
        content.Headers.ContentEncoding.Add("gzip");
        var reply = await app.SendAsync(new(HttpMethod.Post, "/v1/tickets") { Content = content }, []);
        Assert.Equal(("400 invalid_encoding", "nosniff", "no-referrer"), (reply.Outcome(), reply.Header("X-Content-Type-Options"), reply.Header("Referrer-Policy")));
        Assert.Contains("default-src 'none'", reply.Header("Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_of_other_sites_get_nothing_by_default()
    {
        await using var app = await Keyed.StartAsync();
        var preflight = await PreflightAsync(app, "https://dashboards.example.com");
        Assert.Equal((405, "-"), (preflight.Status, preflight.Header("Access-Control-Allow-Origin")));
        Assert.Equal("-", (await app.CallAsync("GET", "/v1/metrics", Keyed.Admin, null, "Origin: https://dashboards.example.com")).Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Pages_of_the_sites_named_may_ask()
    {
        await using var app = await Keyed.StartAsync("Cors:Origins=https://dashboards.example.com, http://localhost:3000");
        var preflight = await PreflightAsync(app, "https://dashboards.example.com");
        Assert.Equal((204, "https://dashboards.example.com"), (preflight.Status, preflight.Header("Access-Control-Allow-Origin")));
        Assert.Contains("Authorization", preflight.Header("Access-Control-Allow-Headers"), StringComparison.OrdinalIgnoreCase);
        // What a traced page sends with every call.
        Assert.Contains("traceparent,tracestate", preflight.Header("Access-Control-Allow-Headers"), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("-", preflight.Header("Access-Control-Allow-Credentials"));
        Assert.Equal("-", (await PreflightAsync(app, "https://evil.example.com")).Header("Access-Control-Allow-Origin"));
        // The refusal, too, has to be readable, or a page could not tell a wrong key from a broken network.
        var refused = await app.CallAsync("GET", "/v1/metrics", null, null, "Origin: http://localhost:3000");
        Assert.Equal(("401 key_missing", "http://localhost:3000"), (refused.Outcome(), refused.Header("Access-Control-Allow-Origin")));
    }

    private static Task<Reply> PreflightAsync(KpiApp app, string origin) => app.CallAsync(
        "OPTIONS", "/v1/kpis", null, null, "Origin: " + origin, "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: authorization,content-type,traceparent");

}

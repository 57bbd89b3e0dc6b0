using System.Net;
using KpiApi.Hosting.Keys;
using Microsoft.AspNetCore.Http;

namespace KpiApi.Tests.Hosting.Keys;

/// <summary>While there is no key only programs on this machine are answered.</summary>
public sealed class NoKeyTests
{
    [Theory]
    [InlineData("127.0.0.1", "localhost:5080", "HTTP/1.1", null, true)]
    [InlineData("::1", "[::1]:5080", "HTTP/2", null, true)]
    [InlineData("::ffff:127.0.0.1", "127.0.0.1", "HTTP/1.1", null, true)]
    [InlineData("192.168.1.7", "localhost", "HTTP/1.1", null, false)]
    [InlineData(null, "localhost", "HTTP/1.1", null, false)]
    [InlineData("127.0.0.1", "kpi.example.com", "HTTP/1.1", null, false)]
    [InlineData("127.0.0.1", "", "HTTP/1.1", null, false)]
    [InlineData("127.0.0.1", "localhost", "HTTP/1.0", null, false)]
    [InlineData("127.0.0.1", "localhost", "HTTP/1.1", "X-Forwarded-For", false)]
    [InlineData("127.0.0.1", "localhost", "HTTP/1.1", "x-forwarded-proto", false)]
    [InlineData("127.0.0.1", "localhost", "HTTP/1.1", "Forwarded", false)]
    [InlineData("127.0.0.1", "localhost", "HTTP/1.1", "X-Real-IP", false)]
    [InlineData("127.0.0.1", "localhost", "HTTP/1.1", "X-Original-For", false)]
    [InlineData("127.0.0.1", "localhost", "HTTP/1.1", "Via", false)]
    public void Caller_is_local_when_nothing_stands_between(string? address, string host, string protocol, string? header, bool isLocal)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);
        (context.Request.Host, context.Request.Protocol) = (new HostString(host), protocol);
        if (header is not null) context.Request.Headers[header] = "10.0.0.1";
        Assert.Equal(isLocal, LocalCallers.IsLocal(context));
    }

    [Theory]
    [InlineData("/v1/kpis?metrics=csat", "403 no_key_set")]
    [InlineData("/v1/keys", "403 no_key_set")]
    [InlineData("/v1/nothing", "403 no_key_set")]
    [InlineData("/openapi/v1.json", "403 no_key_set")]
    [InlineData("/swagger/index.html", "403 no_key_set")]
    [InlineData("/graphql", "403 no_key_set")]
    [InlineData("/health/live", "200")]
    public async Task Others_get_nothing_but_health(string path, string outcome)
    {
        await using var app = await KpiApp.StartAsync();
        Assert.Equal(outcome, (await app.CallAsync("GET", path, null, null, "X-Forwarded-For: 10.0.0.1", "Accept: text/html, */*")).Outcome());
    }

    [Fact]
    public async Task First_key_has_to_be_able_to_make_others_and_ends_the_time_without()
    {
        await using var app = await KpiApp.StartAsync();
        Assert.Equal("200", (await app.CallAsync("GET", "/v1/metrics")).Outcome());
        Assert.Equal("409 first_key_not_admin", (await app.CallAsync("POST", "/v1/keys", null, """{"name":"x","scopes":["read"]}""")).Outcome());
        var first = await app.CallAsync("POST", "/v1/keys", null, """{"name":"x","scopes":["admin"]}""");
        Assert.Equal("401 key_missing", (await app.CallAsync("GET", "/v1/metrics")).Outcome());
        var key = (string)first.Json["key"]!;
        Assert.Equal("200", (await app.CallAsync("GET", "/v1/metrics", key)).Outcome());
        Assert.Equal("200", (await app.CallAsync("DELETE", "/v1/keys/" + first.Json["id"], key)).Outcome());
        Assert.Equal("401 key_missing", (await app.CallAsync("GET", "/v1/metrics")).Outcome());
    }

    [Fact]
    public async Task First_key_is_printed_when_asked_for()
    {
        var (console, text) = (Console.Out, new StringWriter());
        Console.SetOut(text);
        try
        {
            await using var app = await KpiApp.StartAsync(adjust: builder => builder.Configuration["Keys:PrintFirst"] = "true");
            var key = System.Text.RegularExpressions.Regex.Match(text.ToString(), "kpi_[0-9a-f]{12}_[A-Za-z0-9_-]{43}").Value;
            Assert.Equal(["401 key_missing", "200"], [(await app.CallAsync("GET", "/v1/keys")).Outcome(), (await app.CallAsync("GET", "/v1/keys", key)).Outcome()]);
        }
        finally
        {
            Console.SetOut(console);
        }
    }

    [Fact]
    public async Task Pages_and_documents_need_no_key_once_there_is_one()
    {
        await using var app = await Keyed.StartAsync();
        foreach (var path in (string[])["/health/live", "/health/ready", "/openapi/v1.json", "/swagger/index.html"])
            Assert.Equal(200, (await app.CallAsync("GET", path)).Status);
        Assert.Equal((200, "text/html"), await PageAsync());
        Assert.Equal("401 key_missing", (await app.CallAsync("GET", "/graphql?query={version}", null, null, "Accept: text/html")).Outcome());

        async Task<(int, string?)> PageAsync() => await app.CallAsync("GET", "/graphql", null, null, "Accept: text/html") is var page ? (page.Status, page.Type) : default;
    }
}

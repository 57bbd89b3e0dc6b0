using System.Net;
using KpiApi.Auth.Keys;
using KpiApi.Auth.Schemes;
using KpiApi.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KpiApi.Tests.Auth.Schemes;

/// <summary>While there is no key only programs on this machine are answered.</summary>
public sealed class NoKeyTests(PlainApp plain) : IClassFixture<PlainApp>
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
        var context = Local();
        context.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);
        (context.Request.Host, context.Request.Protocol) = (new HostString(host), protocol);
        if (header is not null) context.Request.Headers[header] = "10.0.0.1";
        Assert.Equal(isLocal, LocalCallers.IsLocal(context));
    }

    [Theory]
    [InlineData("http://localhost:5080", null, true)]
    [InlineData("HTTP://LOCALHOST:5080", null, true)]
    [InlineData("http://localhost:3000", null, false)]
    [InlineData("https://localhost:5080", null, false)]
    [InlineData("https://evil.example.com", null, false)]
    [InlineData("null", null, false)]
    [InlineData("", null, false)]
    [InlineData(null, "none", true)]
    [InlineData(null, "same-origin", true)]
    [InlineData(null, "same-site", false)]
    [InlineData(null, "cross-site", false)]
    [InlineData("http://localhost:5080", "cross-site", false)]
    public void Page_of_another_site_is_no_program_of_this_machine(string? origin, string? site, bool isLocal)
    {
        var context = Local();
        if (origin is not null) context.Request.Headers.Origin = origin;
        if (site is not null) context.Request.Headers["Sec-Fetch-Site"] = site;
        Assert.Equal(isLocal, LocalCallers.IsLocal(context));
    }

    /// <summary>What nginx sends by <c>proxy_http_version 1.1</c>, and with <c>Host $host</c> for a client that calls it localhost.</summary>
    [Theory]
    [InlineData("localhost:5080", null, false)]
    [InlineData("127.0.0.1:5080", "keep-alive", false)]
    [InlineData("127.0.0.1:5080", "close", true)]
    [InlineData("localhost:5080", "Keep-Alive, Close", true)]
    [InlineData("localhost", null, true)]
    [InlineData("localhost:80", null, true)]
    [InlineData("127.0.0.1", "close", true)]
    public void What_a_proxy_sends_that_says_nothing_of_itself_is_known(string host, string? connection, bool mayBeProxied)
    {
        var context = Local();
        context.Request.Host = new HostString(host);
        if (connection is not null) context.Request.Headers.Connection = connection;
        Assert.Equal(mayBeProxied, LocalCallers.MayBeProxied(context));
        Assert.True(LocalCallers.IsLocal(context));
    }

    [Theory]
    [InlineData(null, true, false, true)]
    [InlineData(null, true, true, false)]
    [InlineData(null, false, false, false)]
    [InlineData(true, false, false, true)]
    [InlineData(true, false, true, true)]
    [InlineData(true, true, true, true)]
    [InlineData(false, true, false, false)]
    public void Trust_without_a_key_is_asked_for_or_the_address_is_the_default(bool? asked, bool isDefault, bool closes, bool isCovered)
    {
        var context = Local();
        if (closes) context.Request.Headers.Connection = "close";
        Assert.Equal(isCovered, new LocalTrust(Options.Create(new KeysOptions { AllowLoopbackWithoutKey = asked }), new ListeningAddress(isDefault)).Covers(context));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("--urls=http://localhost:5080", false)]
    [InlineData("--urls=http://127.0.0.1:0", false)]
    [InlineData("--http_ports=8080", false)]
    [InlineData("--https_ports=8443", false)]
    [InlineData("--Kestrel:Endpoints:inside:Url=http://127.0.0.1:0", false)]
    public async Task Address_that_somebody_chose_is_no_default(string? argument, bool isDefault)
    {
        await using var app = KpiApiHost.Build(argument is null ? [] : [argument]);
        Assert.Equal(isDefault, app.Services.GetRequiredService<ListeningAddress>().IsDefault);
    }

    [Fact]
    public async Task With_an_address_of_its_own_it_answers_nobody_without_a_key_and_says_how_to_get_one()
    {
        using var log = new LogLines(LogLevel.Trace);
        await using var app = await KpiApp.StartAsync(adjust: builder =>
        {
            builder.Configuration["Keys:AllowLoopbackWithoutKey"] = "";
            builder.Logging.AddProvider(log);
        });
        foreach (var (method, path) in ((string, string)[])[("GET", "/v1/kpis?metrics=csat"), ("POST", "/v1/keys"), ("GET", "/v1/nothing"), ("GET", "/swagger/index.html")])
        {
            var refused = await app.CallAsync(method, path, null, method == "POST" ? """{"name":"x","scopes":["admin"]}""" : null);
            Assert.Equal((path, "403 no_key_set"), (path, refused.Outcome()));
            Assert.Contains("Keys__AllowLoopbackWithoutKey", refused.Text, StringComparison.Ordinal);
        }

        Assert.Equal(200, (await app.CallAsync("GET", "/health/live")).Status);
        var line = Assert.Single(log.All, line => line.Contains("There is no key yet", StringComparison.Ordinal));
        Assert.All<string>(["Keys__PrintFirst=true", "Keys__Admin", "Keys__AllowLoopbackWithoutKey=true"], way => Assert.Contains(way, line, StringComparison.Ordinal));
    }

    /// <summary>Blind, as a picture's address: the page never reads the answer, but the question was counted, or the ticket deleted.</summary>
    [Fact]
    public async Task Page_of_another_site_is_refused_while_there_is_no_key()
    {
        var app = plain.App;
        Assert.Equal("403 no_key_set", (await app.CallAsync("GET", "/v1/metrics", null, null, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors")).Outcome());
        Assert.Equal("403 no_key_set", (await app.CallAsync("POST", "/graphql", null, """{"query":"{ version }"}""", "Origin: https://evil.example.com")).Outcome());
        var own = app.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        Assert.Equal("200", (await app.CallAsync("POST", "/graphql", null, """{"query":"{ version }"}""", "Origin: " + own, "Sec-Fetch-Site: same-origin")).Outcome());
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
        var app = plain.App;
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

    private static DefaultHttpContext Local()
    {
        var context = new DefaultHttpContext();
        (context.Connection.RemoteIpAddress, context.Connection.LocalPort) = (IPAddress.Loopback, 5080);
        (context.Request.Scheme, context.Request.Host, context.Request.Protocol) = ("http", new HostString("localhost:5080"), "HTTP/1.1");
        return context;
    }
}

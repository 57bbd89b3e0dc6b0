using System.Text;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.Auth.Schemes;

/// <summary>Excel and Power BI can send a key only as a password.</summary>
public sealed class BasicTests(KeyedApp keyed) : IClassFixture<KeyedApp>
{
    private const string Question = "/v1/kpis?metrics=tickets_created";

    [Theory]
    [InlineData("any:{0}", "200")]
    [InlineData(":{0}", "200")]
    [InlineData("anna@müller.example:{0}", "200")]
    [InlineData("any:{0}x", "401 key_unknown")]
    [InlineData("{0}:any", "401 key_unknown")]
    [InlineData("any: {0}", "401 key_unknown")]
    [InlineData("any:", "401 key_missing")]
    [InlineData("{0}", "401 key_missing")]
    public async Task Key_is_the_password_of_anybody(string pair, string outcome)
    {
        var app = keyed.App;
        var (_, key) = await app.MakeKeyAsync("read");
        Assert.Equal(outcome, (await AskAsync(app, string.Format(null, pair, key))).Outcome());
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic ")]
    [InlineData("Basic !")]
    [InlineData("Basic YQ")]
    [InlineData("Basic =")]
    [InlineData("Digest username=\"any\"")]
    public async Task What_is_no_pair_is_no_key(string header)
    {
        var app = keyed.App;
        Assert.Equal("401 key_missing", (await app.CallAsync("GET", Question, null, null, "Authorization: " + header)).Outcome());
    }

    [Fact]
    public async Task Password_may_have_colons_and_its_key_needs_the_scopes_of_any_other()
    {
        const string Admin = "a:key:with:colons:of:32:characters";
        await using var app = await Keyed.StartAsync("Keys:Admin=" + Admin);
        Assert.Equal("200", (await AskAsync(app, "any:" + Admin)).Outcome());
        var made = await app.CallAsync("POST", "/v1/keys", Admin, """{"name":"x","scopes":["ingest"]}""");
        Assert.Equal("403 scope_missing", (await AskAsync(app, "any:" + made.Json["key"])).Outcome());
    }

    /// <summary>A browser sends a password that it remembers with every page's requests, unasked.</summary>
    [Theory]
    [InlineData("Origin: https://evil.example.com", "401 key_missing")]
    [InlineData("Origin: null", "401 key_missing")]
    [InlineData("Sec-Fetch-Site: cross-site", "401 key_missing")]
    [InlineData("Sec-Fetch-Site: same-origin", "200")]
    [InlineData("Sec-Fetch-Site: none", "200")]
    public async Task Page_of_another_site_gets_nothing_by_a_remembered_password(string header, string outcome)
    {
        var app = keyed.App;
        Assert.Equal(outcome, (await AskAsync(app, "any:" + Keyed.Admin, header)).Outcome());
        // By a key that its script has to know it may.
        Assert.Equal("200", (await app.CallAsync("GET", Question, Keyed.Admin, null, header)).Outcome());
    }

    private static Task<Reply> AskAsync(KpiApp app, string pair, params string[] headers) =>
        app.CallAsync("GET", Question, null, null, [.. headers, "Authorization: basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))]);
}

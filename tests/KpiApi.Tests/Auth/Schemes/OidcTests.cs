using System.Net;
using System.Security.Cryptography;
using System.Text;
using KpiApi.Auth.Schemes;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace KpiApi.Tests.Auth.Schemes;

public sealed class OidcTests : IDisposable
{
    private const string Issuer = "https://login.example.com/realm";
    private const string Question = "/v1/kpis?metrics=tickets_created";

    private static readonly string[] s_roles = ["other", "read"];
    private static readonly string[] s_critical = ["exp"];

    /// <summary>Made once: finding their primes takes longer than a test.</summary>
    private static readonly RSA s_rsa = RSA.Create(2048);
    private static readonly RSA s_other = RSA.Create(2048);

    private readonly FakeIssuer _issuer = new(new RsaSecurityKey(s_rsa.ExportParameters(false)) { KeyId = "k1" });

    public void Dispose() => _issuer.Dispose();

    [Fact]
    public async Task Token_holds_the_scopes_of_its_claim()
    {
        (string Scope, string Outcome)[] cases =
            [("read", "200"), ("openid profile read", "200"), ("admin", "200"), ("ingest", "403 scope_missing"), ("openid", "403 scope_missing")];
        await using var app = await StartAsync();
        foreach (var (scope, outcome) in cases)
            Assert.Equal((scope, outcome), (scope, (await app.CallAsync("GET", Question, Token(scope: scope))).Outcome()));
    }

    [Fact]
    public async Task Token_is_taken_wherever_a_key_is()
    {
        await using var app = await StartAsync();
        Assert.Equal("200", (await app.CallAsync("GET", Question, null, null, "X-Api-Key: " + Token())).Outcome());
        Assert.Equal("200", (await app.CallAsync("GET", Question, null, null, "Authorization: Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("any:" + Token())))).Outcome());
    }

    [Fact]
    public async Task Claim_may_have_another_name_and_be_a_list()
    {
        await using var app = await StartAsync("Oidc:ScopeClaim=roles");
        Assert.Equal("200", (await app.CallAsync("GET", Question, Token(claim: "roles", scope: s_roles))).Outcome());
        Assert.Equal("403 scope_missing", (await app.CallAsync("GET", Question, Token(scope: "read"))).Outcome());
    }

    [Fact]
    public async Task Token_that_is_not_good_here_is_refused()
    {
        await using var app = await StartAsync();
        Assert.Equal("200", (await app.CallAsync("GET", Question, Token())).Outcome());
        var good = Token().Split('.');
        var none = $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{good[1]}.";
        var publicKeyAsSecret = new SymmetricSecurityKey(s_rsa.ExportSubjectPublicKeyInfo()) { KeyId = "k1" };
        (string Why, string Token, string Outcome)[] cases =
        [
            ("another issuer", Token(issuer: "https://evil.example.com"), "401 key_unknown"),
            ("another audience", Token(audience: "shop"), "401 key_unknown"),
            ("expired", Token(expires: -60), "401 key_expired"),
            ("not yet good", Token(notBefore: 120), "401 key_unknown"),
            ("unknown kid", Token(key: new RsaSecurityKey(s_rsa) { KeyId = "k2" }), "401 key_unknown"),
            ("another key under the known kid", Token(key: new RsaSecurityKey(s_other) { KeyId = "k1" }), "401 key_unknown"),
            ("no signature", none, "401 key_unknown"),
            ("signature cut off", $"{good[0]}.{good[1]}.", "401 key_unknown"),
            ("claims changed", $"{good[0]}.{Base64UrlEncoder.Encode(Base64UrlEncoder.Decode(good[1]).Replace("read", "admin", StringComparison.Ordinal))}.{good[2]}", "401 key_unknown"),
            ("public key as a secret", Token(credentials: new SigningCredentials(publicKeyAsSecret, SecurityAlgorithms.HmacSha256)), "401 key_unknown"),
            ("something critical in its header", Token(header: ("crit", s_critical)), "401 key_unknown"),
            ("nothing critical in its header", Token(header: ("crit", Array.Empty<string>())), "401 key_unknown"),
            ("a payload that is not encoded", Token(header: ("b64", false)), "401 key_unknown"),
            ("a payload that is, and says so", Token(header: ("b64", true)), "401 key_unknown"),
            ("no subject", Token(subject: null), "401 key_unknown"),
            ("nonsense", "a.b.c", "401 key_unknown"),
            ("dots", "..", "401 key_unknown"),
        ];
        foreach (var (why, token, outcome) in cases)
            Assert.Equal((why, outcome), (why, (await app.CallAsync("GET", Question, token)).Outcome()));
        Assert.Equal("401 key_missing", (await app.CallAsync("GET", Question)).Outcome());
    }

    [Fact]
    public async Task Key_that_the_issuer_has_changed_is_learnt()
    {
        await using var app = await StartAsync();
        Assert.Equal("200", (await app.CallAsync("GET", Question, Token())).Outcome());
        _issuer.Key = new RsaSecurityKey(s_other.ExportParameters(false)) { KeyId = "k2" };
        var token = Token(key: new RsaSecurityKey(s_other) { KeyId = "k2" });
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await app.CallAsync("GET", Question, token)).Status != 200) await Task.Delay(20, patience.Token);
        Assert.Equal("401 key_unknown", (await app.CallAsync("GET", Question, Token())).Outcome());
    }

    [Fact]
    public async Task Issuer_that_is_away_is_503_for_tokens_and_nothing_for_keys()
    {
        _issuer.IsAway = true;
        await using var app = await StartAsync("Keys:Admin=" + Keyed.Admin);
        Assert.Equal("503 issuer_unavailable", (await app.CallAsync("GET", Question, Token())).Outcome());
        Assert.Equal("200", (await app.CallAsync("GET", Question, Keyed.Admin)).Outcome());
    }

    private Task<KpiApp> StartAsync(params string[] settings) => KpiApp.StartAsync(adjust: builder =>
    {
        foreach (var setting in settings.Concat(["Oidc:Issuer=" + Issuer, "Oidc:Audience=kpi"]))
            builder.Configuration[setting.Split('=', 2)[0]] = setting.Split('=', 2)[1];
        builder.Services.Configure<JwtBearerOptions>(SchemeNames.Token, jwt => jwt.BackchannelHttpHandler = _issuer);
    });

    private static string Token(
        object? scope = null, string claim = "scope", string issuer = Issuer, string audience = "kpi", string? subject = "dashboard", int expires = 300, int notBefore = -300,
        SecurityKey? key = null, SigningCredentials? credentials = null, (string Name, object Value)? header = null)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var claims = new Dictionary<string, object> { [claim] = scope ?? "read" };
        if (subject is not null) claims["sub"] = subject;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Expires = now.AddSeconds(expires),
            NotBefore = now.AddSeconds(Math.Min(notBefore, expires - 1)),
            Claims = claims,
            AdditionalHeaderClaims = header is var (name, value) ? new Dictionary<string, object> { [name] = value } : null,
            SigningCredentials = credentials ?? new SigningCredentials(key ?? new RsaSecurityKey(s_rsa) { KeyId = "k1" }, SecurityAlgorithms.RsaSha256),
        });
    }

    /// <summary>Its two documents, without a network.</summary>
    private sealed class FakeIssuer(RsaSecurityKey key) : HttpMessageHandler
    {
        public RsaSecurityKey Key { get; set; } = key;

        public bool IsAway { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var jwk = JsonWebKeyConverter.ConvertFromRSASecurityKey(Key);
            var text = IsAway ? null : request.RequestUri!.AbsoluteUri switch
            {
                Issuer + "/.well-known/openid-configuration" => $$"""{"issuer":"{{Issuer}}","jwks_uri":"{{Issuer}}/keys"}""",
                Issuer + "/keys" => $$"""{"keys":[{"kty":"RSA","use":"sig","kid":"{{jwk.Kid}}","n":"{{jwk.N}}","e":"{{jwk.E}}"}]}""",
                _ => null,
            };
            return Task.FromResult(new HttpResponseMessage(text is null ? HttpStatusCode.NotFound : HttpStatusCode.OK) { Content = new StringContent(text ?? "", Encoding.UTF8, "application/json") });
        }
    }
}

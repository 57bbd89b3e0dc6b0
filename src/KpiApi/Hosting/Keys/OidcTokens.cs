using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace KpiApi.Hosting.Keys;

/// <summary>Checks bearer tokens of the configured issuer: signature, issuer, audience, time, and which scopes they carry.</summary>
internal sealed class OidcTokens : IDisposable
{
    public const string HttpClient = "oidc";

    private static readonly TimeSpan s_skew = TimeSpan.FromSeconds(30);

    /// <summary>None of the symmetric ones: with them a public key would do as a secret.</summary>
    private static readonly string[] s_algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly OidcOptions _options;
    private readonly TimeProvider _clock;
    private readonly HttpClient? _http;
    private readonly ConfigurationManager<OpenIdConnectConfiguration>? _issuer;
    private readonly JsonWebTokenHandler _tokens = new() { MapInboundClaims = false };

    public OidcTokens(IOptions<OidcOptions> options, IHttpClientFactory http, TimeProvider clock)
    {
        (_options, _clock) = (options.Value, clock);
        if (_options.Issuer is not { } issuer) return;
        _http = http.CreateClient(HttpClient);
        var documents = new HttpDocumentRetriever(_http) { RequireHttps = issuer.StartsWith("https:", StringComparison.OrdinalIgnoreCase) };
        _issuer = new(issuer.TrimEnd('/') + "/.well-known/openid-configuration", new OpenIdConnectConfigurationRetriever(), documents);
    }

    /// <summary>Whether the text is a token and tokens are taken; keys have no dots.</summary>
    public bool Takes(string text) => _issuer is not null && text.Count(letter => letter == '.') == 2;

    /// <exception cref="InvalidOperationException">The issuer's keys cannot be had.</exception>
    public async Task<KeyCheck> CheckAsync(string token, CancellationToken cancel)
    {
        if (AsksForMore(token)) return default;
        var issuer = await _issuer!.GetConfigurationAsync(cancel);
        var result = await ValidateAsync(token, issuer);
        // The issuer may have changed its keys: it is asked again in the background, at most every few minutes, so that a later try finds them.
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException) _issuer.RequestRefresh();
        if (result.IsValid && result.SecurityToken is JsonWebToken { Subject: { Length: > 0 } subject } valid) return new(new("oidc:" + subject, ScopesOf(valid)));
        return new(null, IsExpired: result.Exception is SecurityTokenExpiredException);
    }

    /// <summary>A header may say that the rest is to be read otherwise (RFC 7515 <c>crit</c>, RFC 7797 <c>b64</c>): who does not, must not take the token.</summary>
    private static bool AsksForMore(string token)
    {
        try
        {
            var read = new JsonWebToken(token);
            return read.TryGetHeaderValue<object>("crit", out _) || read.TryGetHeaderValue<object>("b64", out _);
        }
        catch (Exception malformed) when (malformed is ArgumentException or SecurityTokenMalformedException)
        {
            return true;
        }
    }

    public void Dispose() => _http?.Dispose();

    private Task<TokenValidationResult> ValidateAsync(string token, OpenIdConnectConfiguration issuer) => _tokens.ValidateTokenAsync(token, new TokenValidationParameters
    {
        ValidIssuer = _options.Issuer,
        ValidAudience = _options.Audience,
        IssuerSigningKeys = issuer.SigningKeys,
        TryAllIssuerSigningKeys = false,
        ValidAlgorithms = s_algorithms,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        LifetimeValidator = IsInTime,
    });

    private bool IsInTime(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = _clock.GetUtcNow().UtcDateTime;
        if (expires is null) throw new SecurityTokenNoExpirationException();
        if (expires + s_skew <= now) throw new SecurityTokenExpiredException { Expires = expires.Value };
        return !(notBefore - s_skew > now);
    }

    private Scopes ScopesOf(JsonWebToken token) => token.Claims.Where(claim => claim.Type == _options.ScopeClaim)
        .SelectMany(claim => claim.Value.Split(' ')).Aggregate(Scopes.None, (scopes, name) => scopes | ScopeNames.Parse(name));
}

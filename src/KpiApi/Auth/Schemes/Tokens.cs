using KpiApi.Storage.Tables;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace KpiApi.Auth.Schemes;

/// <summary>Takes the tokens of the configured issuer by <see cref="JwtBearerHandler"/>, a little more strictly than it does unasked.</summary>
internal static class Tokens
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_skew = TimeSpan.FromSeconds(30);

    /// <summary>None of the symmetric ones: with them a public key would do as a secret.</summary>
    private static readonly string[] s_algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    public static void Configure(JwtBearerOptions jwt, IOptions<OidcOptions> options, TimeProvider clock)
    {
        var oidc = options.Value;
        (jwt.Authority, jwt.Audience) = (oidc.Issuer, oidc.Audience);
        // Plain only on this machine, which the options see to.
        jwt.RequireHttpsMetadata = oidc.Issuer?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) is true;
        jwt.BackchannelTimeout = s_patience;
        jwt.MapInboundClaims = false;
        var good = jwt.TokenValidationParameters;
        (good.ValidIssuer, good.ValidAlgorithms, good.TryAllIssuerSigningKeys) = (oidc.Issuer, s_algorithms, false);
        good.LifetimeValidator = (from, until, _, _) => IsInTime(from, until, clock);
        jwt.Events = new JwtBearerEvents { OnMessageReceived = AskIssuerAsync, OnTokenValidated = context => ClaimAsync(context, oidc.ScopeClaim) };
    }

    /// <summary>The library would take a key that the issuer has withdrawn for another hour.</summary>
    public static void ForgetOldKeys(JwtBearerOptions jwt)
    {
        if (jwt.ConfigurationManager is BaseConfigurationManager issuer) issuer.UseLastKnownGoodConfiguration = false;
    }

    /// <summary>Beforehand, since without an answer every token would pass for a wrong one. The answer is kept, and asked for again when a token has a key that is not in it.</summary>
    private static async Task AskIssuerAsync(MessageReceivedContext context)
    {
        context.Token = SentKey.In(context.Request);
        try
        {
            await context.Options.ConfigurationManager!.GetConfigurationAsync(context.HttpContext.RequestAborted);
        }
        catch (InvalidOperationException)
        {
            context.Fail(AuthenticationRefusal.IssuerAway);
        }
    }

    private static Task ClaimAsync(TokenValidatedContext context, string scopeClaim)
    {
        if (context.SecurityToken is JsonWebToken { Subject: { Length: > 0 } subject } token && !AsksForMore(token))
            context.Principal = Callers.Of(SchemeNames.Token, "oidc:" + subject, ScopesOf(token, scopeClaim));
        else
            context.Fail(AuthenticationRefusal.Unknown);
        return Task.CompletedTask;
    }

    /// <summary>A header may say that the rest is to be read otherwise (RFC 7515 <c>crit</c>, RFC 7797 <c>b64</c>): who does not, must not take the token.</summary>
    private static bool AsksForMore(JsonWebToken token) => token.TryGetHeaderValue<object>("crit", out _) || token.TryGetHeaderValue<object>("b64", out _);

    private static bool IsInTime(DateTime? notBefore, DateTime? expires, TimeProvider clock)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (expires is null) throw new SecurityTokenNoExpirationException();
        if (expires + s_skew <= now) throw new SecurityTokenExpiredException { Expires = expires.Value };
        return !(notBefore - s_skew > now);
    }

    private static Scopes ScopesOf(JsonWebToken token, string claimName) => token.Claims.Where(claim => claim.Type == claimName)
        .SelectMany(claim => claim.Value.Split(' ')).Aggregate(Scopes.None, (scopes, name) => scopes | ScopeNames.Parse(name));
}

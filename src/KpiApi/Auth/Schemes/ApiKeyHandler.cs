using System.Text.Encodings.Web;
using KpiApi.Auth.Keys;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace KpiApi.Auth.Schemes;

/// <summary>Keys of this service, in whichever header they come.</summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, KeyRing keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(SentKey.In(Request) is { } text ? Check(text) : AuthenticateResult.NoResult());

    private AuthenticateResult Check(string text)
    {
        var (id, scopes, isExpired) = keys.Check(text);
        if (id is null) return AuthenticateResult.Fail(isExpired ? AuthenticationRefusal.Expired : AuthenticationRefusal.Unknown);
        return AuthenticateResult.Success(new(Callers.Of(Scheme.Name, id, scopes), Scheme.Name));
    }
}

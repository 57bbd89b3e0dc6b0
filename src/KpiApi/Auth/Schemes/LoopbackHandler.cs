using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace KpiApi.Auth.Schemes;

/// <summary>While there is no key: programs on this machine may do everything, others nothing.</summary>
internal sealed class LoopbackHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, LocalTrust trust)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    private static readonly AuthenticationRefusal s_onlyLocal = new(StatusCodes.Status403Forbidden, new("no_key_set",
        "This service has no key yet and answers only programs that call it directly on its own machine, not through a proxy and not for a page of another site. "
        + "Make the first key there by POST /v1/keys, set Keys__Admin, or start it with Keys__PrintFirst=true."));

    private static readonly AuthenticationRefusal s_nobodyYet = new(StatusCodes.Status403Forbidden, new("no_key_set",
        "This service has no key yet and was given an address to listen on, so it answers nobody. Set Keys__Admin, start it with Keys__PrintFirst=true, which prints a first key, "
        + "or let programs on its own machine do without one by Keys__AllowLoopbackWithoutKey=true."));

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        trust.Covers(Context) ? AuthenticateResult.Success(new(Callers.Local, Scheme.Name))
        : AuthenticateResult.Fail(trust.IsGiven ? s_onlyLocal : s_nobodyYet));
}

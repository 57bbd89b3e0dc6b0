using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace KpiApi.Auth.Schemes;

/// <summary>Stands at a route that a link opens: its path holds the token, and a key is not looked at.</summary>
internal sealed record OpenedByLink;

/// <summary>The caller that the link in a request stands for; null when there is no such link in force.</summary>
internal delegate ClaimsPrincipal? LinkedCaller(HttpContext context);

/// <summary>Links, for tools that cannot send a header. Each opens one route and nothing else.</summary>
internal sealed class LinkHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, LinkedCaller find)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(find(Context) is { } caller
        ? AuthenticateResult.Success(new(caller, Scheme.Name))
        : AuthenticateResult.Fail(AuthenticationRefusal.NoLink));
}

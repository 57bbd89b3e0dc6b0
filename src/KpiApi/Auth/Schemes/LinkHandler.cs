using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace KpiApi.Auth.Schemes;

/// <summary>Stands at a route whose path holds a token that opens it; a key is not looked at.</summary>
/// <param name="Caller">For whom the token in the path stands; null when it opens nothing.</param>
/// <param name="Refusal">Of a token that opens nothing.</param>
internal sealed record OpenedByLink(Func<HttpContext, ClaimsPrincipal?> Caller, AuthenticationRefusal Refusal);

/// <summary>Links, for tools that cannot send a header. Each opens one route and nothing else.</summary>
internal sealed class LinkHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var route = Context.GetEndpoint()!.Metadata.GetRequiredMetadata<OpenedByLink>();
        return Task.FromResult(route.Caller(Context) is { } caller ? AuthenticateResult.Success(new(caller, Scheme.Name)) : AuthenticateResult.Fail(route.Refusal));
    }
}

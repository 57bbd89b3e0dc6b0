using KpiApi.Auth.Schemes;
using KpiApi.Http.Errors;
using KpiApi.Storage.Tables;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace KpiApi.Auth.Policies;

/// <summary>Who is not let through gets a problem that says what is missing, and the challenge of the key: what to send instead.</summary>
internal sealed class RefusalHandler : IAuthorizationMiddlewareResultHandler
{
    private const string Challenge = "Bearer realm=\"KpiApi\"";

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult) =>
        authorizeResult.Succeeded ? next(context)
        : authorizeResult.Forbidden ? ForbidAsync(context, policy)
        : ChallengeAsync(context);

    private static Task ForbidAsync(HttpContext context, AuthorizationPolicy policy)
    {
        var needed = policy.Requirements.OfType<ScopeRequirement>().Aggregate(Scopes.None, (scopes, requirement) => scopes | requirement.Scope);
        if (policy.Requirements.OfType<AlternativeScopesRequirement>().FirstOrDefault() is { } needsOne)
        {
            context.Response.Headers.WWWAuthenticate = $"{Challenge}, error=\"insufficient_scope\"";
            return ProblemResults.Of(StatusCodes.Status403Forbidden, ScopeNames.Missing(needsOne.Alternatives)).ExecuteAsync(context);
        }

        if (needed == Scopes.None) return ProblemResults.Of(StatusCodes.Status403Forbidden, new("not_open", "No key opens this.")).ExecuteAsync(context);
        context.Response.Headers.WWWAuthenticate = $"{Challenge}, error=\"insufficient_scope\", scope=\"{string.Join(' ', ScopeNames.Of(needed))}\"";
        return ProblemResults.Of(StatusCodes.Status403Forbidden, ScopeNames.Missing(needed)).ExecuteAsync(context);
    }

    private static async Task ChallengeAsync(HttpContext context)
    {
        // Each scheme remembers what it found; this does not check the key again.
        var refusal = AuthenticationRefusal.Of((await context.AuthenticateAsync()).Failure);
        if (refusal.Status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = refusal.HasKey ? $"{Challenge}, error=\"invalid_token\"" : Challenge;
        await ProblemResults.Of(refusal.Status, refusal.Error).ExecuteAsync(context);
    }
}

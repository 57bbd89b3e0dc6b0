using KpiApi.Http;
using KpiApi.Storage.Tables;
using Microsoft.AspNetCore.Authorization;

namespace KpiApi.Auth.Policies;

internal sealed record ScopeRequirement(Scopes Scope) : IAuthorizationRequirement;

/// <param name="Alternatives">All scopes of one of them are enough.</param>
internal sealed record AlternativeScopesRequirement(IReadOnlyList<Scopes> Alternatives) : IAuthorizationRequirement;

internal sealed class AlternativeScopesHandler : AuthorizationHandler<AlternativeScopesRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, AlternativeScopesRequirement requirement)
    {
        if (context.User.IsKnown() && requirement.Alternatives.Any(context.User.Holds)) context.Succeed(requirement);
        return Task.CompletedTask;
    }
}

internal sealed class ScopeHandler : AuthorizationHandler<ScopeRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement)
    {
        if (context.User.IsKnown() && context.User.Holds(requirement.Scope)) context.Succeed(requirement);
        return Task.CompletedTask;
    }
}

using KpiApi.Http;
using KpiApi.Storage.Tables;
using Microsoft.AspNetCore.Authorization;

namespace KpiApi.Auth.Policies;

internal sealed record ScopeRequirement(Scopes Scope) : IAuthorizationRequirement;

internal sealed class ScopeHandler : AuthorizationHandler<ScopeRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement)
    {
        if (context.User.IsKnown() && context.User.Holds(requirement.Scope)) context.Succeed(requirement);
        return Task.CompletedTask;
    }
}

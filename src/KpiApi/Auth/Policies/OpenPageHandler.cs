using KpiApi.Auth.Keys;
using KpiApi.Http;
using Microsoft.AspNetCore.Authorization;

namespace KpiApi.Auth.Policies;

/// <summary>Stands at a route that answers browsers with a page, on which a key can be entered.</summary>
/// <param name="IsWanted">Whether a request gets the page and nothing else.</param>
internal sealed record OpenPage(Func<HttpRequest, bool> IsWanted);

/// <summary>
/// Pages and documents, which hold no data, and what there is not (no route, or none by this method) need no key. While there is none at all,
/// they too are only for callers on this machine.
/// </summary>
internal sealed class OpenPageHandler(KeyRing keys) : IAuthorizationHandler
{
    public Task HandleAsync(AuthorizationHandlerContext context)
    {
        if (context.Resource is not HttpContext http || !IsPage(http) || (keys.IsEmpty && !context.User.IsKnown())) return Task.CompletedTask;
        foreach (var requirement in context.PendingRequirements.ToList()) context.Succeed(requirement);
        return Task.CompletedTask;
    }

    private static bool IsPage(HttpContext http) =>
        http.GetEndpoint() is not RouteEndpoint route || route.Metadata.GetMetadata<OpenPage>()?.IsWanted(http.Request) is true;
}

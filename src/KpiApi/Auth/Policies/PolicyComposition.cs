using KpiApi.Storage.Tables;
using Microsoft.AspNetCore.Authorization;

namespace KpiApi.Auth.Policies;

/// <summary>A policy for each scope, named as the scope is: <c>RequireAuthorization(ScopeNames.Read)</c>. A route of several needs all of them.</summary>
internal static class PolicyComposition
{
    public static void AddPolicies(this IServiceCollection services)
    {
        var authorization = services.AddAuthorizationBuilder();
        foreach (var name in ScopeNames.All)
            authorization.AddPolicy(name, policy => policy.AddRequirements(new ScopeRequirement(ScopeNames.Parse(name))));
        authorization.AddPolicy(ScopeNames.IngestOrReadAgents, policy => policy.AddRequirements(new AlternativeScopesRequirement(ScopeNames.Alternatives(ScopeNames.IngestOrReadAgents))));
        // A route that names no scope was forgotten: nobody gets in, not even admin, so that the first call shows it.
        var nobody = new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build();
        authorization.SetDefaultPolicy(nobody).SetFallbackPolicy(nobody);
        services.AddSingleton<IAuthorizationHandler, ScopeHandler>();
        services.AddSingleton<IAuthorizationHandler, AlternativeScopesHandler>();
        services.AddSingleton<IAuthorizationHandler, OpenPageHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, RefusalHandler>();
    }

    /// <summary>What a route's policies ask for, all together.</summary>
    public static Scopes NeededScopes(this EndpointMetadataCollection metadata) => NeededScopes(metadata.GetOrderedMetadata<IAuthorizeData>());

    public static Scopes NeededScopes(IEnumerable<IAuthorizeData> policies) =>
        policies.Aggregate(Scopes.None, (needed, data) => needed | ScopeNames.Parse(data.Policy));

    /// <summary>The alternatives of a route's policies; empty where it has none.</summary>
    public static IReadOnlyList<Scopes> AlternativeScopes(IEnumerable<IAuthorizeData> policies) => [.. policies.SelectMany(data => ScopeNames.Alternatives(data.Policy))];
}

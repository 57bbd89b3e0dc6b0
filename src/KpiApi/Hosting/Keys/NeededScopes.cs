namespace KpiApi.Hosting.Keys;

/// <summary>What a route needs; stands at the route or its group, and a route without it is open to admin only.</summary>
/// <param name="Scopes">All of them; none = open to everybody.</param>
/// <param name="HasPage">Browsers get a page on which a key can be entered, without one.</param>
internal sealed record NeededScopes(Scopes Scopes, bool HasPage = false);

internal static class NeededScopesConventions
{
    public static T Needs<T>(this T routes, Scopes scopes) where T : IEndpointConventionBuilder => routes.WithMetadata(new NeededScopes(scopes));

    public static T NeedsNoKey<T>(this T routes) where T : IEndpointConventionBuilder => routes.Needs(Scopes.None);

    public static T NeedsBesidesItsPage<T>(this T routes, Scopes scopes) where T : IEndpointConventionBuilder =>
        routes.WithMetadata(new NeededScopes(scopes, HasPage: true));
}

using System.Security.Claims;
using KpiApi.Auth.Schemes;
using KpiApi.Storage.Tables;

namespace KpiApi.Auth;

/// <summary>What is claimed of a caller, by whichever scheme: the id of its key, and each scope that it holds.</summary>
internal static class Callers
{
    public const string IdClaim = "sub";
    public const string ScopeClaim = "scope";

    /// <summary>A program on this machine, while there is no key.</summary>
    public static ClaimsPrincipal Local { get; } = Of(SchemeNames.Loopback, "local", Scopes.Admin);

    public static ClaimsPrincipal Of(string scheme, string id, Scopes scopes) => new(new ClaimsIdentity(
        [new Claim(IdClaim, id), .. ScopeNames.Of(scopes).Select(name => new Claim(ScopeClaim, name))], scheme, nameType: IdClaim, roleType: ScopeClaim));

    /// <summary>admin holds every scope; no other holds another.</summary>
    public static bool Holds(this ClaimsPrincipal caller, Scopes needed)
    {
        var held = Scopes.None;
        foreach (var claim in caller.Claims)
        {
            if (claim.Type == ScopeClaim) held |= ScopeNames.Parse(claim.Value);
        }

        return held.HasFlag(Scopes.Admin) || (held & needed) == needed;
    }
}

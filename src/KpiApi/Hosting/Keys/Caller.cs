using Microsoft.AspNetCore.Http.Features;

namespace KpiApi.Hosting.Keys;

/// <summary>Who asks, as far as this service needs to know.</summary>
/// <param name="Id">Of the key; what requests are counted by.</param>
/// <param name="Scopes">What the caller may do.</param>
internal sealed record Caller(string Id, Scopes Scopes)
{
    /// <summary>On this machine, while there is no key.</summary>
    public static readonly Caller Local = new("local", Scopes.Admin);

    /// <summary>The caller of a request that was let through.</summary>
    public static Caller Of(HttpContext context) => context.Features.GetRequiredFeature<Caller>();
}

using System.Security.Claims;

namespace KpiApi.Http;

/// <summary>Who asks, whatever it may do: <c>Auth</c> says so on each request before anything else looks.</summary>
internal static class CallerIdentity
{
    /// <summary>The scheme of a program on this machine, while there is no key.</summary>
    public const string LoopbackScheme = "Loopback";

    /// <summary>Whether the caller showed a good key or token, or needs none.</summary>
    public static bool IsKnown(this ClaimsPrincipal caller) => caller.Identity is { IsAuthenticated: true };

    /// <summary>True for a program on this machine that needs no key.</summary>
    public static bool IsLocal(this ClaimsPrincipal caller) => caller.Identity?.AuthenticationType == LoopbackScheme;

    /// <summary>What requests are counted by; "none" for who showed no good key.</summary>
    public static string KeyId(this ClaimsPrincipal caller) => caller.Identity?.Name ?? "none";
}

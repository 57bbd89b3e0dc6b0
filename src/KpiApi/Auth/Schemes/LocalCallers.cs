using System.Collections.Frozen;
using System.Net;

namespace KpiApi.Auth.Schemes;

/// <summary>
/// Whether a request comes from a program on this machine that asks for itself. Everything that looks like a reverse proxy, or like a
/// browser that was led here by a foreign name or page, does not.
/// </summary>
internal static class LocalCallers
{
    private static readonly FrozenSet<string> s_forwarded = new[]
    {
        "Forwarded", "Via", "X-Real-IP", "X-Client-IP", "X-Cluster-Client-IP", "True-Client-IP", "CF-Connecting-IP", "Fastly-Client-IP", "X-ProxyUser-Ip",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] s_forwardedPrefixes = ["X-Forwarded", "X-Original-"];

    public static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        // nginx sends no header about the caller unless told to, but speaks HTTP/1.0 to what stands behind it.
        && !HttpProtocol.IsHttp10(context.Request.Protocol)
        && IsLocalName(context.Request.Host.Host)
        && !IsForwarded(context.Request.Headers)
        && !IsOfAnotherSite(context.Request);

    /// <summary>
    /// What a proxy does that says nothing about itself, and some honest programs too. With <c>proxy_http_version 1.1</c> nginx announces the end of
    /// each connection; with <c>Host $host</c> it hands on the name that the client wrote, without the port.
    /// </summary>
    public static bool MayBeProxied(HttpContext context) =>
        context.Request.Headers.Connection.Any(value => value?.Contains("close", StringComparison.OrdinalIgnoreCase) is true)
        || (context.Request.Host.Port ?? (context.Request.IsHttps ? 443 : 80)) != context.Connection.LocalPort;

    /// <summary>A browser sends a GET for a page of any site, though it keeps the answer from it; what it tells of the page cannot be forged there.</summary>
    public static bool IsOfAnotherSite(HttpRequest request)
    {
        var own = $"{request.Scheme}://{request.Host.Value}";
        return request.Headers.Origin.Any(origin => !own.Equals(origin, StringComparison.OrdinalIgnoreCase))
            || request.Headers["Sec-Fetch-Site"].Any(site => site is not ("same-origin" or "none"));
    }

    /// <summary>A page of a stranger can make its own name point to 127.0.0.1 and would then read our answers (DNS rebinding).</summary>
    private static bool IsLocalName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>Over the pairs: a collection of the names would be made anew for each request.</summary>
    private static bool IsForwarded(IHeaderDictionary headers)
    {
        foreach (var (name, _) in headers)
        {
            if (IsForwarded(name)) return true;
        }
        return false;
    }

    private static bool IsForwarded(string name) =>
        s_forwarded.Contains(name) || Array.Exists(s_forwardedPrefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}

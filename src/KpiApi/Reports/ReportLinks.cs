using System.Security.Claims;
using KpiApi.Auth;
using KpiApi.Auth.Schemes;
using KpiApi.Http;
using KpiApi.Settings;
using KpiApi.Storage.Tables;

namespace KpiApi.Reports;

/// <summary>Who opens a report by a link.</summary>
internal sealed class ReportLinks(CurrentSettings settings, TimeProvider clock)
{
    /// <summary>The link that a request's path opens; null when there is none in force.</summary>
    public ReportLink? Find(HttpContext context)
    {
        if (context.Request.RouteValues["id"] is not string report || context.Request.RouteValues["token"] is not string token) return null;
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return settings.Current.LinksOf(report).FirstOrDefault(link => link.ExpiresAtMs > now && LinkTokens.Matches(token, link.Hash));
    }

    /// <summary>Who a link stands for: it may read, and may see agents if it was made so.</summary>
    public static ClaimsPrincipal Caller(ReportLink link) =>
        Callers.Of(SchemeNames.Link, $"link:{link.Id}", link.Agents ? Scopes.Read | Scopes.ReadAgents : Scopes.Read);

    public static ClaimsPrincipal? CallerOf(HttpContext context) => context.RequestServices.GetRequiredService<ReportLinks>().Find(context) is { } link ? Caller(link) : null;

    /// <summary>Whoever made it, without saying who that is.</summary>
    public static string MakerOf(ClaimsPrincipal caller) => LinkTokens.Hash(caller.KeyId());
}

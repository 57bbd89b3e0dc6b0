using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using KpiApi.Auth;
using KpiApi.Auth.Schemes;
using KpiApi.Http;
using KpiApi.Settings;
using KpiApi.Storage.Tables;

namespace KpiApi.Reports;

/// <summary>Tokens of links: 256 random bits, of which only a hash is kept, so no slow hash is needed.</summary>
internal sealed class ReportLinks(CurrentSettings settings, RandomNumberGenerator random, TimeProvider clock)
{
    private const int IdBytes = 6;
    private const int TokenBytes = 32;

    public string NewId() => Convert.ToHexStringLower(Bytes(IdBytes));

    public string NewToken() => Base64Url.EncodeToString(Bytes(TokenBytes));

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The link that a request's path opens; null when there is none in force.</summary>
    public ReportLink? Find(HttpContext context)
    {
        var (report, token) = (context.Request.RouteValues["id"] as string, context.Request.RouteValues["token"] as string);
        if (report is null || token is null) return null;
        var (hash, now) = (Encoding.UTF8.GetBytes(Hash(token)), clock.GetUtcNow().ToUnixTimeMilliseconds());
        return settings.Current.LinksOf(report).FirstOrDefault(link => link.ExpiresAtMs > now && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(link.Hash), hash));
    }

    /// <summary>Who a link stands for: it may read, and may see agents if it was made so.</summary>
    public static ClaimsPrincipal Caller(ReportLink link) =>
        Callers.Of(SchemeNames.Link, $"link:{link.Id}", link.Agents ? Scopes.Read | Scopes.ReadAgents : Scopes.Read);

    /// <summary>Whoever made it, without saying who that is.</summary>
    public static string MakerOf(ClaimsPrincipal caller) => Hash(caller.KeyId());

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.GetBytes(bytes);
        return bytes;
    }
}

using KpiApi.Auth.Keys;
using KpiApi.Http;
using Microsoft.Extensions.Options;

namespace KpiApi.Auth.Schemes;

/// <summary>Whether programs on this machine are answered while there is no key. Whoever chose an address may have a proxy there, so it has to be asked for then.</summary>
internal sealed class LocalTrust(IOptions<KeysOptions> options, ListeningAddress address)
{
    public bool IsGiven => options.Value.AllowLoopbackWithoutKey ?? address.IsDefault;

    public bool Covers(HttpContext context) => IsGiven && LocalCallers.IsLocal(context) && (options.Value.AllowLoopbackWithoutKey is true || !LocalCallers.MayBeProxied(context));
}

using System.Net;
using System.Net.Sockets;

namespace KpiApi.Webhooks;

/// <summary>Tells addresses of the internet from those of the network that the service is in, whatever they are wrapped in.</summary>
internal static class PublicAddresses
{
    /// <summary>IANA's registries of special-purpose addresses, whose blocks are not globally reachable, and multicast.</summary>
    private static readonly IPNetwork[] s_special =
    [
        .. ((string[])[
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        ]).Select(IPNetwork.Parse),
    ];

    /// <summary>NAT64 and 6to4 carry an IPv4 address, to which a gateway sends what comes: its first byte.</summary>
    private static readonly (IPNetwork Network, int Start)[] s_wrappings = [(IPNetwork.Parse("64:ff9b::/96"), 12), (IPNetwork.Parse("2002::/16"), 2)];

    public static bool Contains(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return Contains(address.MapToIPv4());
        if (Array.Exists(s_special, network => network.Contains(address))) return false;
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address.AddressFamily == AddressFamily.InterNetwork;
        var wrapping = Array.Find(s_wrappings, wrapping => wrapping.Network.Contains(address));
        return wrapping == default || Contains(new IPAddress(address.GetAddressBytes().AsSpan(wrapping.Start, 4)));
    }
}

using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace KpiApi.Webhooks;

/// <summary>The addresses of a host, as the network names them now.</summary>
internal delegate Task<IPAddress[]> HostResolver(string host, CancellationToken cancel);

/// <summary>
/// Connects to receivers. Addresses are judged when the connection is made, and those judged are the ones connected to: a name that points
/// elsewhere than a moment ago gains nothing (server-side request forgery by DNS rebinding).
/// </summary>
internal sealed class WebhookConnections(HostResolver resolve, IOptions<WebhookOptions> options)
{
    private const int HeadersKilobytes = 16;

    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(2);

    public SocketsHttpHandler NewHandler() => new()
    {
        ConnectCallback = ConnectAsync,
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        // Receivers are strangers: no id of a trace goes to them.
        ActivityHeadersPropagator = null,
        MaxResponseHeadersLength = HeadersKilobytes,
        // A name is looked up again now and then.
        PooledConnectionLifetime = s_lifetime,
    };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var known = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancel);
        IPAddress[] allowed = [.. known.Where(address => options.Value.AllowPrivate || PublicAddresses.Contains(address))];
        if (allowed.Length == 0) throw new PrivateAddressException(known.Length == 0 ? $"The host {host} has no address." : $"The host {host} has a private address, to which Webhooks:AllowPrivate lets nothing be sent.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>The receiver is where nothing may be sent.</summary>
internal sealed class PrivateAddressException(string message) : Exception(message);

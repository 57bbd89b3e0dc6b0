using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace KpiApi.Tests.Storage.Outages;

/// <summary>
/// Stands between the service and a server. Cut, all connections break and no new one is taken. When it swallows, connections seem to be
/// there and nothing arrives any more; one that has lost something stays so, as behind a firewall that has forgotten it.
/// </summary>
internal sealed class Wire : IDisposable
{
    private readonly string _host;
    private readonly int _port;
    private readonly ConcurrentDictionary<Socket, byte> _open = [];
    private TcpListener _listener;
    private volatile bool _swallows;

    public Wire(string host, int port)
    {
        (_host, _port) = (host, port);
        _listener = Listen(0);
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
    }

    public int Port { get; }

    public void Cut()
    {
        _listener.Stop();
        foreach (var socket in _open.Keys) socket.Close(0);
        _open.Clear();
    }

    public void Mend() => _listener = Listen(Port);

    public void Swallow() => _swallows = true;

    public void SwallowNoMore() => _swallows = false;

    public void Dispose() => Cut();

    private TcpListener Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        _ = AcceptAsync(listener);
        return listener;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true) _ = JoinAsync(await listener.AcceptSocketAsync());
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }

    private async Task JoinAsync(Socket near)
    {
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        _open[near] = _open[far] = 0;
        try
        {
            await far.ConnectAsync(_host, _port);
            await using var one = new NetworkStream(near);
            await using var other = new NetworkStream(far);
            var lost = new StrongBox<bool>();
            await Task.WhenAny(PassOnAsync(one, other, lost), PassOnAsync(other, one, lost));
        }
        catch (Exception cut) when (cut is SocketException or IOException or ObjectDisposedException)
        {
            // One of them has gone.
        }
        finally
        {
            near.Close(0);
            _open.TryRemove(near, out _);
            _open.TryRemove(far, out _);
        }
    }

    private async Task PassOnAsync(NetworkStream from, NetworkStream to, StrongBox<bool> lost)
    {
        var bytes = new byte[16_384];
        while (await from.ReadAsync(bytes) is > 0 and var count)
        {
            lost.Value |= _swallows;
            if (!lost.Value) await to.WriteAsync(bytes.AsMemory(0, count));
        }
    }
}

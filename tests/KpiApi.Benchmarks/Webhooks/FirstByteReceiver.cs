using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace KpiApi.Benchmarks.Webhooks;

/// <summary>Takes everything that a webhook sends, and knows when the first byte of each message came: nothing of a web server lies in between.</summary>
internal sealed class FirstByteReceiver : IAsyncDisposable
{
    private const string Length = "content-length:";

    private static readonly byte[] s_answer = "HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray();
    private static readonly byte[] s_end = "\r\n\r\n"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public FirstByteReceiver()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>By the id of the survey, as timestamps; of the first attempt.</summary>
    public ConcurrentDictionary<string, long> FirstBytes { get; } = new(StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ReceiveAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    /// <summary>One message after the other, of which the next comes only after the answer to the one before.</summary>
    private async Task ReceiveAsync(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            await using var stream = client.GetStream();
            var (buffer, filled, firstByte) = (new byte[64 * 1024], 0, 0L);
            try
            {
                while (await stream.ReadAsync(buffer.AsMemory(filled), _stop.Token) is > 0 and var read)
                {
                    if (filled == 0) firstByte = TimeProvider.System.GetTimestamp();
                    filled += read;
                    if (Body(buffer.AsSpan(0, filled)) is not { } body) continue;
                    FirstBytes.TryAdd(body, firstByte);
                    filled = 0;
                    await stream.WriteAsync(s_answer, _stop.Token);
                }
            }
            catch (Exception ended) when (ended is IOException or OperationCanceledException)
            {
                // The service or the benchmark is over.
            }
        }
    }

    /// <summary>The survey of a message that is whole; null while more is to come.</summary>
    private static string? Body(ReadOnlySpan<byte> message)
    {
        var end = message.IndexOf(s_end);
        if (end < 0) return null;
        var header = Encoding.ASCII.GetString(message[..end]);
        var line = header.Split("\r\n").First(text => text.StartsWith(Length, StringComparison.OrdinalIgnoreCase));
        var body = message[(end + s_end.Length)..];
        if (body.Length < int.Parse(line[Length.Length..], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture)) return null;
        using var json = JsonDocument.Parse(body.ToArray());
        return json.RootElement.GetProperty("data").GetProperty("survey").GetString();
    }
}

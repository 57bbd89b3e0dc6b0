using System.Collections.Concurrent;
using System.Threading.Channels;

namespace KpiApi.Changes;

/// <summary>What listeners of the stream are sent beside versions. Each has a queue of its own; one that does not read loses the oldest.</summary>
internal sealed class StreamMessages
{
    private const int MaxWaiting = 1_000;

    private readonly ConcurrentDictionary<Channel<StreamMessage>, bool> _listeners = new();

    public void Send(StreamMessage message)
    {
        foreach (var listener in _listeners.Keys) listener.Writer.TryWrite(message);
    }

    /// <summary>To be ended by the listener.</summary>
    public Channel<StreamMessage> Begin()
    {
        var listener = Channel.CreateBounded<StreamMessage>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
        _listeners[listener] = true;
        return listener;
    }

    public void End(Channel<StreamMessage> listener) => _listeners.TryRemove(listener, out _);
}

/// <param name="Name">Of the event.</param>
/// <param name="Json">Its data.</param>
/// <param name="NamesAgent">Only for listeners who may see agents.</param>
internal sealed record StreamMessage(string Name, string Json, bool NamesAgent);

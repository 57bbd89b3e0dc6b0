using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using KpiApi.Http.Errors;
using KpiApi.Http.Limits;
using KpiApi.Storage.Feed;
using Microsoft.Extensions.Options;

namespace KpiApi.Changes;

/// <summary>Sends those who listen the versions that become visible, and other messages. All wait for the same signal, so that one more costs nothing while nothing happens.</summary>
internal sealed class VersionStream : IDisposable
{
    /// <summary>Between two events of a stream, so that a busy desk does not make a page ask all the time.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <summary>Proxies close connections on which nothing comes: the version is sent again.</summary>
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>The name of the event that says up to which version data is visible.</summary>
    private const string VersionEvent = "version";

    private readonly FeedStatus _status;
    private readonly StreamMessages _messages;
    private readonly TimeProvider _clock;
    private readonly int _most;
    private readonly ConcurrentDictionary<string, int> _open = new(StringComparer.Ordinal);
    private TaskCompletionSource _next = NewSignal();

    public VersionStream(FeedStatus status, StreamMessages messages, IOptions<LimitsOptions> limits, TimeProvider clock)
    {
        (_status, _messages, _most, _clock) = (status, messages, limits.Value.Streams, clock);
        status.Published += Signal;
    }

    /// <summary>Begins a stream; the caller has to end it.</summary>
    /// <exception cref="RefusedException">The key has too many of them.</exception>
    public void Begin(string key)
    {
        if (_open.AddOrUpdate(key, 1, (_, open) => open + 1) <= _most) return;
        End(key);
        throw new RefusedException(StatusCodes.Status429TooManyRequests, new("too_many_streams", FormattableString.Invariant($"More than {_most} streams of this key are open.")));
    }

    public void End(string key)
    {
        if (_open.AddOrUpdate(key, 0, (_, open) => open - 1) == 0) _open.TryRemove(KeyValuePair.Create(key, 0));
    }

    /// <summary>The version that is visible, at once and again whenever a newer one is, and messages as they come, until the listener is gone.</summary>
    /// <param name="showsAgents">Whether it is sent what names agents.</param>
    public async IAsyncEnumerable<SseItem<string>> ListenAsync(bool showsAgents, [EnumeratorCancellation] CancellationToken cancel)
    {
        var messages = _messages.Begin();
        try
        {
            var (sent, heartbeat) = (-1L, Task.CompletedTask);
            while (!cancel.IsCancellationRequested)
            {
                // The signal before the version: one that comes in between is not missed.
                var next = Volatile.Read(ref _next).Task;
                if (_status.Version is var version && (version != sent || heartbeat.IsCompleted))
                {
                    (sent, heartbeat) = (version, Task.Delay(s_heartbeat, _clock, cancel));
                    yield return new(FormattableString.Invariant($$"""{"version":{{version}}}"""), VersionEvent) { EventId = FormattableString.Invariant($"{version}") };
                    await Task.Delay(s_pause, _clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }

                while (messages.Reader.TryRead(out var message))
                    if (showsAgents || !message.NamesAgent) yield return new(message.Json, message.Name);
                if (_status.Version == sent) await Task.WhenAny(next, messages.Reader.WaitToReadAsync(cancel).AsTask(), heartbeat);
            }
        }
        finally
        {
            _messages.End(messages);
        }
    }

    public void Dispose() => _status.Published -= Signal;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Signal() => Interlocked.Exchange(ref _next, NewSignal()).TrySetResult();
}

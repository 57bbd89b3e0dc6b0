using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using KpiApi.Http.Errors;
using KpiApi.Http.Limits;
using KpiApi.Storage.Feed;
using Microsoft.Extensions.Options;

namespace KpiApi.Changes;

/// <summary>Tells those who listen that new data is visible. All wait for the same signal, so that one more costs nothing while nothing happens.</summary>
internal sealed class VersionStream : IDisposable
{
    /// <summary>Between two events of a stream, so that a busy desk does not make a page ask all the time.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <summary>Proxies close connections on which nothing comes: the version is told again.</summary>
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(15);

    private readonly FeedStatus _status;
    private readonly TimeProvider _clock;
    private readonly int _most;
    private readonly ConcurrentDictionary<string, int> _open = new(StringComparer.Ordinal);
    private TaskCompletionSource _next = NewSignal();

    public VersionStream(FeedStatus status, IOptions<LimitsOptions> limits, TimeProvider clock)
    {
        (_status, _most, _clock) = (status, limits.Value.Streams, clock);
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

    /// <summary>The version that is visible, at once and again whenever a newer one is, until the listener is gone.</summary>
    public async IAsyncEnumerable<SseItem<VersionEvent>> ListenAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            // The signal before the version: one that comes in between is not missed.
            var next = Volatile.Read(ref _next).Task;
            var version = _status.Version;
            yield return new(new(version), VersionEvent.Name) { EventId = FormattableString.Invariant($"{version}") };
            await Task.Delay(s_pause, _clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_status.Version == version) await next.WaitAsync(s_heartbeat, _clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => _status.Published -= Signal;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Signal() => Interlocked.Exchange(ref _next, NewSignal()).TrySetResult();
}

/// <summary>Data up to this version is visible.</summary>
internal sealed record VersionEvent(long Version)
{
    public const string Name = "version";
}

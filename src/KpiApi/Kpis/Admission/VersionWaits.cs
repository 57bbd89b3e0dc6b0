using System.Security.Claims;
using KpiApi.Http;
using KpiApi.Http.Limits;
using KpiApi.Storage.Feed;
using Microsoft.Extensions.Options;

namespace KpiApi.Kpis.Admission;

/// <summary>Those who wait until a version is visible. They are told by the publishing of it, and of each key only a few may wait.</summary>
internal sealed class VersionWaits : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly FeedStatus _status;
    private readonly TimeProvider _clock;
    private readonly int _most;
    private readonly Lock _gate = new();
    private readonly HashSet<Wait> _waits = [];
    private readonly Dictionary<string, int> _waitsOf = [];

    public VersionWaits(FeedStatus status, IOptions<LimitsOptions> limits, TimeProvider clock)
    {
        (_status, _most, _clock) = (status, limits.Value.VersionWaits, clock);
        status.Published += End;
    }

    /// <summary>The newest that is visible.</summary>
    public long Newest => _status.Version;

    /// <summary>Why the caller may not wait for it now; null when it may, or need not.</summary>
    public QueryRefusedException? Refusal(long version, ClaimsPrincipal caller)
    {
        if (_status.IsVisible(version))
            return null;
        lock (_gate)
            return _waitsOf.GetValueOrDefault(caller.KeyId()) >= _most ? QueryRefusedException.TooManyWaits(_most) : null;
    }

    /// <summary>True once it is visible; false when it is not within five seconds, or as long as the caller says.</summary>
    /// <exception cref="QueryRefusedException">Too many requests of the caller wait.</exception>
    public async Task<bool> UntilAsync(long version, ClaimsPrincipal caller, CancellationToken cancel, TimeSpan? patience = null)
    {
        if (_status.IsVisible(version))
            return true;
        var wait = Begin(version, caller);
        try
        {
            // It may have come before this was among those who are told.
            return _status.IsVisible(version) || await IsSeenAsync(wait, patience ?? s_patience, cancel);
        }
        finally
        {
            End(wait, caller);
        }
    }

    public void Dispose() => _status.Published -= End;

    private async Task<bool> IsSeenAsync(Wait wait, TimeSpan patience, CancellationToken cancel)
    {
        try
        {
            await wait.Seen.Task.WaitAsync(patience, _clock, cancel);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private Wait Begin(long version, ClaimsPrincipal caller)
    {
        var wait = new Wait(version);
        lock (_gate)
        {
            var already = _waitsOf.GetValueOrDefault(caller.KeyId());
            if (already >= _most)
                throw QueryRefusedException.TooManyWaits(_most);
            _waitsOf[caller.KeyId()] = already + 1;
            _waits.Add(wait);
        }
        return wait;
    }

    private void End(Wait wait, ClaimsPrincipal caller)
    {
        lock (_gate)
        {
            _waits.Remove(wait);
            if (--_waitsOf[caller.KeyId()] == 0)
                _waitsOf.Remove(caller.KeyId());
        }
    }

    private void End()
    {
        lock (_gate)
        {
            foreach (var wait in _waits)
            {
                if (_status.IsVisible(wait.Version))
                    wait.Seen.TrySetResult();
            }
        }
    }

    private sealed class Wait(long version)
    {
        public long Version => version;

        public TaskCompletionSource Seen { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

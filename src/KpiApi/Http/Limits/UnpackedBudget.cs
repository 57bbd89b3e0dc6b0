using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace KpiApi.Http.Limits;

/// <summary>
/// How much each key may have unpacked: a minute's worth at once, then as much as comes back with time. Who has used it up may not begin another body;
/// one under way is read more slowly, since what is stored of it is stored.
/// </summary>
internal sealed class UnpackedBudget(IOptions<LimitsOptions> options, TimeProvider clock)
{
    /// <summary>Owners that have used nothing of late are forgotten beyond so many.</summary>
    private const int MostOwners = 1024;

    private readonly ConcurrentDictionary<string, Account> _accounts = new(StringComparer.Ordinal);

    private long MinuteBytes => options.Value.MaxUnpackedBytesPerMinute;

    private double BytesPerSecond => MinuteBytes / 60.0;

    /// <summary>How long to wait before another body may begin; null for not at all.</summary>
    public TimeSpan? UntilThereIsSome(string owner)
    {
        if (MinuteBytes == 0 || !_accounts.TryGetValue(owner, out var account)) return null;
        var left = account.Take(0, clock.GetUtcNow(), MinuteBytes);
        return left > 0 ? null : TimeSpan.FromSeconds(1 - (left / BytesPerSecond));
    }

    /// <summary>Returns when the bytes are paid for.</summary>
    public ValueTask ReserveAsync(string owner, int bytes, CancellationToken cancel)
    {
        if (MinuteBytes == 0) return ValueTask.CompletedTask;
        var now = clock.GetUtcNow();
        if (_accounts.Count > MostOwners) Forget(now);
        var left = _accounts.GetOrAdd(owner, _ => new Account(MinuteBytes, now)).Take(bytes, now, MinuteBytes);
        return left >= 0 ? ValueTask.CompletedTask : new ValueTask(Task.Delay(TimeSpan.FromSeconds(-left / BytesPerSecond), clock, cancel));
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (owner, account) in _accounts)
            if (account.Take(0, now, MinuteBytes) >= MinuteBytes) _accounts.TryRemove(owner, out _);
    }

    private sealed class Account(double left, DateTimeOffset at)
    {
        private readonly Lock _lock = new();
        private double _left = left;
        private DateTimeOffset _at = at;

        /// <summary>What is left then; less than nothing is owed.</summary>
        public double Take(int bytes, DateTimeOffset now, long minuteBytes)
        {
            lock (_lock)
            {
                if (now > _at) (_left, _at) = (Math.Min(minuteBytes, _left + ((now - _at).TotalMinutes * minuteBytes)), now);
                return _left -= bytes;
            }
        }
    }
}

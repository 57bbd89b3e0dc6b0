using System.Globalization;
using KpiApi.Engine.Results;
using Microsoft.Extensions.Options;

namespace KpiApi.Storage;

/// <summary>How long ago the store was last seen. Numbers are given all the same while it is away, and say how old they are.</summary>
internal sealed class StoreFreshness(IOptions<StoreOptions> options, TimeProvider clock)
{
    public const string Code = "stale";

    /// <summary>One look that comes late is nothing to warn of.</summary>
    private const int LooksMissed = 3;

    private readonly TimeSpan _limit = Max(TimeSpan.FromSeconds(options.Value.StaleSeconds), LooksMissed * options.Value.PollInterval);
    private long _seenAt = clock.GetTimestamp();

    /// <summary>True when changes of others may be missing for longer than is usual.</summary>
    public bool IsStale => Age > _limit;

    /// <summary>Null while all is well.</summary>
    public KpiWarning? Warning => Age is var age && age > _limit
        ? new(Code, string.Create(CultureInfo.InvariantCulture, $"The database was last read {(long)age.TotalSeconds} seconds ago: these are the numbers of then, without what others have changed since."))
        : null;

    private TimeSpan Age => clock.GetElapsedTime(Volatile.Read(ref _seenAt));

    /// <summary>The store was read.</summary>
    /// <param name="at">The clock's timestamp when that began.</param>
    public void Seen(long at) => Volatile.Write(ref _seenAt, at);

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}

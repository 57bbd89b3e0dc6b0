using System.Globalization;
using KpiApi.Engine.Results;
using KpiApi.Storage.Databases;
using Microsoft.Extensions.Options;

namespace KpiApi.Storage.Feed;

/// <summary>Whether the store has not been seen for too long. Numbers are given all the same while it is away, and say how old they are.</summary>
internal sealed class StoreFreshness(FeedStatus status, IOptions<StoreOptions> options)
{
    public const string Code = "stale";

    /// <summary>One look that comes late is nothing to warn of.</summary>
    private const int LooksMissed = 3;

    private readonly TimeSpan _limit = Max(TimeSpan.FromSeconds(options.Value.StaleSeconds), LooksMissed * options.Value.PollInterval);

    /// <summary>True when changes of others may be missing for longer than is usual.</summary>
    public bool IsStale => status.Age > _limit;

    /// <summary>Null while all is well.</summary>
    public KpiWarning? Warning => status.Age is var age && age > _limit
        ? new(Code, string.Create(CultureInfo.InvariantCulture, $"The database was last read {(long)age.TotalSeconds} seconds ago: these are the numbers of then, without what others have changed since."))
        : null;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}

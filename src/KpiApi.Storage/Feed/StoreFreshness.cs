using System.Globalization;
using KpiApi.Engine.Results;
using KpiApi.Storage.Databases;
using Microsoft.Extensions.Options;

namespace KpiApi.Storage.Feed;

/// <summary>Whether the store has been unreachable for too long. Queries are still answered then, with a warning that says how old the numbers are.</summary>
internal sealed class StoreFreshness(FeedStatus status, IOptions<StoreOptions> options)
{
    public const string Code = "stale";

    /// <summary>A single late poll is no reason for a warning.</summary>
    private const int MissedPolls = 3;

    private readonly TimeSpan _limit = Max(TimeSpan.FromSeconds(options.Value.StaleSeconds), MissedPolls * options.Value.PollInterval);

    /// <summary>True when changes of other processes may be missing.</summary>
    public bool IsStale => status.Age > _limit;

    /// <summary>Null while all is well.</summary>
    public KpiWarning? Warning => status.Age is var age && age > _limit
        ? new(Code, string.Create(CultureInfo.InvariantCulture, $"The database was last read {(long)age.TotalSeconds} seconds ago: these are the numbers of then, without what others have changed since."))
        : null;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}

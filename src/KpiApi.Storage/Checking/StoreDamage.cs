using System.Data.Common;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Feed;

namespace KpiApi.Storage.Checking;

/// <summary>
/// Whether the database was found damaged. That does not pass, so nothing is tried again and nothing more is written: what is in memory is
/// answered, and all else says that a backup is to be restored.
/// </summary>
internal sealed partial class StoreDamage(DatabaseDialect dialect, ISettings settings, ILogger<StoreDamage> logger)
{
    public const string Code = "store_damaged";
    public const string Sentence = "The database is damaged: restore a backup.";

    private int _isSeen;

    public bool IsSeen => Volatile.Read(ref _isSeen) != 0;

    /// <summary>For who starts the service, and cannot look into its log.</summary>
    public string Verdict => $"The store, {dialect.Place}, is damaged: restore a backup. What is damaged tells the same command with {StoreCheck.Argument}.";

    /// <summary>What a failure means; damage is remembered.</summary>
    public StoreFailure Judge(Exception failure)
    {
        if (!IsDamage(failure)) return dialect.Classify(failure);
        Remember(failure);
        return StoreFailure.Damaged;
    }

    public bool IsSeenIn(Exception failure) => Judge(failure) == StoreFailure.Damaged;

    /// <summary>
    /// True when damage is behind a failure of the database that does not say so itself: a table that lost its name is made a second time. Looks
    /// through the whole file, so it is for a start that fails anyway.
    /// </summary>
    public bool Explains(Exception failure)
    {
        if (IsSeenIn(failure)) return true;
        // A login that is refused finds no tables either.
        if (dialect.Explain(failure) is not null) return false;
        var cause = FailureCause.Of(failure);
        if (cause is not (null or DbException) || dialect.Classify(failure) != StoreFailure.Permanent) return false;
        try
        {
            // What no database says may come of what a row holds.
            var isDamaged = new StoreCheck(dialect, settings, null).Problems(withRows: cause is null).Any();
            if (isDamaged) Remember(failure);
            return isDamaged;
        }
        catch (Exception notLooked) when (notLooked is ObjectDisposedException || FailureCause.Of(notLooked) is not null)
        {
            // The service is being stopped, or the database is away.
            return false;
        }
    }

    private void Remember(Exception failure)
    {
        if (Interlocked.Exchange(ref _isSeen, 1) != 0) return;
        var reason = FailureCause.Reason(failure);
        Log.Damaged(logger, dialect.Place, reason);
    }

    private bool IsDamage(Exception failure) =>
        failure is DamagedRowException || dialect.Classify(failure) == StoreFailure.Damaged || (failure.InnerException is { } inner && IsDamage(inner));

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Critical, Message = "{Place} is damaged: restore a backup. Nothing more is written. {Reason}")]
        public static partial void Damaged(ILogger logger, string place, string reason);
    }
}

/// <summary>A write came to a database that is damaged.</summary>
internal sealed class StoreDamagedException(string message, Exception? inner = null) : Exception(message, inner);

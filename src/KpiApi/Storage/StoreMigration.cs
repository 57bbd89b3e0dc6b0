using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage;

/// <summary>Brings the database to this version's tables before anything else starts; the first start makes it. Of several processes one does.</summary>
internal sealed partial class StoreMigration(StoreProvider provider, TimeProvider clock, ILogger<StoreMigration> logger) : IHostedService
{
    private const int MaxTries = 5;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        provider.Prepare();
        for (var tries = 1; !await TryMigrateAsync(isLast: tries == MaxTries, cancellationToken); tries++)
            await Task.Delay(s_pause, clock, cancellationToken);
        Log.Opened(logger, provider.Place);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// EF lets one process migrate at a time, by a lock in the database. Making the database, and the table that the lock is on, comes before
    /// that: of two processes that do it at once, one fails, and finds them there the next time.
    /// </summary>
    private async Task<bool> TryMigrateAsync(bool isLast, CancellationToken cancel)
    {
        try
        {
            await using var context = provider.CreateContext();
            await context.Database.MigrateAsync(cancel);
            return true;
        }
        catch (Exception failure) when (!isLast && provider.Classify(failure) != StoreFailure.Permanent)
        {
            Log.TriedInVain(logger, failure.Message);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The store is {Place}")]
        public static partial void Opened(ILogger logger, string place);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The tables could not be brought to this version: {Reason}. This is tried again")]
        public static partial void TriedInVain(ILogger logger, string reason);
    }
}

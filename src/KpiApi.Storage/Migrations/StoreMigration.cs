using KpiApi.Storage.Checking;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Reading;
using KpiApi.Storage.Tables;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage.Migrations;

/// <summary>Brings the database to this version's tables before anything else starts; the first start makes it. Of several processes one does.</summary>
internal sealed partial class StoreMigration(DatabaseDialect dialect, StoreDamage damage, ISettings settings, TimeProvider clock, ILogger<StoreMigration> logger) : IHostedService
{
    private const int MaxTries = 5;
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(500);

    private bool _isOpen;

    /// <summary>Only once: the program does it before the host starts, which would log a failure with all its stack.</summary>
    /// <exception cref="StoreNotOpenedException">It can't be opened, and this is why.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_isOpen) return;
        for (var tries = 1; !await TryOpenAsync(isLast: tries == MaxTries, cancellationToken); tries++)
            await Task.Delay((1 << (tries - 1)) * s_firstPause, clock, cancellationToken);
        _isOpen = true;
        Log.Opened(logger, dialect.Place);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// EF lets one process migrate at a time, by a lock in the database. Making the database, and the table that the lock is on, comes before
    /// that: of two processes that do it at once, one fails, and finds them there the next time.
    /// </summary>
    private async Task<bool> TryOpenAsync(bool isLast, CancellationToken cancel)
    {
        try
        {
            dialect.Prepare();
            await using var context = dialect.CreateContext(StorePatience.Load);
            var applied = (await context.Database.GetAppliedMigrationsAsync(cancel)).ToHashSet();
            var known = context.Database.GetMigrations().ToList();
            // Later ones that this version does not know only added to its tables; tables without its first one are not its own.
            if (applied.Count > 0 && !applied.Contains(known[0]))
                throw new StoreNotOpenedException($"The store, {dialect.Place}, was made by a version of KpiApi before the first release, whose tables this one does not read: take another database, and send it the data again.");
            // Usually there is nothing to do, and then no lock to wait for.
            if (!known.TrueForAll(applied.Contains)) await dialect.MigrateAsync(context, cancel);
            ReadAllThatStartsRead(context);
            return true;
        }
        catch (Exception failure) when (!isLast && damage.Judge(failure) is StoreFailure.Conflict or StoreFailure.Unavailable)
        {
            Log.TriedInVain(logger, dialect.Explain(failure) ?? FailureCause.Reason(failure));
            return false;
        }
        catch (Exception failure) when (damage.Explains(failure))
        {
            throw new StoreNotOpenedException(damage.Verdict, failure);
        }
        catch (Exception failure) when ((dialect.Explain(failure) ?? (FailureCause.Of(failure) is null ? null : FailureCause.Reason(failure))) is { } reason)
        {
            throw new StoreNotOpenedException($"The store, {dialect.Place}, cannot be opened: {reason}.", failure);
        }
    }

    /// <summary>Before the host starts others that read it, and would log a failure with all its stack; and before a caller meets a table that is not what it was.</summary>
    private void ReadAllThatStartsRead(KpiDbContext context)
    {
        foreach (var entity in context.Model.GetEntityTypes()) dialect.Query(context, StoreCheck.NothingSql(entity), _ => 0);
        var reader = new StoreReader(dialect, context);
        reader.Version();
        settings.Replace(reader.Settings());
        _ = context.Keys.AsNoTracking().ToList();
        _ = context.KeyChanges.AsNoTracking().ToList();
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The store is {Place}")]
        public static partial void Opened(ILogger logger, string place);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The store cannot be opened: {Reason}. This is tried again")]
        public static partial void TriedInVain(ILogger logger, string reason);
    }
}

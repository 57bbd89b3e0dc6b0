using KpiApi.Storage.Checking;
using KpiApi.Storage.ColumnsFile;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Feed;
using Microsoft.Extensions.Options;

namespace KpiApi.Storage.Writing;

/// <summary>
/// The only writer of this process, to the store and to the columns. All waiting requests share a transaction (group commit): one wait
/// for the disk, one version, one new snapshot. While a group is derived and published, the next one is already written; one after the
/// other, so versions appear in order. Between groups it polls for commits of other processes.
/// </summary>
internal sealed partial class GroupWriter(
    DatabaseDialect dialect, StoreRetries retries, FactFeed feed, LongTimelines longs, FeedStatus status, StoreReadiness readiness, StoreDamage damage, IHostApplicationLifetime lifetime, StoreTelemetry telemetry,
    IOptions<StoreOptions> options, IOptions<WriterOptions> limits, TimeProvider clock, ILogger<GroupWriter> logger)
    : BackgroundService
{
    /// <summary>Enough for what a commit costs by itself; few, so that a small write beside an import does not wait long, and rows are let go of while they are young.</summary>
    private const int MaxRows = 3_000;

    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly WriterQueue _queue = new(limits.Value);
    private readonly TimeSpan _patience = 2 * limits.Value.Deadline;

    /// <summary>The publication of the last committed group; never faults.</summary>
    private Task _publishing = Task.CompletedTask;
    private readonly List<Deferred> _deferred = [];
    private bool _isPollDue;
    private bool _pollsSucceed = true;

    /// <summary>Timestamp of the store call in progress; 0 when there is none.</summary>
    private long _askedAt;

    /// <summary>True while writes are refused at once, because the store rejects them or does not answer.</summary>
    public bool IsRefusing => retries.IsBroken || IsStuck || damage.IsSeen;

    private bool IsStuck => Volatile.Read(ref _askedAt) is not 0 and var asked && clock.GetElapsedTime(asked) > _patience;

    /// <summary>Completes when the write is durable and every later query sees it.</summary>
    /// <param name="write">Can be submitted once.</param>
    /// <param name="cancellation">Checked before the write is queued; a queued write is always carried out.</param>
    /// <exception cref="StoreUnavailableException">The write was not stored, or its outcome is unknown; the message says which.</exception>
    public async Task<WriteResult> WriteAsync(PendingWrite write, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (damage.IsSeen) throw new StoreDamagedException($"{StoreDamage.Sentence} Nothing of it was stored.");
        if (IsRefusing) throw new StoreUnavailableException("The store is away. Nothing of it was stored.");
        if (!_queue.TryAdd(write)) throw new StoreUnavailableException("More is waiting to be stored than may wait. Nothing of it was stored.") { Code = StoreUnavailableException.Busy };
        while (true)
        {
            try
            {
                return await write.Done.WaitAsync(_patience, clock, CancellationToken.None);
            }
            catch (TimeoutException) when (IsStuck)
            {
                throw new StoreUnavailableException("The store does not answer: the data may be stored or not. Send it again; what is there already stays as it is.");
            }
            catch (TimeoutException)
            {
                // Many writes are ahead of it, but the store answers.
            }
        }
    }

    /// <summary>False when the queue has no room for the write.</summary>
    public bool HasRoomFor(PendingWrite write) => _queue.HasRoomFor(write);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Complete();
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var began = clock.GetTimestamp();
        // On its own thread: loading a large store takes a while, and health probes are answered meanwhile.
        if (await Task.Factory.StartNew(() => Attempt(feed.LoadAll), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default) is { } notLoaded)
        {
            if (!damage.Explains(notLoaded)) Log.NotLoaded(logger, notLoaded);
            // Not rethrown: the host would log it a second time and exit without saying what to do.
            readiness.HasFailed = true;
            lifetime.StopApplication();
            return;
        }

        status.Followed(began);
        readiness.IsReady = true;

        using var session = dialect.OpenSession();
        longs.Derived = _queue.RequestPoll;
        using var looking = clock.CreateTimer(_ => _queue.RequestPoll(), null, options.Value.PollInterval, options.Value.PollInterval);
        // Not cancelled on shutdown: accepted writes are stored. The queue is complete by then.
        while (await HasWorkAsync())
        {
            var group = Take();
            if (group.Count > 0 && !await TryCommitAsync(session, group))
                foreach (var write in group) await TryCommitAsync(session, [write]);
            if (_isPollDue) await PollAsync();
            // One chunk between two groups, so that neither writes nor the rederivation wait long.
            if (feed.IsDeriving) await RederiveAsync(session);
            if (longs.IsRoundOver) await PublishDerivedAsync(session);
            Volatile.Write(ref _askedAt, 0);
        }

        await _publishing;
        while (_deferred.Count > 0)
        {
            feed.DeriveLong();
            // A failure is handled by the next call.
            await longs.UnderWay.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await PublishDerivedAsync(session);
        }
    }

    /// <summary>False on shutdown. A rederivation in progress is left to the next start, which derives by the new rules anyway.</summary>
    private ValueTask<bool> HasWorkAsync() => feed.IsDeriving && !_queue.IsCompleted
        ? ValueTask.FromResult(true)
        : _queue.WaitAsync();

    private async Task PollAsync()
    {
        await PublishedAsync();
        _isPollDue = false;
        var began = MarkStoreCall();
        var failure = Attempt(feed.Follow);
        if (failure is not null && _pollsSucceed && !damage.IsSeenIn(failure)) Log.NotFollowing(logger, failure);
        if (failure is null && !_pollsSucceed) Log.FollowingAgain(logger);
        _pollsSucceed = failure is null;
        if (_pollsSucceed) status.Followed(began);
        feed.DeriveLong();
        CompleteDeferred();
    }

    private async Task RederiveAsync(IWriteSession session)
    {
        await PublishedAsync();
        MarkStoreCall();
        if (Attempt(() => Rederive(session)) is not { } failure) return;
        if (!damage.IsSeenIn(failure)) Log.NotDerived(logger, failure);
        feed.StartRederivation();
        await Task.Delay(s_pauseAfterFailure, clock, CancellationToken.None);
    }

    /// <summary>Until the last group is published. However long that takes, it is not the store that does not answer.</summary>
    private Task PublishedAsync()
    {
        Volatile.Write(ref _askedAt, 0);
        return _publishing;
    }

    private long MarkStoreCall()
    {
        var now = clock.GetTimestamp();
        Volatile.Write(ref _askedAt, now);
        return now;
    }

    private void Rederive(IWriteSession session)
    {
        if (feed.RederiveNextChunk()) return;
        session.Begin();
        session.RaiseVersion();
        feed.FinishRederivation(session.Commit());
    }

    private List<PendingWrite> Take()
    {
        var group = new List<PendingWrite>();
        for (var rows = 0; rows < MaxRows && _queue.TryTake(out var write); rows += write?.RowCount ?? 0)
            if (write is null) _isPollDue = true;
            else group.Add(write);
        return group;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Critical, Message = "The facts cannot be loaded from the store; the service ends")]
        public static partial void NotLoaded(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Error, Message = "Deriving the facts again failed; it starts from the beginning")]
        public static partial void NotDerived(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Error, Message = "A group of {Writes} writes was not stored")]
        public static partial void NotStored(ILogger logger, Exception exception, int writes);

        [LoggerMessage(Level = LogLevel.Error, Message = "An account was erased, but copies of it may still be in the files of the database: erase it again")]
        public static partial void NotPurged(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Error, Message = "What other processes write cannot be read from the store; this is tried again and again")]
        public static partial void NotFollowing(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Information, Message = "What other processes write is read again")]
        public static partial void FollowingAgain(ILogger logger);

        [LoggerMessage(Level = LogLevel.Critical, Message = "Version {Version} is stored, but its facts could not be published; this is tried again soon")]
        public static partial void NotPublished(ILogger logger, Exception exception, long version);
    }
}

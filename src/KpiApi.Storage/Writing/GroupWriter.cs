using KpiApi.Storage.Checking;
using KpiApi.Storage.ColumnsFile;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Feed;
using Microsoft.Extensions.Options;

namespace KpiApi.Storage.Writing;

/// <summary>
/// The one writer of this process, to the store and to the columns. All requests that wait share a transaction (group commit): one wait
/// for the disk, one version, one new snapshot. While a group is derived and published, the next one is already written; one after the
/// other, so versions appear in order. In between it looks for what other processes have committed.
/// </summary>
internal sealed partial class GroupWriter(
    DatabaseDialect dialect, StoreRetries retries, FactFeed feed, LongTimelines longs, FeedStatus status, StoreReadiness readiness, StoreDamage damage, IHostApplicationLifetime lifetime, StoreTelemetry telemetry,
    IOptions<StoreOptions> options, IOptions<WriterOptions> limits, TimeProvider clock, ILogger<GroupWriter> logger)
    : BackgroundService
{
    private const int MaxRows = 20_000;

    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly WriterQueue _queue = new(limits.Value);
    private readonly TimeSpan _patience = 2 * limits.Value.Deadline;

    /// <summary>Of the last group committed; never fails.</summary>
    private Task _publishing = Task.CompletedTask;
    private readonly List<Deferred> _deferred = [];
    private bool _isPollDue;
    private bool _pollsSucceed = true;

    /// <summary>The clock's timestamp when the store was asked for what it has not answered yet; 0 when it has.</summary>
    private long _askedAt;

    /// <summary>True while writes are refused at once, because the store does not take any or does not answer.</summary>
    public bool IsRefusing => retries.IsBroken || IsStuck || damage.IsSeen;

    private bool IsStuck => Volatile.Read(ref _askedAt) is not 0 and var asked && clock.GetElapsedTime(asked) > _patience;

    /// <summary>Completes when the write is durable and every later query sees it.</summary>
    /// <param name="write">Not to be used again.</param>
    /// <param name="cancellation">Of a caller who may be gone already.</param>
    /// <exception cref="StoreUnavailableException">Nothing of it was stored, or what is known is in the message.</exception>
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
                // Much is written before it, but it comes to its turn.
            }
        }
    }

    /// <summary>False when the write would be refused because too much waits.</summary>
    public bool HasRoomFor(PendingWrite write) => _queue.HasRoomFor(write);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Complete();
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var began = clock.GetTimestamp();
        // On a thread of its own: loading a large store takes a while, and probes are to be answered meanwhile.
        if (await Task.Factory.StartNew(() => Attempt(feed.LoadAll), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default) is { } notLoaded)
        {
            if (!damage.Explains(notLoaded)) Log.NotLoaded(logger, notLoaded);
            // Not thrown: the host would log it once more, and end without a word of what is to be done.
            readiness.HasFailed = true;
            lifetime.StopApplication();
            return;
        }

        status.Followed(began);
        readiness.IsReady = true;

        using var session = dialect.OpenSession();
        longs.Derived = _queue.RequestPoll;
        using var looking = clock.CreateTimer(_ => _queue.RequestPoll(), null, options.Value.PollInterval, options.Value.PollInterval);
        // Not cancelled on stopping: what was accepted is written; the queue is complete by then.
        while (await HasWorkAsync())
        {
            var group = Take();
            if (group.Count > 0 && !await TryCommitAsync(session, group))
                foreach (var write in group) await TryCommitAsync(session, [write]);
            if (_isPollDue) await PollAsync();
            // One chunk between two groups: neither waits long for the other.
            if (feed.IsDeriving) await RederiveAsync(session);
            if (longs.IsRoundOver) await PublishDerivedAsync(session);
            Volatile.Write(ref _askedAt, 0);
        }

        await _publishing;
        while (_deferred.Count > 0)
        {
            feed.DeriveLong();
            // How it ended is seen next.
            await longs.UnderWay.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await PublishDerivedAsync(session);
        }
    }

    /// <summary>False when stopping; a service that stops leaves deriving to its next start, which does it anyway.</summary>
    private ValueTask<bool> HasWorkAsync() => feed.IsDeriving && !_queue.IsCompleted
        ? ValueTask.FromResult(true)
        : _queue.WaitAsync();

    private async Task PollAsync()
    {
        await _publishing;
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
        await _publishing;
        MarkStoreCall();
        if (Attempt(() => Rederive(session)) is not { } failure) return;
        if (!damage.IsSeenIn(failure)) Log.NotDerived(logger, failure);
        feed.StartRederivation();
        await Task.Delay(s_pauseAfterFailure, clock, CancellationToken.None);
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

using System.Collections.Concurrent;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Outbox;
using KpiApi.Storage.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace KpiApi.Storage.Tests.Outbox;

/// <summary>A process that looks at a lease once a second, its clock in the hands of the test.</summary>
public sealed class LeaseRunnerTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly CountedClock _clock = new();
    private readonly ConcurrentQueue<string> _log = new();
    private readonly CancellationTokenSource _stop = new();
    private StoreHost _store = null!;
    private Task _running = Task.CompletedTask;

    private LeaseStore Leases => _store.Service<LeaseStore>();

    public async Task InitializeAsync() => _store = await StoreHost.StartAsync(TestDatabase.Sqlite());

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _store.DisposeAsync();
    }

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task Holder_that_is_gone_is_replaced_within_ten_seconds_and_not_while_it_renews()
    {
        var holder = (await Leases.TryTakeAsync("work", null, CancellationToken.None))!;
        Start();
        for (var look = 0; look < 30; look++)
        {
            if (look % 2 == 0) await Leases.RenewAsync(holder, CancellationToken.None);
            await PassSecondAsync();
        }

        Assert.Empty(_log);
        var seconds = 0;
        for (; _log.IsEmpty && seconds < 60; seconds++) await PassSecondAsync(orUntil: () => !_log.IsEmpty);
        Assert.Equal("takes", Assert.Single(_log));
        Assert.InRange(seconds, 5, 9);
        Assert.False(await Leases.RenewAsync(holder, CancellationToken.None));
    }

    [Fact]
    public async Task Lease_that_is_given_back_is_taken_at_the_next_look()
    {
        var holder = (await Leases.TryTakeAsync("work", null, CancellationToken.None))!;
        Start();
        await PassSecondAsync();
        await Leases.GiveBackAsync(holder, CancellationToken.None);
        Assert.Empty(_log);
        await PassSecondAsync();
        await LoggedAsync("takes");
    }

    [Fact]
    public async Task Holder_that_another_has_replaced_ends_its_work()
    {
        Start();
        await LoggedAsync("takes");
        await Leases.TryTakeAsync("work", await Leases.FindAsync("work", CancellationToken.None), CancellationToken.None);
        await PassSecondAsync(2);
        await LoggedAsync("takes", "ends");
    }

    [Fact]
    public async Task Lease_that_is_renewed_is_kept()
    {
        Start();
        await LoggedAsync("takes");
        for (var renewals = 0; renewals < 10; renewals++) await PassSecondAsync(2);
        Assert.Equal("takes", Assert.Single(_log));
        await _stop.CancelAsync();
        await _running;
        Assert.Equal(["takes", "ends"], _log);
        Assert.Equal("", (await Leases.FindAsync("work", CancellationToken.None))!.Holder);
    }

    [Fact]
    public async Task Work_that_fails_begins_again_at_the_next_look()
    {
        var failures = 0;
        Start(beforeWork: () => failures++ < 2 ? throw new InvalidOperationException("It broke.") : 0);
        await WaitedAsync(() => failures == 1);
        for (var seconds = 0; _log.IsEmpty && seconds < 60; seconds++) await PassSecondAsync(orUntil: () => !_log.IsEmpty);
        Assert.Equal(3, failures);
    }

    [Fact]
    public async Task Only_process_of_an_embedded_database_waits_for_none_that_was_before_it()
    {
        await Leases.TryTakeAsync("work", null, CancellationToken.None);
        Start(_store.Service<DatabaseDialect>());
        await LoggedAsync("takes");
    }

    private void Start(DatabaseDialect? dialect = null, Func<int>? beforeWork = null)
    {
        var runner = new LeaseRunner(Leases, dialect ?? new SharedDialect(_store.Service<DatabaseDialect>()), _clock, NullLogger<LeaseRunner>.Instance);
        _running = Task.Run(() => runner.RunAsync("work", async (_, cancel) =>
        {
            beforeWork?.Invoke();
            _log.Enqueue("takes");
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _log.Enqueue("ends");
        }, _stop.Token));
    }

    /// <summary>Until the process waits again: it has looked, or renewed, and done what follows.</summary>
    private async Task PassSecondAsync(int seconds = 1, Func<bool>? orUntil = null)
    {
        await WaitedAsync(() => _clock.Waits > 0);
        var before = _clock.Waits;
        _clock.Advance(seconds * s_second);
        await WaitedAsync(() => _clock.Waits > before || orUntil?.Invoke() == true);
    }

    private async Task LoggedAsync(params string[] lines)
    {
        await WaitedAsync(() => _log.Count >= lines.Length);
        Assert.Equal(lines, _log);
    }

    private static async Task WaitedAsync(Func<bool> isSo)
    {
        for (var looks = 0; !isSo() && looks < 10_000; looks++) await Task.Delay(5);
        Assert.True(isSo());
    }

    private sealed class CountedClock() : FakeTimeProvider(new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero))
    {
        private int _waits;

        public int Waits => Volatile.Read(ref _waits);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref _waits);
            return timer;
        }
    }

    /// <summary>An embedded database that several processes are said to share.</summary>
    private sealed class SharedDialect(DatabaseDialect embedded) : DatabaseDialect
    {
        public override string Place => embedded.Place;

        public override string VersionSql => embedded.VersionSql;

        public override KpiDbContext CreateContext() => embedded.CreateContext();

        public override IWriteSession OpenSession() => embedded.OpenSession();

        public override System.Data.Common.DbTransaction BeginView(KpiDbContext context) => embedded.BeginView(context);

        public override string FromAmong(string table, string column) => embedded.FromAmong(table, column);

        public override List<T> Query<T>(KpiDbContext context, string sql, Func<StoreRow, T> read, params object[] values) => embedded.Query(context, sql, read, values);

        public override StoreFailure Classify(Exception exception) => embedded.Classify(exception);
    }
}

using KpiApi.Storage.Databases.Sqlite;
using KpiApi.Storage.Writing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;

namespace KpiApi.Storage.Tests.Writing;

public sealed class StoreRetriesTests
{
    private readonly QuickClock _clock = new();
    private readonly StoreRetries _retries;
    private int _tries;

    public StoreRetriesTests() => _retries = new(
        new SqliteDialect("Data Source=unused.db", _ => { }), Options.Create(new WriterOptions { DeadlineSeconds = 2, BreakSeconds = 1 }), _clock, NullLogger<StoreRetries>.Instance);

    [Fact]
    public async Task Failure_that_may_pass_is_tried_again()
    {
        Assert.Equal(2, await _retries.ExecuteAsync(() => _tries < 2 ? throw Away() : _tries));
        Assert.False(_retries.IsBroken);
    }

    [Fact]
    public async Task Failure_that_stays_is_not_tried_again()
    {
        await Assert.ThrowsAsync<SqliteException>(async () => await _retries.ExecuteAsync<int>(() => throw Wrong()));
        Assert.Equal(1, _tries);
    }

    [Fact]
    public async Task Store_that_is_away_is_left_alone_for_a_while_and_then_asked_once()
    {
        var failure = await Record.ExceptionAsync(async () => await _retries.ExecuteAsync<int>(() => throw Away()));
        Assert.True(failure is SqliteException or BrokenCircuitException, $"{failure}");
        Assert.True(_retries.IsBroken);
        var tries = _tries;
        Assert.True(tries >= 3);
        await Assert.ThrowsAsync<BrokenCircuitException>(async () => await _retries.ExecuteAsync<int>(() => throw Away()));
        Assert.Equal(tries, _tries);

        _clock.Pass(TimeSpan.FromSeconds(1));
        Assert.False(_retries.IsBroken);
        await Record.ExceptionAsync(async () => await _retries.ExecuteAsync<int>(() => throw Away()));
        Assert.Equal(tries + 1, _tries);
        Assert.True(_retries.IsBroken);

        _clock.Pass(TimeSpan.FromSeconds(1));
        Assert.False(_retries.IsBroken);
        Assert.Equal(7, await _retries.ExecuteAsync(() => 7));
        Assert.False(_retries.IsBroken);
    }

    /// <summary>Stands, but for waits, which are over as soon as they begin.</summary>
    private sealed class QuickClock : TimeProvider
    {
        private long _ticks = DateTimeOffset.UnixEpoch.Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime > TimeSpan.Zero) Pass(dueTime);
            return base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.Zero : dueTime, period);
        }
    }

    private SqliteException Away()
    {
        _tries++;
        return new("disk I/O error", 10);
    }

    private SqliteException Wrong()
    {
        _tries++;
        return new("constraint failed", 19);
    }
}

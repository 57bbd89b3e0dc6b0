using KpiApi.Storage.Databases.Sqlite;
using KpiApi.Storage.Writing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;

namespace KpiApi.Tests.Storage.Outages;

public sealed class StoreRetriesTests
{
    private readonly StoreRetries _retries = new(
        new SqliteProvider("Data Source=unused.db", _ => { }), Options.Create(new WriterOptions { DeadlineSeconds = 2, BreakSeconds = 1 }), TimeProvider.System, NullLogger<StoreRetries>.Instance);

    private int _tries;

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

        while (_retries.IsBroken) await Task.Delay(10);
        await Task.Delay(50);
        await Record.ExceptionAsync(async () => await _retries.ExecuteAsync<int>(() => throw Away()));
        Assert.Equal(tries + 1, _tries);
        Assert.True(_retries.IsBroken);

        while (_retries.IsBroken) await Task.Delay(10);
        await Task.Delay(50);
        Assert.Equal(7, await _retries.ExecuteAsync(() => 7));
        Assert.False(_retries.IsBroken);
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

using KpiApi.Storage.Databases;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace KpiApi.Storage.Writing;

/// <summary>
/// Tries a transaction again while that may help and the deadline is not over, with jitter, so that several processes do not come back in
/// step. Again is always safe, also when a commit is in doubt: every write is an upsert or a deletion by id, and the second time finds done
/// what the first has done. A store that fails again and again gets a break, in which it is not asked at all. One transaction at a time.
/// </summary>
internal sealed partial class StoreRetries
{
    /// <summary>Short, so that successes before the outage soon leave the sample.</summary>
    private static readonly TimeSpan s_sampling = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(200);
    private const int FailuresToBreak = 3;

    private readonly ResiliencePipeline _pipeline;
    private readonly DatabaseDialect _provider;
    private readonly WriterOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<StoreRetries> _logger;
    private long _began;
    private long _brokenAt;
    private volatile bool _isBroken;

    public StoreRetries(DatabaseDialect dialect, IOptions<WriterOptions> options, TimeProvider clock, ILogger<StoreRetries> logger)
    {
        (_provider, _options, _clock, _logger) = (dialect, options.Value, clock, logger);
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(Retry()).AddCircuitBreaker(Breaker()).Build();
    }

    /// <summary>True while the circuit is open. Afterwards one transaction is let through as a probe.</summary>
    public bool IsBroken => _isBroken && _clock.GetElapsedTime(Volatile.Read(ref _brokenAt)) < _options.Break;

    /// <exception cref="BrokenCircuitException">It was not even tried.</exception>
    public async ValueTask<T> ExecuteAsync<T>(Func<T> transaction)
    {
        _began = _clock.GetTimestamp();
        try
        {
            var result = await _pipeline.ExecuteAsync(_ => ValueTask.FromResult(transaction()));
            if (_isBroken) Log.Back(_logger);
            _isBroken = false;
            return result;
        }
        catch (Exception failure) when (failure is not BrokenCircuitException && _provider.Classify(failure) == StoreFailure.Unavailable)
        {
            // Failures that each take seconds are too few in any time to be counted: the whole deadline in vain is enough.
            Break(failure);
            throw;
        }
    }

    private RetryStrategyOptions Retry() => new()
    {
        ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is { } failure and not BrokenCircuitException
            && _provider.Classify(failure) is StoreFailure.Conflict or StoreFailure.Unavailable && _clock.GetElapsedTime(_began) < _options.Deadline),
        MaxRetryAttempts = int.MaxValue,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = s_firstPause,
        MaxDelay = s_longestPause,
    };

    private CircuitBreakerStrategyOptions Breaker() => new()
    {
        ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is { } failure && _provider.Classify(failure) == StoreFailure.Unavailable),
        FailureRatio = 1,
        MinimumThroughput = FailuresToBreak,
        SamplingDuration = s_sampling,
        BreakDuration = _options.Break,
        OnOpened = change =>
        {
            Break(change.Outcome.Exception);
            return ValueTask.CompletedTask;
        },
    };

    private void Break(Exception? failure)
    {
        if (!_isBroken) Log.Away(_logger, failure is null ? null : FailureCause.Reason(failure));
        Volatile.Write(ref _brokenAt, _clock.GetTimestamp());
        _isBroken = true;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The store does not take writes: {Reason}. They are refused until it does")]
        public static partial void Away(ILogger logger, string? reason);

        [LoggerMessage(Level = LogLevel.Information, Message = "The store takes writes again")]
        public static partial void Back(ILogger logger);
    }
}

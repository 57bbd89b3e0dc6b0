namespace KpiApi.Operations;

/// <summary>Listens to the log for the last error. The service's own messages are kept as they are; of others', who could name anything, only who wrote them.</summary>
internal sealed class LastError(TimeProvider clock) : ILoggerProvider
{
    private const string Own = "KpiApi.";

    private volatile LoggedError? _error;

    /// <summary>Null while there was none.</summary>
    public LoggedError? Current => _error;

    public ILogger CreateLogger(string categoryName) => new Listener(this, categoryName);

    public void Dispose()
    {
    }

    private void Keep(string category, string? message, Exception? exception) => _error = new(clock.GetUtcNow(), category, message, exception?.GetType().Name);

    private sealed class Listener(LastError owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is LogLevel.Error or LogLevel.Critical;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            var message = category.StartsWith(Own, StringComparison.Ordinal) ? formatter(state, exception) : null;
            owner.Keep(category, message, exception);
        }
    }
}

/// <param name="At">When it was logged.</param>
/// <param name="Source">The category of the log.</param>
/// <param name="Message">Null where it is not the service's own.</param>
/// <param name="Exception">The type of the exception; null when there was none.</param>
internal sealed record LoggedError(DateTimeOffset At, string Source, string? Message, string? Exception);

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace KpiApi.Tests;

/// <summary>What was logged: "Information KpiApi.Hosting.ProblemLog: the message and the exception".</summary>
/// <param name="least">Lower levels are left out.</param>
internal sealed class LogLines(LogLevel least) : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> All => _lines;

    public ILogger CreateLogger(string categoryName) => new Logger(this, least, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(LogLines owner, LogLevel least, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) owner._lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {exception}".TrimEnd());
        }
    }
}

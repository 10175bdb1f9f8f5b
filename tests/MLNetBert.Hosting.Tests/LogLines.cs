using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MLNetBert.HostingTests;

/// <summary>Keeps what is logged.</summary>
internal sealed class LogLines : ILoggerProvider
{
    public ConcurrentQueue<(LogLevel Level, string Category, string Message, Exception? Exception)> All { get; } = [];

    public string[] Of(LogLevel level) => [.. All.Where(line => line.Level == level && line.Category.StartsWith("MLNetBert", StringComparison.Ordinal)).Select(line => line.Message)];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(LogLines lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.All.Enqueue((logLevel, category, formatter(state, exception), exception));
    }
}

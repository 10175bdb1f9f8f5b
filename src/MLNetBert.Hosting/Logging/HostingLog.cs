using Microsoft.Extensions.Logging.Abstractions;

namespace MLNetBert.Hosting.Logging;

/// <summary>What is told to the log of models: that they were opened or replaced, or were not, and what is to be noted of them.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(10, LogLevel.Information, "Opened the model {Model} ({Precision}, {Dimension} dimensions, at most {MaxLength} tokens, {Threads} threads) in {Seconds:F2} s.")]
    public static partial void Opened(ILogger logger, string model, ModelPrecision? precision, int dimension, int maxLength, int threads, double seconds);

    [LoggerMessage(11, LogLevel.Warning, "{Model}: {Note}")]
    public static partial void Note(ILogger logger, string model, string note);

    [LoggerMessage(20, LogLevel.Information, "Loaded {Path} in {Seconds:F2} s.")]
    public static partial void Loaded(ILogger logger, string path, double seconds);

    [LoggerMessage(21, LogLevel.Error, "{Path} has changed and cannot be loaded, so the model loaded before is kept (attempt {Attempt} of {Attempts}).")]
    public static partial void NotReplaced(ILogger logger, Exception exception, string path, int attempt, int attempts);

    [LoggerMessage(22, LogLevel.Information, "{Path}: {Message}")]
    public static partial void Said(ILogger logger, string path, string message);

    /// <summary>What is to be noted of a model; usually nothing.</summary>
    public static void NoteAll(ILogger logger, BertModel model)
    {
        foreach (string note in model.Warnings)
            Note(logger, model.Name, note);
    }

    /// <summary>A logger of a type's name; a silent one in a container without logs.</summary>
    public static ILogger LoggerFor<T>(this IServiceProvider services) => services.GetService<ILoggerFactory>()?.CreateLogger<T>() ?? (ILogger)NullLogger.Instance;
}

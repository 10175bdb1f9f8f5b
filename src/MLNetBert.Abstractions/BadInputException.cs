namespace MLNetBert;

/// <summary>
/// A file, option or text cannot be used. The message is one sentence for the user: it names the file, row, column, key,
/// option or shape, and what to do. The command prints it and exits with 2. The properties say the same for a program;
/// those that do not apply, or that the thrower cannot know, are null.
/// </summary>
public sealed class BadInputException : Exception
{
    private const int LongestBeginning = 1_500, LongestEnd = 500;

    /// <summary>Makes the exception with its sentence. The middle of a sentence that is very long, as it names something from a file, is left out.</summary>
    public BadInputException(string message)
        : base(Bounded(message))
    {
    }

    /// <summary>Makes the exception with its sentence and what caused it.</summary>
    public BadInputException(string message, Exception? innerException)
        : base(Bounded(message), innerException)
    {
    }

    /// <summary>What is wrong, in a form that does not change between versions, such as <c>model.vocabulary-size</c>; docs/errors.md lists them.</summary>
    public required string Code { get; init; }

    /// <summary>The file or folder in which the mistake is.</summary>
    public string? File { get; init; }

    /// <summary>The key of a configuration file, or the name of an option, parameter, tensor or token.</summary>
    public string? Key { get; init; }

    /// <summary>The row of data, counted from 1.</summary>
    public long? Row { get; init; }

    /// <summary>The column of data, or the key of a JSON line.</summary>
    public string? Column { get; init; }

    private static string Bounded(string message) => message is not { Length: > LongestBeginning + LongestEnd } ? message
        : $"{message.AsSpan(0, LongestBeginning)} ... ({message.Length - LongestBeginning - LongestEnd} characters) ... {message.AsSpan(message.Length - LongestEnd)}";

    /// <summary>The same mistake with its place in front of the sentence; properties that are already known stay.</summary>
    public BadInputException At(string place, string? file = null, long? row = null, string? column = null) =>
        new($"{place}: {Message}", this) { Code = Code, File = File ?? file, Key = Key, Row = Row ?? row, Column = Column ?? column };
}

namespace MLNetBert;

/// <summary>
/// A file, option or text cannot be used. The message is one sentence for the user: it names the file, row, column, key,
/// option or shape, and what to do. The command prints it and exits with 2.
/// </summary>
public sealed class BadInputException : Exception
{
    /// <summary>Makes the exception with its sentence.</summary>
    public BadInputException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its sentence and what caused it.</summary>
    public BadInputException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

namespace MLNetBert.Cli.Files;

/// <summary>What stopped an output from being written, and what to do.</summary>
internal static class OutputErrors
{
    private const int DiskFull = 28;

    /// <summary>Runs <paramref name="action"/> on the output of that name, with its failures explained.</summary>
    public static void Explain(string name, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (Explained(name, e) is { } explained)
        {
            throw explained;
        }
    }

    /// <summary>The error for the user; null if the exception says nothing of the output.</summary>
    public static BadInputException? Explained(string name, Exception e)
    {
        string? why = e switch
        {
            // How .NET reports a file larger than the file system or the user's limit allows.
            ArgumentOutOfRangeException => $"{name} grows larger than the file system or the limit on file sizes allows; write elsewhere, or in several parts.",
            IOException { HResult: DiskFull } => $"{name}: no space is left on the device; free some, or write elsewhere.",
            IOException when e.Message.StartsWith("No space left", StringComparison.Ordinal) => $"{name}: no space is left on the device; free some, or write elsewhere.",
            DirectoryNotFoundException or FileNotFoundException => $"{name} cannot be written: its folder, or the temporary file in it, was removed or renamed in the meantime; run again.",
            IOException or UnauthorizedAccessException => $"{name} cannot be written ({e.Message.Split(" : ")[0].TrimEnd('.')}); write elsewhere.",
            _ => null,
        };
        return why == null ? null : new BadInputException(why, e) { Code = "output.unwritable", File = name };
    }
}

namespace MLNetBert.Cli.Terminal;

/// <summary>Lines on standard error, which do not get in the way of the output.</summary>
internal static class Status
{
    private static readonly Stream Error = Descriptors.IsOpen(2) ? Console.OpenStandardError() : Stream.Null;

    /// <summary>Writes a line, made safe for a terminal.</summary>
    public static void Line(string text) => Raw(Printable.Line(text) + "\n");

    /// <summary>Writes each line of a text.</summary>
    public static void Lines(string text)
    {
        foreach (string line in text.Split('\n'))
            Line(line.TrimEnd('\r'));
    }

    /// <summary>Writes text as it is; it must be our own.</summary>
    public static void Raw(string text)
    {
        try
        {
            Error.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }
        catch (IOException)
        {
            // Nobody will read it; the work and the exit code still count.
        }
    }
}

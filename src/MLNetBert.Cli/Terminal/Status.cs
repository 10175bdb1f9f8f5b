namespace MLNetBert.Cli.Terminal;

/// <summary>Lines on standard error, which do not get in the way of the output.</summary>
internal static class Status
{
    private static readonly Stream Error = Descriptors.IsOpen(2) ? Console.OpenStandardError() : Stream.Null;

    /// <summary>Writes a line.</summary>
    public static void Line(string text) => Raw(text + "\n");

    /// <summary>Writes text as it is.</summary>
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

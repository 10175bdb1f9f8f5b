namespace MLNetBert.Cli.Pull;

/// <summary>Numbers of bytes, and how far they are, for people.</summary>
internal static class Sizes
{
    private const double Kilo = 1e3;
    private const double Mega = 1e6;
    private const double Giga = 1e9;

    /// <summary>For instance 712 bytes, 45.7 MB.</summary>
    public static string Text(long bytes) => bytes switch
    {
        < 1_000 => $"{bytes} bytes",
        < 999_950 => $"{bytes / Kilo:F1} kB",
        < 999_950_000 => $"{bytes / Mega:F1} MB",
        _ => $"{bytes / Giga:F2} GB",
    };
}

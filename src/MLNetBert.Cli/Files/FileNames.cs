namespace MLNetBert.Cli.Files;

/// <summary>What a file's name says, for inputs and outputs alike.</summary>
internal static class FileNames
{
    /// <summary>What the user types for standard input or output.</summary>
    public const string Standard = "-";

    /// <summary>Whether a path names a device, which is written as it is.</summary>
    public static bool IsDevice(string path) => path.StartsWith("/dev/", StringComparison.Ordinal) && File.Exists(path);

    /// <summary>Whether a path names a pipe or device, such as /dev/stdin or a shell's &lt;(...): it can be read only once, and its name says nothing about the format.</summary>
    public static bool IsStream(string path) => path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal);

    /// <summary>Whether a name ends in .gz.</summary>
    public static bool IsGzip(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>The name without .gz.</summary>
    public static string WithoutGzip(string path) => IsGzip(path) ? path[..^3] : path;

    /// <summary>FILE or FILE:COLUMN; the column is null if none is named.</summary>
    public static (string Path, string? Column) FileAndColumn(string text)
    {
        int colon = File.Exists(text) ? -1 : text.LastIndexOf(':');
        return colon > 0 ? (text[..colon], text[(colon + 1)..]) : (text, null);
    }
}

namespace MLNetBert.Cli.Files;

/// <summary>What a file's name says, for inputs and outputs alike.</summary>
internal static class FileNames
{
    /// <summary>What the user types for standard input or output.</summary>
    public const string Standard = "-";

    /// <summary>Whether a path is read or written as it comes, and cannot be replaced: a standard stream, an open descriptor, a pipe or a device.</summary>
    public static bool IsStream(string path) =>
        path == Standard || Descriptor(path) != null || FileStatus.Of(path).Kind is FileKind.Pipe or FileKind.Device or FileKind.Socket;

    /// <summary>The number of the descriptor that a path stands for, such as /dev/stdin or a shell's &lt;(...); null for other paths.</summary>
    public static int? Descriptor(string path) => path switch
    {
        "/dev/stdin" => 0,
        "/dev/stdout" => 1,
        "/dev/stderr" => 2,
        _ => Number(path, "/dev/fd/") ?? Number(path, "/proc/self/fd/"),
    };

    /// <summary>Whether a name ends in .gz.</summary>
    public static bool IsGzip(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a name ends in .zst.</summary>
    public static bool IsZstandard(string path) => path.EndsWith(".zst", StringComparison.OrdinalIgnoreCase);

    /// <summary>The name without .gz or .zst.</summary>
    public static string Uncompressed(string path) => IsGzip(path) ? path[..^3] : IsZstandard(path) ? path[..^4] : path;

    /// <summary>Whether a path names a folder: there is one, or it ends in a slash.</summary>
    public static bool IsFolder(string path) => Path.EndsInDirectorySeparator(path) || Directory.Exists(path);

    /// <summary>FILE or FILE:COLUMN; the column is null if none is named.</summary>
    public static (string Path, string? Column) FileAndColumn(string text)
    {
        int colon = File.Exists(text) ? -1 : text.LastIndexOf(':');
        return colon > 0 ? (text[..colon], text[(colon + 1)..]) : (text, null);
    }

    private static int? Number(string path, string folder) =>
        path.StartsWith(folder, StringComparison.Ordinal) && int.TryParse(path.AsSpan(folder.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}

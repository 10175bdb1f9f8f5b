namespace MLNetBert.Shared.Files;

/// <summary>
/// Reads files of a model, which may come from anywhere: a name that leads to a pipe or a device is refused, as opening it could wait for ever, or reading
/// it never end. Links to files are followed, such as those of Hugging Face's cache.
/// </summary>
internal static class RegularFile
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <exception cref="BadInputException">The path leads to something that is no file. That it leads nowhere is for others to say.</exception>
    public static void Check(string path)
    {
        if (!IsOrMayBe(path))
            throw new BadInputException($"{path} is a pipe or a device, and no file; give a file, or a link to one.") { Code = "file.unreadable", File = path };
    }

    /// <summary>Whether a path leads to no pipe, device or socket: to a file or folder, or nowhere. Elsewhere than on Linux nothing is asked.</summary>
    public static bool IsOrMayBe(string path) => !OperatingSystem.IsLinux() || FileStatus.Of(path).Kind is FileKind.Regular or FileKind.Folder or FileKind.Missing;

    /// <summary>A file's length, with links followed; null if there is no such file.</summary>
    public static long? LengthOf(string path)
    {
        var file = new FileInfo(TargetOf(path) ?? path);
        return file.Exists ? file.Length : null;
    }

    /// <summary>Where a path leads, every link in it followed.</summary>
    /// <exception cref="IOException">Links go round in a circle.</exception>
    public static string RealPath(string path)
    {
        string full = Path.GetFullPath(path), real = Path.GetPathRoot(full)!;
        foreach (string name in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            string next = Path.Combine(real, name);
            real = TargetOf(next) is { } target ? RealPath(target) : next;
        }

        return real;
    }

    /// <summary>Where a link leads at last; null if it is none.</summary>
    public static string? TargetOf(string path) => new FileInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : null;

    /// <summary>Opens a file.</summary>
    /// <exception cref="BadInputException">It is no file, or cannot be opened.</exception>
    public static FileStream Open(string path) => Reading(path, File.OpenRead);

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="BadInputException">It is no file, or cannot be read.</exception>
    public static byte[] ReadAllBytes(string path) => Reading(path, File.ReadAllBytes);

    /// <summary>The text of a file, which must be UTF-8.</summary>
    /// <param name="path">The file.</param>
    /// <param name="whatElse">What to say if it is not.</param>
    /// <exception cref="BadInputException">It is no file, cannot be read, or is not UTF-8.</exception>
    public static string ReadText(string path, string whatElse)
    {
        try
        {
            return Strict.GetString(ReadAllBytes(path));
        }
        catch (DecoderFallbackException e)
        {
            throw new BadInputException($"{path} is not UTF-8 (byte {e.Index + 1}): {whatElse}", e) { Code = "file.encoding", File = path };
        }
    }

    private static T Reading<T>(string path, Func<string, T> read)
    {
        Check(path);
        try
        {
            return read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path} cannot be read: {e.Message}", e) { Code = "file.unreadable", File = path };
        }
    }
}

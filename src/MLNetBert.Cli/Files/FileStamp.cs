namespace MLNetBert.Cli.Files;

/// <summary>By which a file is known again, under whatever name, as long as nothing is written to it.</summary>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Written">When it was written last, in ticks.</param>
internal sealed record FileStamp(long Length, long Written)
{
    /// <summary>That of a path, with links followed; null if there is no file.</summary>
    public static FileStamp? Of(string path)
    {
        FileStatus status = FileStatus.Of(path);
        return status.Kind == FileKind.Regular ? new FileStamp(status.Length, File.GetLastWriteTimeUtc(path).Ticks) : null;
    }

    /// <summary>The inverse of <see cref="ToString"/>; null for any other text.</summary>
    public static FileStamp? Parse(string text)
    {
        string[] parts = text.Split(' ');
        return parts.Length == 2 && Number(parts[0], out long length) && Number(parts[1], out long written) ? new FileStamp(length, written) : null;
    }

    /// <summary>The stamp as a text.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Length} {Written}");

    private static bool Number(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

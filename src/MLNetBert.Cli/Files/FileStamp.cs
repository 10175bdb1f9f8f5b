namespace MLNetBert.Cli.Files;

/// <summary>By which a file is known again: under its name as long as nothing was written to it, or under another.</summary>
/// <param name="Identity">As in <see cref="FileStatus"/>.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Written">When it was written last, in ticks.</param>
internal sealed record FileStamp(long Identity, long Length, long Written)
{
    /// <summary>That of a path, with links followed; null if there is no file.</summary>
    public static FileStamp? Of(string path)
    {
        var status = FileStatus.Of(path);
        return status.Kind == FileKind.Regular ? new FileStamp(status.Identity, status.Length, File.GetLastWriteTimeUtc(path).Ticks) : null;
    }

    /// <summary>The inverse of <see cref="ToString"/>; null for any other text.</summary>
    public static FileStamp? Parse(string text) =>
        text.Split(' ') is [var identity, var length, var written] && Number(identity) is { } first && Number(length) is { } second && Number(written) is { } third
            ? new FileStamp(first, second, third)
            : null;

    /// <summary>Whether it is the file that had another stamp under another name. There are drives that count anew, and others that change the time at a rename.</summary>
    public bool IsFileOf(FileStamp other) => Length == other.Length && (Identity == other.Identity || Written == other.Written);

    /// <summary>The stamp as a text.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Identity} {Length} {Written}");

    private static long? Number(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;
}

namespace MLNetBert.Shared.Files;

/// <summary>Writes a file whole or not at all.</summary>
internal static class NewFile
{
    /// <summary>Makes or replaces a file: beside it, then under its name. What was there before stays until then; a link stays, and leads to the new file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes it under another name.</param>
    /// <param name="cancellation">Stops it before the file gets its name.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static void Write(string path, Action<string> write, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!RegularFile.IsOrMayBe(path))
            throw new IOException($"{path} is a pipe or a device, in whose place no file can be put.");
        string target = RegularFile.TargetOf(path) ?? Path.GetFullPath(path);
        string beside = Path.Combine(Path.GetDirectoryName(target)!, $".{Guid.NewGuid():N}.partial");
        try
        {
            write(beside);
            cancellation.ThrowIfCancellationRequested();
            if (!OperatingSystem.IsWindows() && File.Exists(target))
                File.SetUnixFileMode(beside, File.GetUnixFileMode(target));
            File.Move(beside, target, overwrite: true);
        }
        finally
        {
            if (File.Exists(beside))
                File.Delete(beside);
        }
    }
}

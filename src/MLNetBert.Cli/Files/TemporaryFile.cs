namespace MLNetBert.Cli.Files;

/// <summary>
/// A file under a temporary name beside its target, which it replaces when it is complete; until then the file that the user named is as it was.
/// It is locked while it is open, so that others can tell whether its owner lives. All of this process are known, for the moment that a signal comes.
/// </summary>
internal sealed class TemporaryFile : IDisposable
{
    /// <summary>How the names of all temporary files and plans begin.</summary>
    public const string Prefix = ".mlnetbert-";

    /// <summary>How the names of temporary files end.</summary>
    public const string Suffix = ".tmp";

    private const int Attempts = 3;

    private static readonly HashSet<TemporaryFile> Living = [];
    private static bool _anyCommitted;

    private TemporaryFile(string path, string target)
    {
        (Path, Target) = (path, target);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && ModeOf(target) is { } mode)
            options.UnixCreateMode = mode & (UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Content = new FileStream(path, options);
    }

    /// <summary>Its temporary name.</summary>
    public string Path { get; }

    /// <summary>The file that it will replace or become.</summary>
    public string Target { get; }

    /// <summary>What is in it.</summary>
    public FileStream Content { get; }

    /// <summary>A name in a folder that nothing else has.</summary>
    public static string NewPath(string folder, string suffix) => System.IO.Path.Combine(folder, $"{Prefix}{System.IO.Path.GetRandomFileName()}{suffix}");

    /// <summary>Begins a file.</summary>
    public static TemporaryFile Create(string target)
    {
        string folder = System.IO.Path.GetDirectoryName(target)!;
        for (int attempt = 1; ; attempt++)
        {
            string path = NewPath(folder, Suffix);
            try
            {
                TemporaryFile file;
                lock (Living)
                {
                    file = new TemporaryFile(path, target);
                    Living.Add(file);
                }

                if (File.Exists(path))
                    return file;

                // Another process took it for one without an owner, between its creation and its lock.
                file.Dispose();
            }
            catch (IOException) when (attempt < Attempts)
            {
                // The same, and the other still has its lock; or the folder cannot be written to, which the last attempt tells.
            }
        }
    }

    /// <summary>Whether a path is a temporary file of this process.</summary>
    public static bool IsMine(string path)
    {
        lock (Living)
            return Living.Any(file => file.Path == path);
    }

    /// <summary>Runs <paramref name="renames"/>, which is not interrupted by a signal.</summary>
    /// <param name="renames">What gives the files their names.</param>
    /// <param name="isLast">Whether the work is then done.</param>
    public static void Commit(Action renames, bool isLast = true)
    {
        lock (Living)
        {
            renames();
            _anyCommitted |= isLast;
        }
    }

    /// <summary>Deletes all of this process, then ends it with <paramref name="end"/>. If some have their names already the work is done, and it does nothing.</summary>
    public static void DeleteAllThen(Action end)
    {
        // The lock is kept to the end, so that no other thread begins or renames another.
        lock (Living)
        {
            if (_anyCommitted)
                return;

            foreach (TemporaryFile file in Living)
                file.Delete();

            end();
        }
    }

    /// <summary>Makes sure that all of it is on the disk, and gives it the rights that the file before it has.</summary>
    public void Finish()
    {
        Disk.Flush(Content.SafeFileHandle);
        if (!OperatingSystem.IsWindows() && ModeOf(Target) is { } mode && mode != ModeOf(Path))
            File.SetUnixFileMode(Content.SafeFileHandle, mode);
    }

    /// <summary>Closes it, and deletes it unless it has its final name.</summary>
    public void Dispose()
    {
        lock (Living)
        {
            if (Living.Remove(this))
                Delete();
        }

        Content.Dispose();
    }

    private void Delete()
    {
        try
        {
            // On Linux it is found even if its folder has another name by now.
            string? now = OperatingSystem.IsLinux() ? new FileInfo($"/proc/self/fd/{Content.SafeFileHandle.DangerousGetHandle()}").LinkTarget : null;
            File.Delete(System.IO.Path.GetFileName(now) == System.IO.Path.GetFileName(Path) ? now! : Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its folder is gone, or may not be written to any more.
        }
    }

    private static UnixFileMode? ModeOf(string path) =>
        !OperatingSystem.IsWindows() && File.Exists(path) ? File.GetUnixFileMode(path) & (UnixFileMode)0b111_111_111 : null;
}

namespace MLNetBert.Saving;

/// <summary>
/// A folder that only this user can read, deleted when it is disposed of, or when the process ends. If the process is killed, the next one of the same user that needs
/// such a folder deletes it: a lock on a file beside the folder says whether its owner lives.
/// </summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string Prefix = "mlnetbert-";
    private const string LockExtension = ".lock";
    private static int _swept;
    private readonly FileStream _lock;

    public TemporaryFolder()
    {
        (Path, _lock) = Create();
        AppDomain.CurrentDomain.ProcessExit += Delete;
        // If the folder's own lock can be taken again, locks are not kept here, and the others' say nothing.
        if (Interlocked.Exchange(ref _swept, 1) == 0 && !CanLock(_lock.Name))
            Sweep();
    }

    public string Path { get; }

    public void Dispose()
    {
        Delete(null, EventArgs.Empty);
        if (!Directory.Exists(Path))
            AppDomain.CurrentDomain.ProcessExit -= Delete;
    }

    private static (string Path, FileStream Lock) Create()
    {
        for (; ; )
        {
            string path = Directory.CreateTempSubdirectory(Prefix).FullName;
            if (TryLock(path + LockExtension, FileMode.CreateNew) is { } held)
            {
                // A sweeping process may have taken both for a dead one's before the file was locked.
                if (File.Exists(held.Name) && Directory.Exists(path))
                    return (path, held);
                held.Dispose();
            }

            DeleteFolder(path);
        }
    }

    private static void Sweep()
    {
        foreach (string file in Directory.EnumerateFiles(System.IO.Path.GetTempPath(), $"{Prefix}*{LockExtension}"))
        {
            using FileStream? held = TryLock(file, FileMode.Open);
            if (held == null)
                continue;
            DeleteFolder(file[..^LockExtension.Length]);
            DeleteFile(file);
        }
    }

    private static bool CanLock(string file)
    {
        using FileStream? held = TryLock(file, FileMode.Open);
        return held != null;
    }

    /// <summary>Opens a file that nobody else may open meanwhile; null if another has it open, or it is gone or another user's.</summary>
    private static FileStream? TryLock(string file, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (mode == FileMode.CreateNew && !OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            return new FileStream(file, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool DeleteFolder(string path) => Quietly(() => Directory.Delete(path, recursive: true)) || !Directory.Exists(path);

    private static bool DeleteFile(string path) => Quietly(() => File.Delete(path));

    private static bool Quietly(Action delete)
    {
        try
        {
            delete();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>What cannot be deleted yet, since it is still mapped on Windows, stays locked, and is tried again.</summary>
    private void Delete(object? sender, EventArgs e)
    {
        if (!DeleteFolder(Path))
            return;
        _lock.Dispose();
        DeleteFile(_lock.Name);
    }
}

namespace MLNetBert.Cli.Pull;

/// <summary>
/// The folder beside the one to be made, in which the files come together: DIR itself is made by one rename, when all are there. If a run ends before that it stays,
/// and the next goes on from it. One run at a time has it.
/// </summary>
internal sealed class PartialFolder : IDisposable
{
    private const string LockName = "lock";
    private const string TreeName = "folder";
    private const string Ending = ".part";

    private readonly string _target;
    private readonly FileStream _lock;

    private PartialFolder(string target, string path)
    {
        (_target, Path, IsNew) = (target, path, !Directory.Exists(path));
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        _lock = new FileStream(System.IO.Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Whether no earlier run has left it.</summary>
    public bool IsNew { get; }

    /// <summary>The folder in it that becomes the one to be made.</summary>
    public string Tree => System.IO.Path.Combine(Path, TreeName);

    /// <summary>The bytes that have come.</summary>
    public long Bytes => new DirectoryInfo(Path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    /// <summary>Makes it, or takes it over from a run that has ended.</summary>
    /// <param name="target">The full path of the folder to be made.</param>
    /// <exception cref="BadInputException">It cannot be made there, or another run has it.</exception>
    public static PartialFolder Open(string target)
    {
        string parent = System.IO.Path.GetDirectoryName(target)!, path = System.IO.Path.Combine(parent, $"{TemporaryFile.Prefix}{System.IO.Path.GetFileName(target)}.partial");
        if (!Directory.Exists(parent))
            throw Refused(target, $": the folder {parent} does not exist; create it first.", null);

        if (IsOthers(path))
            throw Refused(target, $": another mlnetbert pull is at work in {path}; wait for it.", null);

        try
        {
            var partial = new PartialFolder(target, path);

            // In a folder for everybody, such as /tmp, another user may have put one there, with links in it.
            if (!partial.IsNew && (new DirectoryInfo(path).LinkTarget != null || FileStatus.Of(path).Owner != FileStatus.Of(partial._lock.Name).Owner))
            {
                partial.Dispose();
                throw Refused(target, $": {path} is somebody else's; choose another folder.", null);
            }

            Directory.CreateDirectory(partial.Tree);
            return partial;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(target, $": the folder {parent} cannot be written to ({e.Message.Split(" : ")[0].TrimEnd('.')}); choose another, or change its permissions.", e);
        }
    }

    /// <summary>Where a file is when it is whole.</summary>
    public string FileOf(HubFile file) => System.IO.Path.Combine(Tree, file.Path);

    /// <summary>Where it is until then. The name is its content's, so that another revision does not go on from it.</summary>
    public string PartOf(HubFile file) => System.IO.Path.Combine(Path, file.Hash + Ending);

    /// <summary>Gives a file that is whole its place.</summary>
    public void Place(HubFile file) => Write(() =>
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(FileOf(file))!);
        File.Move(PartOf(file), FileOf(file), overwrite: true);
    });

    /// <summary>Adds the record, removes what does not belong, and gives the folder its name.</summary>
    public void Finish(PullRecord record) => Write(() =>
    {
        HashSet<string> wanted = [.. record.Files.Select(FileOf)];
        foreach (string file in Directory.EnumerateFiles(Tree, "*", SearchOption.AllDirectories).Where(file => !wanted.Contains(file)).ToArray())
            File.Delete(file);

        foreach (string folder in Directory.EnumerateDirectories(Tree, "*", SearchOption.AllDirectories).OrderByDescending(folder => folder.Length).Where(folder => !Directory.EnumerateFileSystemEntries(folder).Any()).ToArray())
            Directory.Delete(folder);

        using (FileStream file = File.Create(System.IO.Path.Combine(Tree, PullRecord.FileName)))
        {
            file.Write(record.ToJson());
            Disk.Flush(file.SafeFileHandle);
        }

        TemporaryFile.Commit(() =>
        {
            // Fails if there is anything in it.
            if (Directory.Exists(_target))
                Directory.Delete(_target);

            Directory.Move(Tree, _target);
        });
        Delete();
    });

    /// <summary>Throws away what came.</summary>
    public void Delete()
    {
        _lock.Dispose();
        Directory.Delete(Path, recursive: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private void Write(Action action) => OutputErrors.Explain(_target, action);

    private static bool IsOthers(string path)
    {
        string file = System.IO.Path.Combine(path, LockName);
        try
        {
            if (File.Exists(file))
                new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0).Dispose();

            return false;
        }
        catch (IOException)
        {
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static BadInputException Refused(string target, string why, Exception? cause) => new($"--out {target}{why}", cause) { Code = "output.unwritable", File = target, Key = "--out" };
}

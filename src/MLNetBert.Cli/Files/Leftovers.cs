namespace MLNetBert.Cli.Files;

/// <summary>
/// What killed runs have left in a folder. Whether the owner of a file lives is told by the lock that it holds, not by its process number, which another
/// container with the same folder may have too. On drives that other machines may write to, where locks are not to be relied on, everything is left alone.
/// </summary>
internal static class Leftovers
{
    /// <summary>Carries out or undoes the plans in a folder, then deletes the temporary files, as far as they are <paramref name="owner"/>'s and nobody's who lives.</summary>
    public static void Sweep(string folder, uint owner)
    {
        try
        {
            string[] plans = [.. Files(folder, OutputPlan.Suffix, owner)];
            if (plans.Length == 0 && !Files(folder, TemporaryFile.Suffix, owner).Any())
                return;

            // Asked for last: it reads the table of mounts, and the runtime takes 10 MB, once and for good, to compile the list of file systems.
            if (new DriveInfo(folder).DriveType is not (DriveType.Fixed or DriveType.Ram or DriveType.Removable))
                return;

            foreach (string path in plans)
                IfUnowned(path, file => OutputPlan.Read(file)?.Settle());

            // A plan needs its temporary files.
            if (!Files(folder, OutputPlan.Suffix, owner).Any())
            {
                foreach (string path in Files(folder, TemporaryFile.Suffix, owner))
                    IfUnowned(path, file => File.Delete(file.Name));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder whose names cannot be listed.
        }
    }

    private static IEnumerable<string> Files(string folder, string suffix, uint owner) =>
        Directory.EnumerateFiles(folder, $"{TemporaryFile.Prefix}*{suffix}", new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint, MatchType = MatchType.Simple })
            .Where(path => !TemporaryFile.IsMine(path) && FileStatus.Of(path) is { Kind: FileKind.Regular } status && status.Owner == owner);

    private static void IfUnowned(string path, Action<FileStream> clear)
    {
        try
        {
            using FileStream mine = Lock(path);
            if (Holds(path))
                clear(mine);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BadInputException)
        {
            // It is somebody's, or may not be deleted.
        }
    }

    private static FileStream Lock(string path) => new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);

    // Where there are no locks, two can have one at the same time, and having it says nothing.
    private static bool Holds(string path)
    {
        try
        {
            Lock(path).Dispose();
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}

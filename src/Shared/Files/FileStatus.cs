namespace MLNetBert.Shared.Files;

/// <summary>What the operating system says of a path, with links followed. A path by itself says nothing: /dev/shm has files, and any folder may have pipes.</summary>
/// <param name="Kind">What it leads to.</param>
/// <param name="Length">A regular file's length in bytes.</param>
/// <param name="Owner">The number of the user whose it is.</param>
/// <param name="Identity">What it keeps under any name; no other file has it at the same time.</param>
internal readonly partial record struct FileStatus(FileKind Kind, long Length, uint Owner, long Identity)
{
    private const int CurrentFolder = -100;
    private const uint BasicStatus = 0x7FF;

    /// <summary>Asks.</summary>
    public static FileStatus Of(string path)
    {
        // struct statx is the same for every processor, as struct stat is not.
        byte[] status = new byte[256];
        if (!OperatingSystem.IsLinux() || !TryAsk(path, status))
            return Portable(path);

        uint owner = BinaryPrimitives.ReadUInt32LittleEndian(status.AsSpan(20));
        FileKind kind = (BinaryPrimitives.ReadUInt16LittleEndian(status.AsSpan(28)) >> 12) switch
        {
            1 => FileKind.Pipe,
            4 => FileKind.Folder,
            8 => FileKind.Regular,
            12 => FileKind.Socket,
            _ => FileKind.Device,
        };
        return new FileStatus(kind, kind == FileKind.Regular ? BinaryPrimitives.ReadInt64LittleEndian(status.AsSpan(40)) : 0, owner, BinaryPrimitives.ReadInt64LittleEndian(status.AsSpan(32)));
    }

    private static bool TryAsk(string path, byte[] status)
    {
        try
        {
            return Ask(CurrentFolder, path, 0, BasicStatus, status) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false; // Before glibc 2.28.
        }
    }

    // Where the system cannot be asked that way; without pipes.
    private static FileStatus Portable(string path)
    {
        if (!File.Exists(path))
            return new FileStatus(Directory.Exists(path) ? FileKind.Folder : FileKind.Missing, 0, 0, 0);

        if (path.StartsWith("/dev/", StringComparison.Ordinal))
            return new FileStatus(FileKind.Device, 0, 0, 0);

        FileSystemInfo file = new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true) ?? new FileInfo(path);
        return new FileStatus(FileKind.Regular, ((FileInfo)file).Length, 0, file.CreationTimeUtc.Ticks);
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Ask(int folder, string path, int flags, uint mask, [Out] byte[] status);
}

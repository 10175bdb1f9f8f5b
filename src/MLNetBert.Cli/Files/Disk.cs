using Microsoft.Win32.SafeHandles;

namespace MLNetBert.Cli.Files;

/// <summary>Makes sure that what was written is on the disk. .NET's own call does so too, but keeps it to itself if the disk says that it has lost something.</summary>
internal static partial class Disk
{
    private const int Interrupted = 4;
    private const int NotOfThisFile = 22;
    private const int ReadOnly = 30;
    private const int NotSupported = 95;
    private const int FolderToRead = 0x80000; // O_RDONLY | O_CLOEXEC

    /// <summary>Waits for a file to be on the disk.</summary>
    /// <exception cref="IOException">Not all of it is.</exception>
    public static void Flush(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
            return;
        }

        while (Wait(file) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error is NotOfThisFile or ReadOnly or NotSupported)
                return;

            if (error != Interrupted)
                throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
    }

    /// <summary>Waits for the names in a folder to be on the disk, where the system has a way to.</summary>
    public static void FlushFolder(string folder)
    {
        if (!OperatingSystem.IsLinux())
            return;

        using var opened = new SafeFileHandle(OpenFolder(folder, FolderToRead), ownsHandle: true);
        if (!opened.IsInvalid)
            Flush(opened);
    }

    /// <summary>Gives a file another name, unless there is a file of that name; one of several processes succeeds, on any drive.</summary>
    public static bool TryMoveNew(string path, string target)
    {
        try
        {
            File.Move(path, target, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(target))
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFolder(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Wait(SafeFileHandle file);
}

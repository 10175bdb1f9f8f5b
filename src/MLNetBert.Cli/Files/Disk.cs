using Microsoft.Win32.SafeHandles;

namespace MLNetBert.Cli.Files;

/// <summary>Makes sure that what was written is on the disk. .NET's own call does so too, but keeps it to itself if the disk says that it has lost something.</summary>
internal static partial class Disk
{
    private const int Interrupted = 4;
    private const int NotOfThisFile = 22;
    private const int ReadOnly = 30;
    private const int NotSupported = 95;

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

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Wait(SafeFileHandle file);
}

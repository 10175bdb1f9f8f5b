using Microsoft.Win32.SafeHandles;

namespace MLNetBert.Hosting.Prediction;

/// <summary>By what a file is known to have changed. Links are followed, so that one that is bent to another file counts, too.</summary>
internal readonly record struct FileStamp(DateTime Written, long Length)
{
    /// <summary>The stamp of a file; null if it cannot be opened at the moment.</summary>
    public static FileStamp? Of(string path)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            return Of(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static FileStamp Of(SafeFileHandle file) => new(File.GetLastWriteTimeUtc(file), RandomAccess.GetLength(file));
}

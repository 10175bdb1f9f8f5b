using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace MLNetBert.Encoder.Onnx;

/// <summary>
/// Files that are read through handles that stay open, so that the folder they were in can be deleted; the system frees their room with the last handle,
/// however the process ends. Found by the paths that they had. Thread-safe.
/// </summary>
internal sealed class HeldFiles : IDisposable
{
    private static readonly ConcurrentDictionary<string, SafeFileHandle> Held = new(StringComparer.Ordinal);
    private readonly string[] _paths;

    private HeldFiles(string[] paths) => _paths = paths;

    /// <summary>Opens files and holds them until it is disposed of. No other files may ever have these paths: their folder's name is random.</summary>
    /// <exception cref="IOException">A file cannot be opened.</exception>
    public static HeldFiles Hold(IEnumerable<string> paths)
    {
        string[] all = [.. paths.Select(Path.GetFullPath).Distinct()];
        var held = new HeldFiles(all);
        try
        {
            foreach (string path in all)
                Held[path] = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    ~HeldFiles() => Dispose();

    public static bool Contains(string path) => !Held.IsEmpty && Held.ContainsKey(Path.GetFullPath(path));

    /// <summary>Opens a file for reading, by its handle if it is held.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="BadInputException">It is no file but a device or a pipe.</exception>
    public static ReadFile Open(string path)
    {
        if (!Held.IsEmpty && Held.TryGetValue(Path.GetFullPath(path), out SafeFileHandle? handle))
            return new(handle, owned: false);
        RegularFile.Check(path);
        return new(File.OpenHandle(path), owned: true);
    }

    /// <summary>Also runs if a model is collected that nobody closed.</summary>
    public void Dispose()
    {
        foreach (string path in _paths)
        {
            if (Held.TryRemove(path, out SafeFileHandle? handle))
                handle.Dispose();
        }

        GC.SuppressFinalize(this);
    }
}

/// <summary>An open file to read, which is closed with it unless others hold it too.</summary>
internal sealed class ReadFile(SafeFileHandle handle, bool owned) : IDisposable
{
    public SafeFileHandle Handle => handle;

    /// <summary>Writes all of it to a stream, and says how many bytes that were.</summary>
    public long CopyTo(Stream destination)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 17);
        try
        {
            long at = 0;
            for (int read; (read = RandomAccess.Read(handle, buffer, at)) > 0; at += read)
                destination.Write(buffer, 0, read);
            return at;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose()
    {
        if (owned)
            handle.Dispose();
    }
}

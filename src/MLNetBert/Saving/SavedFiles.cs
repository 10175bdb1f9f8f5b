using System.IO.Compression;
using System.Security.Cryptography;

namespace MLNetBert.Saving;

/// <summary>The model files of a loaded stage: unpacked to a temporary folder, or checked where they are.</summary>
internal sealed class SavedFiles(string folder, IReadOnlyList<string> names, TemporaryFolder? unpacked) : IDisposable
{
    private const int EntrySize = 1 + sizeof(long) + SHA256.HashSizeInBytes;

    public string Folder => folder;

    public IReadOnlyList<string> Names => names;

    /// <summary>Whether the files were inside the saved pipeline.</summary>
    public bool Embedded => unpacked != null;

    /// <summary>Reads which files there are and checks all that is said of them; only then are they unpacked, or read where they are.</summary>
    /// <exception cref="BadInputException">A file is missing, damaged or not the one that was saved.</exception>
    public static SavedFiles Read(ModelLoadContext context, SavedReader reader)
    {
        bool embedded = reader.ReadBoolean();
        if (!StageFile.HasPackedFiles(context))
            return ReadEarlier(reader, embedded);
        string? folder = embedded ? null : reader.ReadString();
        var files = new SavedFile[reader.ReadCount(EntrySize)];
        for (int i = 0; i < files.Length; i++)
            files[i] = SavedFile.Read(reader);
        string[] names = [.. files.Select(file => file.Name)];
        SavedNames.Check(names);
        if (folder != null)
        {
            Array.ForEach(files, file => file.Check(folder));
            return new(folder, names, null);
        }

        ZipArchiveEntry[] entries = [.. files.Select(file => PackedFiles.Find(context, file))];
        return Unpack(names, path =>
        {
            for (int i = 0; i < files.Length; i++)
            {
                using Stream content = entries[i].Open();
                files[i].Unpack(content, path);
            }
        });
    }

    public void Dispose() => unpacked?.Dispose();

    /// <summary>Up to format 1.1 the builder's folder was always written, and the files' bytes between their names.</summary>
    private static SavedFiles ReadEarlier(SavedReader reader, bool embedded)
    {
        string folder = reader.ReadString();
        var files = new SavedFile[reader.ReadCount(EntrySize)];
        long start = reader.BaseStream.Position;
        for (int i = 0; i < files.Length; i++)
        {
            files[i] = SavedFile.Read(reader);
            if (!embedded)
                continue;
            if (files[i].Length > reader.Left)
                throw new EndOfStreamException();
            reader.BaseStream.Position += files[i].Length;
        }

        string[] names = [.. files.Select(file => file.Name)];
        SavedNames.Check(names);
        if (!embedded)
        {
            Array.ForEach(files, file => file.Check(folder));
            return new(folder, names, null);
        }

        reader.BaseStream.Position = start;
        return Unpack(names, path => Array.ForEach(files, _ => SavedFile.Read(reader).Unpack(reader.BaseStream, path)));
    }

    private static SavedFiles Unpack(string[] names, Action<string> unpack)
    {
        var folder = new TemporaryFolder();
        try
        {
            unpack(folder.Path);
            return new(folder.Path, names, folder);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }
}

using System.Security.Cryptography;

namespace MLNetBert.Saving;

/// <summary>A model file as a saved stage names it.</summary>
/// <param name="Name">Its name in the model folder, with '/'.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Hash">Their SHA-256.</param>
internal sealed record SavedFile(string Name, long Length, byte[] Hash)
{
    /// <exception cref="BadInputException">The length is none.</exception>
    public static SavedFile Read(SavedReader reader)
    {
        var file = new SavedFile(reader.ReadString(), reader.ReadInt64(), reader.ReadBytes(SHA256.HashSizeInBytes));
        if (file.Hash.Length < SHA256.HashSizeInBytes)
            throw new EndOfStreamException();
        return file.Length >= 0 ? file : throw SavedReader.Damaged($"'{SavedNames.Show(file.Name)}' has {file.Length} bytes");
    }

    /// <summary>Checks that the file in a folder is the one that was saved. Pipes and devices have no length, and are not opened.</summary>
    /// <exception cref="BadInputException">It is not.</exception>
    public void Check(string folder)
    {
        string path = Path.Combine(folder, Name);
        if (!File.Exists(path))
            throw new BadInputException($"The saved pipeline refers to '{path}', which does not exist here; bring the model folder to where it was, or save the pipeline with SaveModelFiles.") { Code = "saved.changed", File = path };
        try
        {
            if (LengthOf(path) == Length && (Length == 0 || HashOf(path).AsSpan().SequenceEqual(Hash)))
                return;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"The saved pipeline refers to '{path}', which cannot be read: {e.Message}", e) { Code = "file.unreadable", File = path };
        }

        throw new BadInputException($"'{path}' is not the file that the pipeline was saved with (its SHA-256 differs); bring the old file back, or fit and save the pipeline again.") { Code = "saved.changed", File = path };
    }

    /// <summary>Writes the file's bytes, the next ones of a stream, to a folder; the name was checked.</summary>
    /// <exception cref="BadInputException">They are not those that were saved.</exception>
    /// <exception cref="EndOfStreamException">There are too few.</exception>
    public void Unpack(Stream from, string folder)
    {
        string path = Path.Combine(folder, Name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using (FileStream file = File.Create(path))
        {
            byte[] buffer = new byte[1 << 17];
            for (long left = Length; left > 0;)
            {
                int read = from.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
                if (read == 0)
                    throw new EndOfStreamException();
                file.Write(buffer, 0, read);
                sha.AppendData(buffer, 0, read);
                left -= read;
            }
        }

        if (!sha.GetHashAndReset().AsSpan().SequenceEqual(Hash))
            throw new BadInputException($"The saved pipeline's '{Name}' is damaged (its SHA-256 is not the one that was saved with it); copy the file again or save the pipeline again.") { Code = "saved.damaged", File = Name };
    }

    private static long LengthOf(string path) => ((FileInfo?)File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path)).Length;

    private static byte[] HashOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        return SHA256.HashData(file);
    }
}

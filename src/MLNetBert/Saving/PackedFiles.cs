using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace MLNetBert.Saving;

/// <summary>The contents of model files in a saved pipeline: each an entry of the zip that is named by its SHA-256, there once, however many stages need it.</summary>
internal static class PackedFiles
{
    /// <summary>Weights hardly shrink; a file that unpacks to more than this many times its room was made to fill the disk.</summary>
    private const int GreatestRatio = 200;

    private const long SmallEnough = 16 << 20;

    /// <summary>From here on a file is stored as it is: weights lose less than a tenth, and unpacking took a third of a second of each load.</summary>
    private const long Weights = 1 << 20;

    private static readonly ConditionalWeakTable<RepositoryWriter, HashSet<string>> Written = [];

    /// <summary>Writes a file of <paramref name="length"/> bytes, unless another stage has.</summary>
    /// <exception cref="IOException">The file changed meanwhile.</exception>
    public static void Write(ModelSaveContext context, string name, long length, byte[] hash, Action<Stream> copy)
    {
        RepositoryWriter repository = MLNetInternals.Repository(context);
        if (!Written.GetOrCreateValue(repository).Add(EntryName(hash)))
            return;
        ZipArchiveEntry entry = MLNetInternals.Archive(repository).CreateEntry(EntryName(hash), length < Weights ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
        if (!HashOf(entry.Open(), copy).AsSpan().SequenceEqual(hash))
            throw new IOException($"'{name}' changed while it was saved; save the pipeline again.");
    }

    /// <summary>The SHA-256 of what <paramref name="copy"/> writes to a stream, which is closed.</summary>
    public static byte[] HashOf(Stream to, Action<Stream> copy)
    {
        using var sha = SHA256.Create();
        using (var hashing = new CryptoStream(to, sha, CryptoStreamMode.Write))
            copy(hashing);
        return sha.Hash!;
    }

    /// <summary>The entry with a file's content, whose length was checked; nothing was unpacked.</summary>
    /// <exception cref="BadInputException">It is missing, or is not what the stage says.</exception>
    public static ZipArchiveEntry Find(ModelLoadContext context, SavedFile file)
    {
        ZipArchiveEntry entry = MLNetInternals.Archive(context.Repository).GetEntry(EntryName(file.Hash))
            ?? throw SavedReader.Damaged($"the content of '{file.Name}' is missing");
        return entry.Length == file.Length ? entry : throw SavedReader.Damaged($"'{file.Name}' has {file.Length} bytes, but its content {entry.Length}");
    }

    /// <summary>Checks the whole file before a stage is read from it.</summary>
    /// <exception cref="BadInputException">An entry was made to fill the disk.</exception>
    public static void CheckPacking(RepositoryReader repository)
    {
        foreach (ZipArchiveEntry entry in MLNetInternals.Archive(repository).Entries)
        {
            if (entry.Length > SmallEnough && entry.Length / GreatestRatio > entry.CompressedLength)
                throw SavedReader.Damaged($"'{SavedNames.Show(entry.FullName)}' would unpack from {entry.CompressedLength} to {entry.Length} bytes, as no model does");
        }
    }

    private static string EntryName(byte[] hash) => $"MLNetBert.{Convert.ToHexStringLower(hash)}";
}

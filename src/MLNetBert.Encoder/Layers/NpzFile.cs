using System.IO.Compression;
using MLNetBert.Shared.Npy;

namespace MLNetBert.Encoder.Layers;

/// <summary>A .npz file: a zip of .npy arrays.</summary>
internal sealed class NpzFile(string path, IReadOnlyDictionary<string, WeightArray> arrays) : WeightFile(path, arrays)
{
    /// <summary>Deflate packs at most that many bytes into one.</summary>
    private const int MostPacked = 1032;

    public static NpzFile Open(string path)
    {
        try
        {
            RegularFile.Check(path);
            using ZipArchive zip = ZipFile.OpenRead(path);
            Dictionary<string, WeightArray> arrays = [];
            foreach (ZipArchiveEntry? entry in zip.Entries.Where(entry => entry.FullName.EndsWith(".npy", StringComparison.Ordinal)))
            {
                string name = entry.FullName[..^".npy".Length];
                using Stream stream = entry.Open();
                WeightArray array = ReadHeader(stream, name);
                if (!arrays.TryAdd(name, array))
                    throw new InvalidDataException($"'{name}' is there twice");
                long length = entry.Length - array.Offset;
                if (array.Length is { } needed && needed != (UInt128)Math.Max(0, length))
                    throw new InvalidDataException($"'{name}' of type {array.Type} and shape [{string.Join(", ", array.Shape.Select(size => $"{size}"))}] has {needed} bytes, but {length} are there");
                if (entry.Length / MostPacked > entry.CompressedLength)
                    throw new InvalidDataException($"'{name}' cannot have {entry.Length} bytes in {entry.CompressedLength} packed ones");
            }

            return new(path, arrays);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or EndOfStreamException or OverflowException)
        {
            throw new BadInputException($"{path} is not a whole .npz file of numpy arrays ({e.Message.TrimEnd('.')}); get it again.", e) { Code = "file.damaged", File = path };
        }
    }

    protected override void ReadBytes(WeightArray array, byte[] bytes)
    {
        using ZipArchive zip = ZipFile.OpenRead(Path);
        using Stream stream = zip.GetEntry(array.Name + ".npy")!.Open();
        stream.ReadExactly(new byte[array.Offset]);
        stream.ReadExactly(bytes);
    }

    private static WeightArray ReadHeader(Stream stream, string name)
    {
        var header = NpyHeader.Read(stream);
        string type = header.Type switch
        {
            "<f4" => "F32",
            "<f8" => "F64",
            "<f2" => "F16",
            var other => other,
        };
        return new(name, header.IsFortran ? $"{type} in Fortran order" : type, [.. header.Shape.Select(size => checked((int)size))], header.Length);
    }
}

using System.IO.Compression;
using MLNetBert.Shared.Npy;

namespace MLNetBert.Encoder.Layers;

/// <summary>A .npz file: a zip of .npy arrays.</summary>
internal sealed class NpzFile(string path, IReadOnlyDictionary<string, WeightArray> arrays) : WeightFile(path, arrays)
{
    public static NpzFile Open(string path)
    {
        try
        {
            using ZipArchive zip = ZipFile.OpenRead(path);
            Dictionary<string, WeightArray> arrays = [];
            foreach (ZipArchiveEntry? entry in zip.Entries.Where(entry => entry.FullName.EndsWith(".npy", StringComparison.Ordinal)))
            {
                string name = entry.FullName[..^".npy".Length];
                using Stream stream = entry.Open();
                arrays[name] = ReadHeader(stream, name);
            }

            return new(path, arrays);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or EndOfStreamException or OverflowException)
        {
            throw new BadInputException($"{path} is not a whole .npz file of numpy arrays; get it again.", e) { Code = "file.damaged", File = path };
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

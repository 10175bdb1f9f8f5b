using System.IO.Compression;

namespace MLNetBert.Encoder.Layers;

/// <summary>A .npz file: a zip of .npy arrays.</summary>
internal sealed partial class NpzFile(string path, IReadOnlyDictionary<string, WeightArray> arrays) : WeightFile(path, arrays)
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
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or OverflowException)
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
        byte[] start = new byte[8];
        stream.ReadExactly(start);
        if (start[0] != 0x93 || !start.AsSpan(1, 5).SequenceEqual("NUMPY"u8))
            throw new InvalidDataException();

        // Version 1 has a length of two bytes, later versions one of four.
        byte[] size = new byte[start[6] == 1 ? 2 : 4];
        stream.ReadExactly(size);
        int length = size.Length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(size) : BinaryPrimitives.ReadInt32LittleEndian(size);
        byte[] header = new byte[length is >= 0 and < 1 << 20 ? length : throw new InvalidDataException()];
        stream.ReadExactly(header);
        Match match = Header().Match(Encoding.UTF8.GetString(header));
        if (!match.Success)
            throw new InvalidDataException();
        string type = match.Groups["type"].Value switch
        {
            "<f4" => "F32",
            "<f8" => "F64",
            "<f2" => "F16",
            var other => other,
        };
        ImmutableArray<int> shape =
        [
            .. match.Groups["shape"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(text => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)),
        ];
        return new(name, match.Groups["fortran"].Value == "True" ? $"{type} in Fortran order" : type, shape, 8 + size.Length + length);
    }

    [GeneratedRegex(@"'descr':\s*'(?<type>[^']+)',\s*'fortran_order':\s*(?<fortran>True|False),\s*'shape':\s*\((?<shape>[\d, ]*)\)")]
    private static partial Regex Header();
}

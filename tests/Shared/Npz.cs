using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace MLNetBert.Tests;

/// <summary>An array of a .npz file: version 1.0, C order, little endian.</summary>
internal sealed record NpyArray(string Type, int[] Shape, byte[] Bytes)
{
    public float[] Floats => As<float>("<f4");

    public double[] Doubles => As<double>("<f8");

    public long[] Longs => As<long>("<i8");

    private T[] As<T>(string type) where T : struct =>
        Type == type ? MemoryMarshal.Cast<byte, T>(Bytes).ToArray() : throw new InvalidDataException($"The array is {Type}, not {type}.");
}

/// <summary>Reads the arrays of a .npz file of the reference data.</summary>
internal static partial class Npz
{
    public static Dictionary<string, NpyArray> Read(string path)
    {
        using ZipArchive zip = ZipFile.OpenRead(path);
        return zip.Entries.ToDictionary(entry => entry.FullName[..^".npy".Length], Read);
    }

    private static NpyArray Read(ZipArchiveEntry entry)
    {
        using MemoryStream copy = new();
        using (Stream stream = entry.Open())
        {
            stream.CopyTo(copy);
        }

        byte[] bytes = copy.ToArray();
        int start = 10 + BitConverter.ToUInt16(bytes, 8);
        Match match = Header().Match(Encoding.Latin1.GetString(bytes, 10, start - 10));
        string[] shape = match.Groups["shape"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new(match.Groups["type"].Value, Array.ConvertAll(shape, int.Parse), bytes[start..]);
    }

    [GeneratedRegex(@"'descr': '(?<type>[^']+)', 'fortran_order': False, 'shape': \((?<shape>[^)]*)\)")]
    private static partial Regex Header();
}

using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MLNetBert.Cli.Tests;

/// <summary>Reads .npy as NumPy's format page describes it (numpy.lib.format, version 1.0), sharing nothing with the writer.</summary>
internal sealed record Npy(int[] Shape, float[] Values)
{
    public static Npy Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        Assert.Equal(0x93, file[0]);
        Assert.Equal("NUMPY", Encoding.ASCII.GetString(file, 1, 5));
        Assert.Equal(1, file[6]);
        Assert.Equal(0, file[7]);
        int length = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8));
        Assert.Equal(0, (10 + length) % 64);
        string header = Encoding.ASCII.GetString(file, 10, length);
        Assert.Matches("^\\{'descr': '<f4', 'fortran_order': False, 'shape': \\(\\d+, \\d+\\), \\} *\n$", header);
        int[] shape = [.. Regex.Matches(header.Split("'shape':")[1], "\\d+").Select(m => int.Parse(m.Value, CultureInfo.InvariantCulture))];
        float[] values = new float[(file.Length - 10 - length) / 4];
        for (int i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(file.AsSpan(10 + length + (4 * i)));

        Assert.Equal(10 + length + (4 * values.Length), file.Length);
        Assert.Equal(shape.Aggregate(1, (a, b) => a * b), values.Length);
        return new Npy(shape, values);
    }

    public float[] Row(int index) => Values[(index * Shape[1])..((index + 1) * Shape[1])];
}

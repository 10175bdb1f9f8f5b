using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetBert.Resampling;

namespace MLNetBert.StageTests;

/// <summary>A row to resample, with its class in every type that ML.NET has for one. A key member counts from 0 on the way in, its column from 1.</summary>
public sealed class ClassRow
{
    public int Id { get; set; }

    public string Text { get; set; } = "";

    [VectorType(3)]
    public float[] Vector { get; set; } = [];

    public float[] Variable { get; set; } = [];

    [VectorType(4)]
    public float[] Features { get; set; } = [];

    public string Name { get; set; } = "";

    public bool Truth { get; set; }

    public float Single { get; set; }

    public double Double { get; set; }

    public sbyte SByte { get; set; }

    public byte Byte { get; set; }

    public short Int16 { get; set; }

    public ushort UInt16 { get; set; }

    public int Int32 { get; set; }

    public uint UInt32 { get; set; }

    public long Int64 { get; set; }

    public ulong UInt64 { get; set; }

    [KeyType(5)]
    public byte ByteKey { get; set; }

    [KeyType(5)]
    public uint Key { get; set; }

    [KeyType(5)]
    public ulong LongKey { get; set; }
}

internal static class ResamplingRows
{
    private static readonly string[] Names = ["Zebra", "apple", "\uFF5E wave", "\U0001F600 face"];

    /// <summary>Clouds of points, of unequal size, that overlap a little; the rows of the classes are mixed.</summary>
    public static ClassRow[] Of(params int[] sizes)
    {
        var random = new Random(7);
        int[] classes = [.. sizes.SelectMany((size, k) => Enumerable.Repeat(k, size))];
        random.Shuffle(classes);
        return [.. classes.Select((k, i) => new ClassRow
        {
            Id = 1000 + i,
            Text = $"text {i}",
            Vector = [i, -i, 0.5f],
            Variable = [.. Enumerable.Range(0, i % 4).Select(x => (float)x + i)],
            Features = [.. Enumerable.Range(0, 4).Select(d => (float)(random.NextDouble() * 3) + (d == k ? 2 : 0))],
            Name = Names[k],
            Truth = k == 1,
            Single = k - 1,
            Double = k - 1,
            SByte = (sbyte)(k - 1),
            Byte = (byte)(k + 1),
            Int16 = (short)(k - 1),
            UInt16 = (ushort)(k + 1),
            Int32 = k - 1,
            UInt32 = (uint)k + 1,
            Int64 = k + (1L << 40),
            UInt64 = (ulong)k + (1UL << 63),
            ByteKey = (byte)k,
            Key = (uint)k,
            LongKey = (ulong)k,
        })];
    }

    /// <summary>The sampler itself, over the same rows.</summary>
    public static ResampleResult Expected(ClassRow[] rows, Sampler sampler)
        => sampler.Resample(FeatureMatrix.FromRows([.. rows.Select(row => row.Features)]), [.. rows.Select(row => (int)row.Key + 1)]);

    public static IDataView View(this MLContext ml, params int[] sizes) => ml.Data.LoadFromEnumerable(Of(sizes));

    /// <summary>The rows of a view; key members are as in their columns, from 1.</summary>
    public static ClassRow[] Read(this MLContext ml, IDataView view) => [.. ml.Data.CreateEnumerable<ClassRow>(view, reuseRowObject: false)];
}

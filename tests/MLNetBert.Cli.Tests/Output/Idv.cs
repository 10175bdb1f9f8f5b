using System.IO.Compression;
using System.Text;

namespace MLNetBert.Cli.Tests;

/// <summary>Reads .idv as ML.NET's page describes it (docs/code/IdvFileFormat.md, version 1.1.1.6), sharing nothing with the writer.</summary>
internal sealed record Idv(long Rows, Idv.Column[] Columns)
{
    /// <summary>A column: how its values are stored, and the blocks that hold them, uncompressed.</summary>
    public sealed record Column(string Name, string Codec, byte[] Parameters, int RowsPerBlock, byte[][] Blocks);

    public static Idv Read(string path)
    {
        using var reader = new BinaryReader(new MemoryStream(File.ReadAllBytes(path)), Encoding.UTF8);
        Assert.Equal("CML\0DVB\0"u8.ToArray(), reader.ReadBytes(8));
        Assert.Equal([6, 0, 1, 0, 1, 0, 1, 0], reader.ReadBytes(8));
        Assert.Equal([6, 0, 1, 0, 1, 0, 1, 0], reader.ReadBytes(8));
        long contents = reader.ReadInt64(), tail = reader.ReadInt64(), rows = reader.ReadInt64();
        var columns = new Column[reader.ReadInt32()];
        reader.BaseStream.Position = tail;
        Assert.Equal("\0BVD\0LMC"u8.ToArray(), reader.ReadBytes(8));
        Assert.Equal(reader.BaseStream.Length, reader.BaseStream.Position);

        reader.BaseStream.Position = contents;
        for (int i = 0; i < columns.Length; i++)
        {
            string name = reader.ReadString(), codec = reader.ReadString();
            byte[] parameters = reader.ReadBytes(reader.Read7BitEncodedInt());
            byte compression = reader.ReadByte();
            int rowsPerBlock = reader.Read7BitEncodedInt();
            long lookup = reader.ReadInt64();
            Assert.InRange(rowsPerBlock, 1, int.MaxValue);
            Assert.InRange(lookup, 256, tail);
            Assert.Equal(0, reader.ReadInt64()); // no annotations
            long next = reader.BaseStream.Position;
            reader.BaseStream.Position = lookup;
            (long Offset, int Length, int Plain)[] blocks = [.. Enumerable.Range(0, (int)((rows + rowsPerBlock - 1) / rowsPerBlock)).Select(_ => (reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt32()))];
            columns[i] = new Column(name, codec, parameters, rowsPerBlock, Array.ConvertAll(blocks, block => Block(reader, compression, block.Offset, block.Length, block.Plain)));
            reader.BaseStream.Position = next;
        }

        Assert.Equal(tail, reader.BaseStream.Position);
        return new Idv(rows, columns);
    }

    /// <summary>The values of a column of texts.</summary>
    public string[] Texts(string name)
    {
        Column column = Columns.Single(one => one.Name == name);
        Assert.Equal(("TextSpan", 0), (column.Codec, column.Parameters.Length));
        return Values(column, (block, rows) =>
        {
            int[] ends = Numbers(block, rows);
            string all = block.ReadString();
            Assert.Equal(ends[^1], all.Length);
            return ends.Select((end, row) => all[(row == 0 ? 0 : ends[row - 1])..end]);
        });
    }

    /// <summary>The values of a column of vectors.</summary>
    public float[][] Vectors(string name)
    {
        Column column = Columns.Single(one => one.Name == name);
        using var parameters = new BinaryReader(new MemoryStream(column.Parameters));
        Assert.Equal(("VBuffer", "Single", 0, 1), (column.Codec, parameters.ReadString(), parameters.Read7BitEncodedInt(), parameters.ReadInt32()));
        int size = parameters.ReadInt32();
        return Values(column, (block, rows) =>
        {
            Assert.Equal(size, block.ReadInt32());
            Assert.All(Numbers(block, rows), count => Assert.Equal(-1, count)); // dense
            Assert.Equal(0, block.ReadInt32()); // indices
            return Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, size).Select(_ => block.ReadSingle()).ToArray()).ToArray();
        });
    }

    private T[] Values<T>(Column column, Func<BinaryReader, int, IEnumerable<T>> read)
    {
        var values = new List<T>();
        foreach (byte[] bytes in column.Blocks)
        {
            using var block = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
            int rows = (int)Math.Min(column.RowsPerBlock, Rows - values.Count);
            Assert.Equal(rows, block.ReadInt32());
            values.AddRange(read(block, rows));
            Assert.Equal(bytes.Length, block.BaseStream.Position);
        }

        Assert.Equal(Rows, values.Count);
        return [.. values];
    }

    private static byte[] Block(BinaryReader reader, byte compression, long offset, int length, int plain)
    {
        reader.BaseStream.Position = offset;
        Stream bytes = new MemoryStream(reader.ReadBytes(length));
        using Stream content = compression == 0 ? bytes : new DeflateStream(bytes, CompressionMode.Decompress);
        Assert.InRange(compression, 0, 1);
        var block = new MemoryStream();
        content.CopyTo(block);
        Assert.Equal(plain, block.Length);
        return block.ToArray();
    }

    private static int[] Numbers(BinaryReader block, int count) => [.. Enumerable.Range(0, count).Select(_ => block.ReadInt32())];
}
